"""The turns of a podcast as its workflow knows them: what is planned, and how far each of them is."""

from enum import StrEnum

from pydantic import BaseModel

from domain.value import Value


class TurnState(StrEnum):
    """One letter each: `PodcastDetails.turn_states` is a string of them."""

    WAITING = "w"
    SPEAKING = "s"
    DONE = "d"
    REUSED = "r"
    ATTENTION = "a"
    SKIPPED = "k"

    @property
    def settled(self) -> bool:
        return self in (TurnState.DONE, TurnState.REUSED, TurnState.SKIPPED)


class TurnPlan(Value):
    """A frozen turn as the workflow sees it: enough to schedule it and to show it. `label`: its first words."""

    index: int
    id: str
    segment: int
    position: int  # within its segment's artifact
    speaker: str
    vendor: str
    key: str
    characters: int
    label: str
    letters: float = 0.0  # there are to say in it (domain.tts.rates)


class TurnRecord(BaseModel):
    """`seconds` of its clip, once it is known."""

    plan: TurnPlan
    seconds: float = 0.0
    state: TurnState = TurnState.WAITING
