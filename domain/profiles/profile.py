"""Profiles: what podcasts have in common, under a name. One of an episode, and one of who speaks."""

import hashlib
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from domain.script.style import Complexity, Style
from domain.tts.request import LexiconEntries, SpeakerRequest, Speakers, distinct
from domain.value import Body, Value
from domain.vendors.declarations import ProviderName

LONGEST_NAME = 60

ProfileName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=LONGEST_NAME,
        pattern=r"^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}])?$",
    ),
]
"""A name that stands in an address: letters and digits of any script, and between them spaces, dots, dashes, lines."""

Description = Annotated[str, Field(max_length=500, description="What it is for, for people.")]


class ProfileKind(StrEnum):
    """By their names in addresses."""

    EPISODES = "episodes"
    SPEAKERS = "speakers"


class EpisodeProfile(Body):
    """Fields of a podcast. What is left out is left to the request, and else to its defaults."""

    name: ProfileName
    description: Description = ""
    style: Style | None = None
    complexity: Complexity | None = None
    language: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    duration_minutes: float | None = Field(default=None, ge=0.5, le=180)
    instructions: str | None = Field(default=None, min_length=1, max_length=2_000)
    llm: ProviderName | None = Field(default=None, description="vendor or vendor:model")
    review: bool | None = Field(default=None, description="Whether a person approves the script before it is spoken.")
    formats: Annotated[tuple[Literal["mp3"], ...], Field(min_length=1, max_length=1)] | None = None
    lexicon: LexiconEntries = Field(default=(), description="How words are said.")


class SpeakerProfile(Body):
    """The cast of podcasts: one to four speakers."""

    name: ProfileName
    description: Description = ""
    speakers: Speakers

    @field_validator("speakers")
    @classmethod
    def _distinct(cls, speakers: tuple[SpeakerRequest, ...]) -> tuple[SpeakerRequest, ...]:
        distinct(speakers)
        return speakers


class DuplicateRequest(Body):
    """The name of the copy."""

    name: ProfileName


AnyProfile = EpisodeProfile | SpeakerProfile

MODELS: dict[ProfileKind, type[EpisodeProfile] | type[SpeakerProfile]] = {
    ProfileKind.EPISODES: EpisodeProfile,
    ProfileKind.SPEAKERS: SpeakerProfile,
}


def kind_of(profile: AnyProfile) -> ProfileKind:
    return ProfileKind.EPISODES if isinstance(profile, EpisodeProfile) else ProfileKind.SPEAKERS


def folded_name(name: str) -> str:
    """What two names are compared by: they differ in more than case and composition."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


class StoredProfile(Value):
    """A profile as it stands. `tag` changes with every change; `shipped`: it comes with Podwright, and nothing changes
    it."""

    profile: EpisodeProfile | SpeakerProfile
    tag: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    shipped: bool = False

    @property
    def kind(self) -> ProfileKind:
        return kind_of(self.profile)


def tag_of(profile: AnyProfile, changed: str) -> str:
    """A short hash of what a profile holds and of when that changed."""
    return hashlib.sha256(f"{profile.model_dump_json()}\n{changed}".encode()).hexdigest()[:32]
