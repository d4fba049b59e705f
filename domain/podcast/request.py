"""The bodies of `POST /podcasts` and of a resume. What is in the HTTP contract and not built is refused by name."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from domain.money import Budget
from domain.podcast.based_on import BasedOn
from domain.retrieve.request import Source, bound_texts
from domain.script.corrections import SpeechResume
from domain.script.style import Complexity, Grounding, Style
from domain.tts.request import LexiconEntries, SpeakerRequest, Speakers, distinct
from domain.value import Body
from domain.vendors.declarations import ProviderName

LONGEST_INSTRUCTIONS = 2_000
"""Characters: a page of wishes, which stands in every ask."""

NOT_YET: dict[str, frozenset[str]] = {
    "request": frozenset(
        {
            "show_id", "intro_file_id", "outro_file_id",
            "music_file_id", "webhook", "start_at",
        }
    ),
    "speaker": frozenset(),
    "profile": frozenset({"review", "show_id"}),
}  # fmt: skip
"""Fields of the HTTP contract whose feature is not built, by the body they stand in."""

SOURCES_NOT_YET: frozenset[str] = frozenset()
FORMATS_NOT_YET = frozenset({"m4a", "opus", "wav", "flac"})


class PodcastRequest(Body):
    """Only `sources` or `based_on` is required."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    based_on: BasedOn | None = Field(
        default=None, description="Reuse the script of another podcast, or its sources as they were read."
    )
    sources: Annotated[tuple[Source, ...], Field(max_length=20, validate_default=True)] = Field(
        default=(), description="One to twenty; none with `based_on`."
    )
    topic: str | None = Field(default=None, min_length=1, max_length=500)
    duration_minutes: float = Field(default=5.0, ge=0.5, le=180)
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="Of the podcast; left out: the sources' own.",
    )
    style: Style | None = Field(
        default=None, description="Left out: narrative for one speaker, conversational_interview for several."
    )
    complexity: Complexity | None = Field(default=None, description="Whom it is for; left out: as the sources are.")
    instructions: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_INSTRUCTIONS, description="Wishes for the writer."
    )
    speakers: Speakers | None = Field(default=None, description="One to four; left out: the usual cast of the style.")
    lexicon: LexiconEntries = Field(default=(), description="How words are said; the transcript keeps them as written.")
    episode_profile: str | None = Field(
        default=None, min_length=1, max_length=60, description="Its fields hold where the request says nothing."
    )
    speaker_profile: str | None = Field(
        default=None, min_length=1, max_length=60, description="Its speakers; the request's own win, field by field."
    )
    llm: ProviderName | None = Field(default=None, description="vendor or vendor:model")
    grounding: Grounding = Field(
        default=Grounding.CODE,
        description="What compares turns with their passages: code, or the language model too, where code cannot tell.",
    )
    budget_usd: Budget | None = None
    priority: int = Field(default=3, ge=1, le=5, description="1 comes first; a key has a best one it may ask for.")
    formats: Annotated[tuple[Literal["mp3"], ...], Field(min_length=1, max_length=1)] = ("mp3",)
    skip_unreadable: bool = Field(
        default=False,
        description="Leave out, with a warning, what cannot be read; otherwise the podcast fails and names it.",
    )

    review: bool = Field(
        default=False, description="Stop before the script is spoken, until a person approves it; that costs nothing."
    )
    auto_approve_after: int | None = Field(
        default=None,
        ge=60,
        le=30 * 86_400,
        description="Seconds after which a script under review is spoken as it stands; left out: never.",
    )

    @model_validator(mode="after")
    def _reviewed(self) -> Self:
        if self.auto_approve_after is not None and not self.review:
            raise ValueError("auto_approve_after: set review, whose end it is")
        return self

    @field_validator("sources")
    @classmethod
    def _bounded(cls, sources: tuple[Source, ...], info: ValidationInfo) -> tuple[Source, ...]:
        if "based_on" in info.data and bool(sources) is (info.data["based_on"] is not None):
            raise ValueError("leave them out: it is based on another podcast" if sources else "name at least one")
        bound_texts(sources)
        return sources

    @field_validator("speakers")
    @classmethod
    def _distinct(cls, speakers: tuple[SpeakerRequest, ...] | None) -> tuple[SpeakerRequest, ...] | None:
        distinct(speakers or ())
        return speakers


class ResumeRequest(SpeechResume):
    """An empty body means: try again. Voices by speaker name, texts by turn id."""

    sources: dict[Annotated[int, Field(ge=1, le=20)], Literal["use", "skip"] | Source] = Field(
        default_factory=dict,
        max_length=20,
        description="Parked sources by their number: use what was read of it, skip it, or another source in its place.",
    )
    skip_unreadable: bool = Field(
        default=False, description="Leave out every source that is parked, and each that cannot be read from now on."
    )
    rewrite: bool = Field(
        default=False, description="Write the script again, when it is parked for its length or voices."
    )
