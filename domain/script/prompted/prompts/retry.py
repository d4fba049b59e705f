"""What the model is asked after an answer that will not do."""


def retry_prompt(*problems: str) -> str:
    """After an answer that cannot be used, or should be better."""
    wrong = " ".join(problems)
    return f"That will not do: {wrong} Answer again with the whole JSON object, mended, and nothing else."
