"""The details of a podcast's progress: how many turns there are, and how far each of them is."""

from datetime import datetime

from domain.artifacts.reference import ArtifactRef
from domain.jobs.progress import Progress
from domain.podcast.given import GivenSource
from domain.value import Value


class ReviewDue(Value):
    """What comes next once the script under review is approved: what will be spoken, and what that costs at most."""

    turns: int
    characters: int
    cost_usd: float
    until: datetime | None = None  # when it is approved without a person


class StepDetails(Value):
    """What people see. `playable_turns` is the length of the finished prefix.

    `target_seconds`: the length that was asked for; `expected_seconds`: the length that it comes to, by what is written
    and how the voices were heard to speak; `seconds`: the length of the finished audio.
    """

    total_turns: int | None = None
    estimated_turns: int | None = None
    completed_turns: int = 0
    reused_turns: int = 0
    playable_turns: int = 0
    current_speaker: str | None = None
    target_seconds: float | None = None
    expected_seconds: float | None = None
    seconds: float | None = None
    review: ReviewDue | None = None


class PodcastDetails(StepDetails):
    """`turn_states`: one letter a frozen turn (domain.podcast.state.TurnState). `sources`: as they were read.

    `segments`: the frozen segments so far, in order; together with the ledger they lead to every clip. Neither stands
    in the memo, which stays small: a query and the outcome have them.
    """

    turn_states: str = ""
    segments: tuple[ArtifactRef, ...] = ()
    outline: ArtifactRef | None = None
    corpus: ArtifactRef | None = None
    sources: tuple[GivenSource, ...] = ()
    approved: bool = False  # a person's review is over


def details_of(progress: Progress) -> PodcastDetails:
    """The details of a podcast's progress."""
    return PodcastDetails.model_validate(progress.details)


def lengths_told(details: StepDetails) -> str:
    """The length that was asked for, that was expected when all was frozen, and that came out; empty where one of them
    is not known."""
    target, expected, seconds = details.target_seconds, details.expected_seconds, details.seconds
    if not (target and expected and seconds):
        return ""
    return (
        f"{_clock(seconds)} of audio ({seconds / target - 1:+.1%}): {_clock(target)} was asked for, "
        f"and {_clock(expected)} expected when the last segment was frozen."
    )


def _clock(seconds: float) -> str:
    """ "5:07"."""
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"
