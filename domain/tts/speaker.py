"""Who speaks: a role, and everything that decides how the speaker sounds."""

from enum import StrEnum

from pydantic import Field

from domain.value import Value


class Role(StrEnum):
    HOST = "host"
    EXPERT = "expert"


class Speaker(Value):
    """One speaker with all that decides its sound and pace. Engine and limits as its vendor declared them."""

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
