"""An audiobook as it is frozen at submission, what its workflows are given, and what it results in."""

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.audiobook.passages import Pauses
from domain.audiobook.request import BookFormat
from domain.jobs.spec import JobSpec
from domain.retrieve.source import SourceRef
from domain.tts.speaker import Speaker
from domain.value import Value

AUDIOBOOK = "audiobook"
"""The name of the kind of job."""

BOOK_REVISION = "book_revision"
"""Of the jobs that make the next version of one."""


class AudiobookSpec(JobSpec):
    """At most 64 kB as JSON. `speakers`: the narrator, and the voice of quotations where there is one. `chapters`: the
    numbers of those that are wanted; None: all that are not skipped. `speech_window`: passages in flight at once.
    `revises`: the audiobook whose `version` this is; `given`: artifact of its GivenBook.
    """

    job_id: str
    source: SourceRef
    author: str | None = None
    language: str | None = None  # None: the book's own
    speakers: tuple[Speaker, ...]
    chapters: tuple[int, ...] | None = None
    skip_front_matter: bool = True
    intro_text: str | None = None
    outro_text: str | None = None
    pauses: Pauses = Pauses()
    formats: tuple[BookFormat, ...] = (BookFormat.M4B,)
    lexicon: ArtifactRef | None = None
    speech_window: int = 8
    estimated_cost_usd: float = 0.0
    budget_usd: float | None = None  # None: no bound
    version: int = 1
    revises: str | None = None
    given: ArtifactRef | None = None


class ChapterMade(Value):
    """A chapter that is spoken. `audio` by format, M4A always; `segment`: its frozen passages; `timeline`: theirs."""

    n: int
    title: str
    seconds: float
    audio: dict[str, ArtifactRef]
    segment: ArtifactRef
    timeline: ArtifactRef


class PlacedChapter(Value):
    """Where a chapter begins in the whole book, in seconds."""

    n: int
    title: str
    start: float
    seconds: float


class Audiobook(Value):
    """The result: the files by name, the first one asked for first, and each chapter. `book`: artifact of the Book;
    `speakers`: all who are heard. Results of before there were revisions have neither."""

    title: str
    author: str | None = None
    seconds: float
    files: dict[str, ArtifactRef]
    placed: tuple[PlacedChapter, ...]
    chapters: tuple[ChapterMade, ...]
    cover: ArtifactRef | None = None
    version: int = 1
    language: str = ""
    book: ArtifactRef | None = None
    speakers: tuple[Speaker, ...] = ()


class GivenBook(Value):
    """A book that is made, and the scripts of chapters that are to be spoken otherwise: artifacts of a SegmentDraft, by
    the chapter's number."""

    base: Audiobook
    drafts: dict[int, ArtifactRef] = Field(default_factory=dict)
