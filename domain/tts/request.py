"""Speakers as requests and profiles name them."""

import math
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from domain.tts.speaker import Role
from domain.tts.spoken.lexicon import Lexicon, Reading, doubled
from domain.value import Body
from domain.vendors.declarations import ProviderName

LONGEST_NAME = 40
"""Characters: what captions and a terminal show beside the words."""
LONGEST_PERSONA, LONGEST_NOTE, LONGEST_SETTING = 500, 200, 2_000
MOST_SPEAKERS, MOST_SETTINGS = 4, 16

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\s:\x00-\x1f][^:\x00-\x1f]*$")
]
SettingName = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]


def _scalar(given: object) -> object:
    """Refuses what no setting can be, in one error rather than one for each type that a setting may have."""
    if isinstance(given, str) and len(given) > LONGEST_SETTING:
        raise ValueError(f"must have at most {LONGEST_SETTING:,} characters")
    if isinstance(given, int | float) and not isinstance(given, bool) and not abs(given) < math.inf:
        raise ValueError("must be a finite number")
    if not isinstance(given, str | int | float):
        raise ValueError("must be text, a number, or true or false")
    return given


Setting = Annotated[bool | float | str, BeforeValidator(_scalar)]


class SpeakerRequest(Body):
    """Left out: the voice and speech vendor that the workers announce for the role."""

    name: Name
    role: Name | None = Field(
        default=None,
        description="host, expert, or a word of one's own (sceptic), which needs a language model. "
        "Left out: the first of several speakers is the host.",
    )
    voice: str | None = Field(default=None, min_length=1, max_length=120)
    tts: ProviderName | None = None
    persona: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_PERSONA,
        description="Who the speaker is and how it talks; needs a language model.",
    )
    note: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NOTE,
        description="How the name is pronounced, for the writer; needs a language model.",
    )
    speed: float = Field(default=1.0, ge=0.25, le=4.0, description="Checked against what the vendor allows.")
    settings: dict[SettingName, Setting] = Field(
        default_factory=dict,
        max_length=MOST_SETTINGS,
        description="The vendor's own settings of a voice, as `GET /providers` lists them.",
    )

    @property
    def pace(self) -> Role | None:
        """How the role is paced: whoever is not a host does most of the talking. None: nothing was said of it."""
        if self.role is None:
            return None
        return Role.HOST if self.role.casefold() == Role.HOST else Role.EXPERT

    @property
    def character(self) -> str:
        """The role where it is neither host nor expert; else empty."""
        return "" if self.role is None or self.role.casefold() in tuple(Role) else self.role


HOST_AND_EXPERT = (SpeakerRequest(name="HOST", role=Role.HOST), SpeakerRequest(name="EXPERT", role=Role.EXPERT))
NARRATOR = (SpeakerRequest(name="NARRATOR"),)
"""The usual casts: of conversations, and of what one voice tells."""

Speakers = Annotated[tuple[SpeakerRequest, ...], Field(min_length=1, max_length=MOST_SPEAKERS)]


def distinct(speakers: Sequence[SpeakerRequest]) -> None:
    """Raises ValueError when a listener or a writer would take two names for one."""
    known: dict[str, str] = {}
    for each in speakers:
        name = compared_name(each.name)
        if name in known:
            raise ValueError(f"names must differ; {known[name]!r} and {each.name!r} are alike")
        known[name] = each.name


def compared_name(name: str) -> str:
    """Without case, width, composition, doubled spaces and characters that are not seen."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(each for each in folded if unicodedata.category(each) != "Cf").split())


MOST_ENTRIES = 500
"""Of a lexicon: a glossary of some pages, which is looked through for every turn."""


class LexiconEntry(Body):
    """How a written form is said, wherever it stands as a whole word. The transcript keeps the written form."""

    written: str = Field(min_length=1, max_length=80, pattern=r"^[^\n]*\w[^\n]*$")
    spoken: str = Field(min_length=1, max_length=200, pattern=r"^[^\n]*\w[^\n]*$")
    case: Literal["any", "exact"] = Field(default="any", description="Whether upper and lower case must be as written.")


def lexicon_of(entries: Sequence[LexiconEntry]) -> Lexicon:
    """Raises ValueError when a written form stands in it twice."""
    readings = tuple(Reading(written=each.written, spoken=each.spoken, exact=each.case == "exact") for each in entries)
    if (twice := doubled(readings)) is not None:
        raise ValueError(f"{twice.written!r} stands in it twice")
    return Lexicon(readings=readings)


def _each_once(entries: tuple[LexiconEntry, ...]) -> tuple[LexiconEntry, ...]:
    lexicon_of(entries)
    return entries


LexiconEntries = Annotated[tuple[LexiconEntry, ...], Field(max_length=MOST_ENTRIES), AfterValidator(_each_once)]
