"""Audiobooks: render a chapter from its clips, and join the chapters."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from pydantic import Field
from temporalio import activity

from activities.clips import ClipsMissing, SpokenClips
from activities.runtime.copies import scratch_folder
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.audiobook.overlays import ReadAlong, read_along
from domain.audiobook.passages import Pauses, place
from domain.audiobook.ports import BookBinder, BookJoiner, BookTags, ChapterRenderer
from domain.audiobook.request import BookFormat
from domain.audiobook.spec import Audiobook, ChapterMade, PlacedChapter
from domain.combine.ports import Tags
from domain.combine.timeline import Timeline
from domain.plain_names import plain_name
from domain.progress import OnProgress
from domain.script.frozen import FrozenSegment
from domain.tts.speaker import Speaker
from domain.value import Value

MEDIA_TYPES = {"m4a": "audio/mp4", "mp3": "audio/mpeg", "opus": "audio/ogg", "flac": "audio/flac"}
BOOK_TYPES = {
    BookFormat.M4B: "audio/mp4",
    BookFormat.M4A: "audio/mp4",
    BookFormat.WAV: "audio/wav",
    BookFormat.MP3: "application/zip",
    BookFormat.OPUS: "application/zip",
    BookFormat.EPUB: "application/epub+zip",
}


class RenderChapter(Value):
    """`formats` beside M4A. `skipped`: indices of passages that are left out."""

    job_id: str
    n: int
    title: str
    book_title: str
    author: str | None
    segment: ArtifactRef
    pauses: Pauses
    formats: tuple[str, ...] = ()
    skipped: tuple[int, ...] = Field(default=(), exclude_if=lambda skipped: not skipped)


class ChapterRendered(Value):
    """The chapter, or the indices of passages whose clips are gone from the artifacts and have to be spoken again."""

    chapter: ChapterMade | None = None
    missing: tuple[int, ...] = ()


class JoinBook(Value):
    """`narrator`: the names of the voices; `speakers`: whose they are; `book`: artifact of the Book."""

    job_id: str
    title: str
    author: str | None
    language: str
    narrator: str
    chapters: tuple[ChapterMade, ...]
    cover: ArtifactRef | None
    formats: tuple[BookFormat, ...]
    version: int = 1
    book: ArtifactRef | None = None
    speakers: tuple[Speaker, ...] = ()


class BookMediaActivities:
    """Renders chapters and joins them, in constant memory: clips are read one by one, chapters copied from file to
    file."""

    def __init__(
        self,
        *,
        renderer: ChapterRenderer,
        joiner: BookJoiner,
        binder: BookBinder,
        ledger: Ledger,
        blobs: Blobs,
        names: Names,
    ) -> None:
        self._renderer, self._joiner, self._binder, self._ledger = renderer, joiner, binder, ledger
        self._blobs, self._names, self._documents = blobs, names, Documents(blobs)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of rendering."""
        return [self.render_chapter, self.join_book]

    @activity.defn(name="audiobook.render_chapter")
    async def render_chapter(self, order: RenderChapter) -> ChapterRendered:
        on_progress = progress_reporter()
        try:
            made, _ = await get_or_make(
                self._names,
                self._blobs,
                order.job_id,
                f"chapter-{order.n:03}",
                order=order,
                make=lambda: self._render(order, on_progress),
                model=ChapterMade,
            )
        except ClipsMissing as gone:
            return ChapterRendered(missing=gone.turns)
        return ChapterRendered(chapter=made)

    async def _render(self, order: RenderChapter, on_progress: OnProgress) -> ChapterMade:
        segment = await self._documents.read(order.segment, FrozenSegment)
        turns = [each for each in segment.turns if each.turn.index not in order.skipped]
        clips = await SpokenClips.of(turns, ledger=self._ledger, blobs=self._blobs)
        timeline = place(turns, clips.clips, pauses=order.pauses)

        tags = Tags(title=order.title, artist=order.author or "Podwright", comment=order.book_title)
        with scratch_folder() as folder:
            to = {each: folder / f"chapter.{each}" for each in ("m4a", *order.formats)}
            seconds = await self._renderer.render(
                timeline, read_clip=clips.read, tags=tags, to=to, on_progress=on_progress
            )
            audio = {each: await self._blobs.put_file(path, media_type=MEDIA_TYPES[each]) for each, path in to.items()}
        return ChapterMade(
            n=order.n,
            title=order.title,
            seconds=seconds,
            audio=audio,
            segment=order.segment,
            timeline=await self._documents.put(timeline),
        )

    @activity.defn(name="audiobook.join_book")
    async def join_book(self, order: JoinBook) -> Audiobook:
        on_progress = progress_reporter()
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            "audiobook",
            order=order,
            make=lambda: self._join(order, on_progress),
            model=Audiobook,
        )
        return made

    async def _join(self, order: JoinBook, on_progress: OnProgress) -> Audiobook:
        stem = plain_name(order.title, otherwise="audiobook")[:120].strip(" .") or "audiobook"
        titles = [chapter.title for chapter in order.chapters]
        tags = BookTags(title=order.title, author=order.author, narrator=order.narrator, language=order.language)
        files: dict[str, ArtifactRef] = {}
        starts = _running([chapter.seconds for chapter in order.chapters])
        with scratch_folder() as folder:
            cover = await self._copied(order.cover, folder / "cover") if order.cover is not None else None
            for format_ in order.formats:
                part, copies = format_.part, list[Path]()
                for at, chapter in enumerate(order.chapters, start=1):
                    await on_progress(f"fetching chapter {at} of {len(order.chapters)}")
                    path = folder / f"{at:03}.{part}"
                    copies.append(path if path.exists() else await self._copied(chapter.audio[part], path))
                to = folder / (f"{stem}-{part}.zip" if format_.by_chapter else f"{stem}.{format_}")
                if format_.by_chapter:
                    await on_progress("packing")
                    await asyncio.to_thread(_zipped, copies, titles, to)
                elif format_ is BookFormat.EPUB:
                    along = self._read_along(order.chapters, copies)
                    await self._binder.bind(along, tags=tags, cover=cover, to=to, on_progress=on_progress)
                else:
                    joined = await self._joiner.join(
                        copies,
                        titles=titles,
                        tags=tags,
                        cover=cover,
                        kind=format_,
                        to=to,
                        on_progress=on_progress,
                    )
                    starts = list(joined.starts)
                files[to.name] = await self._blobs.put_file(to, media_type=BOOK_TYPES[format_])
                to.unlink()
        return Audiobook(
            title=order.title,
            author=order.author,
            seconds=sum(chapter.seconds for chapter in order.chapters),
            files=files,
            placed=tuple(
                PlacedChapter(n=chapter.n, title=chapter.title, start=start, seconds=chapter.seconds)
                for chapter, start in zip(order.chapters, starts, strict=True)
            ),
            chapters=order.chapters,
            cover=order.cover,
            version=order.version,
            language=order.language,
            book=order.book,
            speakers=order.speakers,
        )

    async def _read_along(
        self, chapters: Sequence[ChapterMade], copies: Sequence[Path]
    ) -> AsyncIterator[tuple[ReadAlong, Path]]:
        for chapter, sound in zip(chapters, copies, strict=True):
            segment = await self._documents.read(chapter.segment, FrozenSegment)
            timeline = await self._documents.read(chapter.timeline, Timeline)
            yield read_along(chapter.n, chapter.title, segment.turns, timeline), sound

    async def _copied(self, ref: ArtifactRef, path: Path) -> Path:
        with await asyncio.to_thread(path.open, "wb") as file:
            async for chunk in self._blobs.stream(ref):
                await asyncio.to_thread(file.write, chunk)
        return path


def _running(seconds: list[float]) -> list[float]:
    starts, at = list[float](), 0.0
    for each in seconds:
        starts.append(at)
        at += each
    return starts


def _zipped(files: list[Path], titles: list[str], to: Path) -> None:
    """Sound is packed already, so it is only stored. The time stamps are fixed: equal chapters give equal bytes."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
        for at, (file, title) in enumerate(zip(files, titles, strict=True), start=1):
            name = plain_name(title, otherwise="chapter")[:80].strip(" .") or "chapter"
            info = zipfile.ZipInfo(f"{at:03} {name}{file.suffix}")
            with file.open("rb") as source, archive.open(info, "w", force_zip64=True) as packed:
                while chunk := source.read(2**20):
                    packed.write(chunk)
