"""Audiobooks: read the book, and freeze a chapter into passages."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from temporalio import activity

from activities.reading import SourceReader
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from activities.segments import FrozenSegments, SegmentFrozen
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.audiobook.book import Book, Chapter
from domain.audiobook.passages import QUOTES, passages_of
from domain.audiobook.ports import BookRead, ReadBook
from domain.audiobook.spec import ChapterMade, GivenBook
from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.chapters import ChapterText, Paragraph, Part, chapters_of, unspoken
from domain.retrieve.ports import DocumentReader, Fetcher
from domain.retrieve.source import Document
from domain.script.corrections import SpeechChange
from domain.script.freezing import NO_LEXICON, freeze_segment
from domain.script.frozen import FrozenSegment
from domain.script.model import SegmentDraft
from domain.tts.speaker import Speaker
from domain.tts.spoken.lexicon import Lexicon
from domain.value import Value

_OF_A_CHAPTER = re.compile(r"(?:chapter|part|section|book)\s+(?:\d|[ivxlc]+\b|one\b)", re.IGNORECASE)


class FreezeChapter(Value):
    """`opening` and `closing`: what is said before and after the book, in its first and its last chapter.

    `given`: artifact of the GivenBook that holds another script of the chapter.
    """

    job_id: str
    attempt: int
    book: ArtifactRef
    n: int
    language: str
    speakers: tuple[Speaker, ...]
    lexicon: ArtifactRef | None = None
    opening: str | None = None
    closing: str | None = None
    given: ArtifactRef | None = None


class CorrectionRead(Value):
    """The part of a SpeechChange that a workflow decides by. `texts`: how many it holds."""

    speakers: tuple[Speaker, ...] = ()
    skip_turns: tuple[str, ...] = ()
    budget_usd: float | None = None
    texts: int = 0

    @property
    def of_passages(self) -> bool:
        return bool(self.speakers or self.skip_turns or self.texts)


class ReadGiven(Value):
    given: ArtifactRef


class GivenRead(Value):
    """`kept`: chapters that stay as they are; `edited`: numbers of the others."""

    read: BookRead
    kept: tuple[ChapterMade, ...]
    edited: tuple[int, ...]


class BookActivities:
    """Reads and freezes. It reads and writes artifacts, and the web where the book is there."""

    def __init__(self, *, fetcher: Fetcher, reader: DocumentReader, blobs: Blobs, names: Names) -> None:
        self._sources = SourceReader(fetcher=fetcher, reader=reader, blobs=blobs)
        self._reader, self._blobs, self._names = reader, blobs, names
        self._documents, self._segments = Documents(blobs), FrozenSegments(blobs=blobs, names=names)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.read_book, self.read_change, self.read_given, self.freeze_chapter]

    @activity.defn(name="audiobook.read_book")
    async def read_book(self, order: ReadBook) -> BookRead:
        on_progress = progress_reporter()
        if not order.job_id:
            return await self._read(order, on_progress)
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            "book",
            order=order,
            make=lambda: self._read(order, on_progress),
            model=BookRead,
        )
        return made

    async def _read(self, order: ReadBook, on_progress: OnProgress) -> BookRead:
        fetched = await self._sources.fetch(order.source, index=1, on_progress=on_progress)
        document = await self._sources.document(fetched, on_progress=on_progress, whole=True)
        parts = chapters_of(document)
        if not parts:
            raise PermanentFault("no_usable_text", f"“{fetched.name}” holds nothing that could be read aloud.")
        chapters = tuple([await self._chapter(n, part) for n, part in enumerate(parts, start=1)])
        sample = " ".join(paragraph.text for part in parts for paragraph in part.text.paragraphs[:20])[:20_000]
        cover = None
        if document.cover:
            picture = "image/png" if document.cover.startswith(b"\x89PNG") else "image/jpeg"
            cover = await self._blobs.put(document.cover, media_type=picture)
        left = ", ".join(f"{count} × {what}" for what, count in unspoken(document).items())
        notices = [Notice(code=each.code, message=each.message[:600]) for each in fetched.remarks]
        if left:
            notices.append(Notice(code="not_spoken", message=f"Not read aloud: {left}."))
        book = Book(
            title=_title(document, parts) or Path(fetched.name).stem or fetched.name,
            author=document.author,
            language=self._reader.language(sample),
            chapters=chapters,
            cover=cover,
            notices=tuple(notices),
        )
        return BookRead(book=await self._documents.put(book), **dict(book))

    async def _chapter(self, n: int, part: Part) -> Chapter:
        return Chapter(
            n=n,
            title=part.title,
            words=part.words,
            characters=part.characters,
            skipped=bool(part.reason),
            reason=part.reason,
            text=await self._documents.put(part.text),
        )

    @activity.defn(name="audiobook.read_change")
    async def read_change(self, change: ArtifactRef) -> CorrectionRead:
        read = await self._documents.read(change, SpeechChange)
        return CorrectionRead(
            speakers=read.speakers, skip_turns=read.skip_turns, budget_usd=read.budget_usd, texts=len(read.turns)
        )

    @activity.defn(name="audiobook.read_given")
    async def read_given(self, order: ReadGiven) -> GivenRead:
        given = await self._documents.read(order.given, GivenBook)
        base = given.base
        if base.book is None:
            raise PermanentFault("request_lost", "The version that is revised does not say which book it was made of.")
        book = await self._documents.read(base.book, Book)
        changes = {"title": base.title, "author": base.author, "language": base.language, "notices": ()}
        return GivenRead(
            read=BookRead(book=base.book, **{**dict(book), **changes}),
            kept=tuple(each for each in base.chapters if each.n not in given.drafts),
            edited=tuple(sorted(given.drafts)),
        )

    @activity.defn(name="audiobook.freeze_chapter")
    async def freeze_chapter(self, order: FreezeChapter) -> SegmentFrozen:
        before = None
        if order.given is None:
            draft = await self._passages(order)
        else:
            given = await self._documents.read(order.given, GivenBook)
            draft = await self._documents.read(given.drafts[order.n], SegmentDraft)
            made = next(each for each in given.base.chapters if each.n == order.n)
            before = await self._documents.read(made.segment, FrozenSegment)
        frozen = freeze_segment(
            draft,
            first_index=1,
            language=order.language,
            speakers=order.speakers,
            lexicon=NO_LEXICON if order.lexicon is None else await self._documents.read(order.lexicon, Lexicon),
            before=before,
        )
        stored = await self._segments.store(order.job_id, order.attempt, frozen)
        plans = tuple(plan.model_copy(update={"segment": 0}) for plan in stored.plans)
        return stored.model_copy(update={"plans": plans})

    async def _passages(self, order: FreezeChapter) -> SegmentDraft:
        """The chapter as it stands in the book."""
        book = await self._documents.read(order.book, Book)
        ref = book.chapters[order.n - 1].text
        if ref is None:
            raise PermanentFault("chapter_not_found", f"Chapter {order.n} has no text.")
        text = await self._documents.read(ref, ChapterText)
        said = [Paragraph(text=order.opening)] if order.opening else []
        ends = [Paragraph(text=order.closing)] if order.closing else []
        text = text.model_copy(update={"paragraphs": (*said, *text.paragraphs, *ends)})
        return passages_of(text, index=order.n, quotes=any(each.name == QUOTES for each in order.speakers))


def _title(document: Document, parts: tuple[Part, ...]) -> str | None:
    """Of the whole. In a text without one, a reader may have taken the first chapter's."""
    title = document.title
    of_a_chapter = title is not None and _OF_A_CHAPTER.match(title) and any(part.title == title for part in parts)
    return None if of_a_chapter else title
