"""What people correct of speech that is parked or waits, whatever kind of job it belongs to."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.money import Budget
from domain.tts.speaker import Speaker
from domain.value import Body, Value
from domain.vendors.declarations import ProviderName


class SpeechResume(Body):
    """An empty body means: try again. Voices by speaker name, texts by turn id."""

    voices: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=120)]] = Field(
        default_factory=dict, max_length=8
    )
    turns: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=20_000)]] = Field(
        default_factory=dict, max_length=500
    )
    tts: ProviderName | None = None
    skip_turns: tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...] = Field(
        default=(), max_length=500
    )
    budget_usd: Budget | None = None

    @property
    def changes_nothing(self) -> bool:
        return self == type(self)()


class SpeechChange(Value):
    """What a person corrected, resolved: `speakers` is empty or the whole list; texts by turn id."""

    speakers: tuple[Speaker, ...] = ()
    turns: dict[str, str] = Field(default_factory=dict)
    skip_turns: tuple[str, ...] = ()
    budget_usd: float | None = None  # None: as it was
