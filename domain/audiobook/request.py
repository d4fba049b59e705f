"""The bodies of `POST /audiobooks`, of its estimate, and of a resume."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from domain.money import Budget
from domain.retrieve.chapters import MOST_CHAPTERS
from domain.retrieve.request import FileSource, TextSource, UrlSource, bound_texts
from domain.script.corrections import SpeechResume
from domain.tts.request import LexiconEntries, Setting, SettingName
from domain.value import Body
from domain.vendors.declarations import ProviderName

BookSource = TextSource | FileSource | UrlSource


class BookFormat(StrEnum):
    """M4B and M4A are one file with chapters, WAV one without; MP3 and OPUS a file for each chapter, as a ZIP; EPUB is
    text and sound together (EPUB 3 with media overlays)."""

    M4B = "m4b"
    M4A = "m4a"
    MP3 = "mp3"
    OPUS = "opus"
    WAV = "wav"
    EPUB = "epub"

    @property
    def part(self) -> str:
        """What its chapters are rendered to."""
        return {BookFormat.MP3: "mp3", BookFormat.OPUS: "opus", BookFormat.WAV: "flac"}.get(self, "m4a")

    @property
    def by_chapter(self) -> bool:
        """Whether it is a file for each chapter."""
        return self in (BookFormat.MP3, BookFormat.OPUS)


Pause = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


class PausesRequest(Body):
    """Seconds of silence. Left out: what is usual."""

    sentence: Pause = Field(default=0.3, description="After what is said in one breath.")
    paragraph: Pause = 0.7
    heading: Pause = 1.2
    chapter: Pause = Field(default=2.0, description="At the end of a chapter.")


Number = Annotated[int, Field(ge=1, le=MOST_CHAPTERS)]
Said = Annotated[str, Field(min_length=1, max_length=2_000)]


class AudiobookRequest(Body):
    """Only `source` is required."""

    source: Annotated[BookSource, Field(discriminator="type")]
    title: str | None = Field(default=None, min_length=1, max_length=200)
    author: str | None = Field(default=None, min_length=1, max_length=200)
    voice: str | None = Field(default=None, min_length=1, max_length=120, description="Left out: the usual one.")
    tts: ProviderName | None = None
    settings: dict[SettingName, Setting] = Field(
        default_factory=dict, max_length=16, description="The vendor's own settings of a voice."
    )
    speed: float = Field(default=1.0, ge=0.25, le=4.0)
    quotes_voice: str | None = Field(
        default=None, min_length=1, max_length=120, description="Says what stands between quotation marks."
    )
    language: str | None = Field(
        default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="Left out: the book's own."
    )
    chapters: tuple[Number, ...] | None = Field(
        default=None, min_length=1, max_length=MOST_CHAPTERS, description="By number, as an estimate lists them."
    )
    skip_front_matter: bool = Field(default=True, description="Leave out covers, legal pages, contents, indexes.")
    intro_text: Said | None = Field(default=None, description="Said before the first chapter.")
    outro_text: Said | None = Field(default=None, description="Said after the last one.")
    pauses: PausesRequest = PausesRequest()
    formats: Annotated[tuple[BookFormat, ...], Field(min_length=1, max_length=len(BookFormat))] = (BookFormat.M4B,)
    lexicon: LexiconEntries = ()
    budget_usd: Budget | None = None
    priority: int | None = Field(default=None, ge=1, le=5, description="1 comes first; a key has a best one.")

    @property
    def given_title(self) -> str | None:
        """The book's, or its text's; None: it is what stands in the book."""
        return self.title or (self.source.title if isinstance(self.source, TextSource) else None) or None

    @field_validator("source")
    @classmethod
    def _bounded(cls, source: BookSource) -> BookSource:
        bound_texts([source])
        return source


class AudiobookResume(SpeechResume):
    """As of a podcast. Turns are passages, by the ids of those that are parked: `chapter-002/tts-014`."""
