"""Who speaks: a role, and everything that decides how the speaker sounds."""

from enum import StrEnum

from pydantic import Field

from domain.value import Value

Settings = tuple[tuple[str, str | float | bool], ...]
"""A vendor's own settings of a voice, by name."""


def _is_empty(value: str | Settings) -> bool:
    return not value


class Role(StrEnum):
    """How a speaker is paced: hosts ask and link in few words, all others do most of the talking."""

    HOST = "host"
    EXPERT = "expert"


class Speaker(Value):
    """One speaker with all that decides its sound and pace. Engine and limits as its vendor declared them.

    `character`, `persona` and `note` are for the writer (domain.script.model.Part) and in no clip key. They are left
    out of JSON while they are empty, so that the results of earlier orders are found under their digests.
    """

    name: str
    role: Role
    vendor: str
    model: str
    engine: str
    voice: str
    speed: float = 1.0
    words_per_minute: float  # of this voice at this speed
    characters_per_second: float = Field(default=0.0, exclude_if=lambda rate: not rate)  # measured; domain.tts.rates
    maximum_characters: int
    usd_per_1000_characters: float = 0.0
    languages: tuple[str, ...] = ()  # empty: any
    character: str = Field(default="", exclude_if=_is_empty)
    persona: str = Field(default="", exclude_if=_is_empty)
    note: str = Field(default="", exclude_if=_is_empty)
    settings: Settings = Field(default=(), exclude_if=_is_empty)
