"""What an audiobook needs of the outside: its book read before a job is started, chapters rendered, a book joined."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from domain.artifacts.reference import ArtifactRef
from domain.audiobook.book import Chapter
from domain.audiobook.overlays import ReadAlong
from domain.audiobook.request import BookFormat
from domain.combine.ports import ReadClip, Tags
from domain.combine.timeline import Timeline
from domain.errors import FaultDetail
from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.source import SourceRef
from domain.value import Value


class ReadBook(Value):
    """`job_id` empty: of an estimate, which leaves no names. `language`: that it shall be spoken in."""

    job_id: str = ""
    source: SourceRef


class BookRead(Value):
    """`book`: artifact of the Book, of which the rest is said here too."""

    book: ArtifactRef
    title: str
    author: str | None = None
    language: str
    chapters: tuple[Chapter, ...]
    cover: ArtifactRef | None = None
    notices: tuple[Notice, ...] = ()


class BookNotRead(Exception):
    """The book cannot be read; `detail` says why."""

    def __init__(self, detail: FaultDetail) -> None:
        super().__init__(detail.message)
        self.detail = detail


class BookOutlines(Protocol):
    async def read(self, order: ReadBook, *, key: str, within: float) -> BookRead:
        """Read by a worker, in a process that can be killed. `within` in seconds.

        Raises:
            BookNotRead, NoWorker, EngineUnavailable.
        """
        ...


class ChapterRenderer(Protocol):
    async def render(
        self,
        timeline: Timeline,
        *,
        read_clip: ReadClip,
        tags: Tags,
        to: Mapping[str, Path],
        on_progress: OnProgress,
    ) -> float:
        """Seconds. Streams the timeline through limiter and encoders into the files, in one pass and in constant
        memory.

        Formats: `m4a`, `mp3`, `opus`, `flac`. The length of the M4A is checked.

        Raises:
            TransientFault: `render_failed`.
        """
        ...


class BookTags(Value):
    title: str
    author: str | None = None
    narrator: str = ""
    language: str = ""


class JoinedBook(Value):
    """`starts`: of each chapter, in seconds."""

    seconds: float
    starts: tuple[float, ...]


class BookJoiner(Protocol):
    async def join(
        self,
        chapters: Sequence[Path],
        *,
        titles: Sequence[str],
        tags: BookTags,
        cover: Path | None,
        kind: BookFormat,
        to: Path,
        on_progress: OnProgress,
    ) -> JoinedBook:
        """One file of all chapters (M4B, M4A, WAV), whose streams are copied, in constant memory.

        Raises:
            TransientFault: `join_failed`.
        """
        ...


class BookBinder(Protocol):
    async def bind(
        self,
        chapters: AsyncIterator[tuple[ReadAlong, Path]],
        *,
        tags: BookTags,
        cover: Path | None,
        to: Path,
        on_progress: OnProgress,
    ) -> None:
        """One file of text and sound together (EPUB), of chapters with their M4A, one after the other."""
        ...
