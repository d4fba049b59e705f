"""The podcast that another one is based on, as a request names it, and what is reused of it."""

from enum import StrEnum

from pydantic import Field

from domain.value import Body


class Reuse(StrEnum):
    SOURCES = "sources"
    SCRIPT = "script"


class BasedOn(Body):
    """`script`: the same words in other voices. `sources`: another script from what was read; nothing is read again."""

    podcast_id: str = Field(min_length=1, max_length=80)
    reuse: Reuse
    version: int | None = Field(
        default=None, ge=1, le=99_999, description="Of the script; left out: the version that is served."
    )
