"""What makes an episode a success: about the length asked for, and a turn for every voice. Else a person decides."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from domain.errors import FaultDetail, FaultKind
from domain.script.model import Part
from domain.value import Value

WITHIN = 1 / 3
"""Of the length asked for. A listener who made room for five minutes gets three and a half to seven."""

SCRIPT, EPISODE = "script", "episode"
"""Items that need attention when the script, or the rendered episode, falls short."""


class Shortcoming(StrEnum):
    TOO_SHORT = "episode_too_short"
    TOO_LONG = "episode_too_long"
    ONE_VOICE = "one_voice"


class Finding(Value):
    shortcoming: Shortcoming
    message: str


def judge(
    minutes: float, *, asked: float, possible: float | None, speaking: Collection[str], parts: Sequence[Part]
) -> list[Finding]:
    """What is wrong with a script or an episode of so many minutes; nothing when it is a success.

    `possible`: minutes that the sources can give, when those are fewer and it was said before. `speaking`: the names of
    the parts that have turns.
    """
    found: list[Finding] = []
    if minutes < (1 - WITHIN) * min(asked, asked if possible is None else possible):
        message = f"It takes about {spelled(minutes)}, and {spelled(asked)} were asked for."
        found.append(Finding(shortcoming=Shortcoming.TOO_SHORT, message=message))
    if minutes > (1 + WITHIN) * asked:
        message = f"It takes about {spelled(minutes)}, and {spelled(asked)} were asked for."
        found.append(Finding(shortcoming=Shortcoming.TOO_LONG, message=message))
    if silent := [part.name for part in parts if part.name not in speaking]:
        found.append(silence(silent))
    return found


def silence(names: Sequence[str]) -> Finding:
    """That these speakers have no turn."""
    message = f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'} no turn."
    return Finding(shortcoming=Shortcoming.ONE_VOICE, message=message)


def fault_of(item: str, findings: Sequence[Finding]) -> FaultDetail:
    """What is shown of findings, and what can be done about them."""
    again = " --rewrite has the script written again, which costs what it cost before." if item == SCRIPT else ""
    return FaultDetail(
        kind=FaultKind.ITEM,
        code=findings[0].shortcoming,
        message=f"The {item} is not what was asked for. {' '.join(one.message for one in findings)}",
        advice=f"Resume to go on with it as it is.{again} Another writer (--llm) is another podcast.",
    )


def spelled(minutes: float) -> str:
    """A length for people: "40 seconds", "5 minutes"."""
    return f"{minutes * 60:.0f} seconds" if minutes < 1 else f"{minutes:.1f} minutes".replace(".0 ", " ")
