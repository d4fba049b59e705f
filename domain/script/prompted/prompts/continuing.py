"""What the model is asked for when its turns are good but too few: only those that are missing."""

from collections.abc import Sequence

from domain.script.prompted.prompts.cast import quoted


def continuing_prompt(
    *, said: int, words: int, silent: Sequence[str] = (), has_end: bool = False, repeats: bool = False
) -> str:
    """`words`: to be added to those `said`. `silent`: speakers without a turn. `has_end`: the last turns close."""
    wishes = [f"So far the turns have {said} words together. That is too few.", f"More words: {words}"]
    if repeats:
        wishes.append("It repeats what earlier segments said, which does not count; say what is new.")
    if silent:
        names = ", ".join(map(quoted, silent))
        wishes.append(f"These speakers have not said anything yet, and have to: {names}.")
    where = "They are put in front of your last turns, which close the episode." if has_end else ""
    wishes.append(
        f"Go on from where you stopped with new turns only, of about {words} words together. {where} Go further into "
        "what the passages say and has not been said: reasons, steps, examples, figures. Repeat nothing, do not pad, "
        "and do not begin anew."
    )
    wishes.append('Answer with one JSON object: "turns" with the new turns alone.')
    return "\n".join(wishes)
