"""What the fault tables share: how a vendor words an error, and what a person is shown."""

from domain.jobs.progress import Attention

Rule = dict[str, object]
"""The fields of a fake vendor's rule."""


def status(number: int, message: str = "It is broken just now.", *, word: str = "", **headers: str) -> Rule:
    """An error as both vendors word it."""
    ours = {"detail": {"status": word or "x", "message": message}, "error": {"message": message, "code": word or None}}
    return {"status": number, "body": ours, "headers": {name.replace("_", "-"): text for name, text in headers.items()}}


def shown(attention: Attention) -> str:
    return f"{attention.message} {attention.advice}"
