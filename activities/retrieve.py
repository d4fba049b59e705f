"""Retrieve: fetches and reads each source, chunks it, and chooses what the writer sees."""

from collections.abc import Awaitable, Callable

from pydantic import Field
from temporalio import activity

from activities.reading import SourceReader
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.joining import joined, without_silent_sources
from domain.retrieve.ports import CollectionChoice, CollectionReader, DocumentReader, Fetcher
from domain.retrieve.selection import select
from domain.retrieve.source import Corpus, SourceRef, SourceSummary
from domain.script.model import Writer
from domain.tts.speaker import Speaker
from domain.value import Value
from domain.vendors.declarations import supports


class ReadSource(Value):
    """`accepted`: a person said that what can be read of it is enough. `choice`: what is wanted of a collection. Both
    are left out of the JSON by default, so that results that older workers stored are found."""

    podcast_id: str
    index: int  # from 1
    source: SourceRef
    accepted: bool = Field(default=False, exclude_if=lambda accepted: not accepted)
    choice: CollectionChoice | None = Field(default=None, exclude_if=lambda choice: choice is None)


class SourceRead(Value):
    """`passages`: artifact of a Corpus with this one source, or with the documents of a collection."""

    summary: SourceSummary
    passages: ArtifactRef
    warnings: tuple[Notice, ...] = ()


class ChoosePassages(Value):
    """`tokens`: of passages, where that is more than one ask of the writer holds; 0: as many as it holds."""

    podcast_id: str
    title: str | None
    topic: str | None
    language: str | None
    sources: tuple[SourceRead, ...]
    writer: Writer
    speakers: tuple[Speaker, ...]
    tokens: int = Field(default=0, exclude_if=lambda tokens: not tokens)


class Chosen(Value):
    """`language`: the script's."""

    corpus: ArtifactRef
    title: str
    language: str
    words: int
    warnings: tuple[Notice, ...] = ()


class RetrieveActivities:
    """Reads sources and chooses passages. Blobs hold the sources as they were fetched: a retry reads the same bytes."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        reader: DocumentReader,
        blobs: Blobs,
        names: Names,
        collections: CollectionReader | None = None,
    ) -> None:
        self._collections = collections
        self._sources = SourceReader(fetcher=fetcher, reader=reader, blobs=blobs)
        self._blobs, self._names = blobs, names
        self._documents = Documents(blobs)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.read_source, self.choose_passages]

    @activity.defn(name="retrieve.read_source")
    async def read_source(self, order: ReadSource) -> SourceRead:
        on_progress = progress_reporter()
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.podcast_id,
            f"source-{order.index:03}",
            order=order,
            make=lambda: self._read_collection(order) if order.choice else self._read(order, on_progress),
            model=SourceRead,
        )
        return made

    async def _read(self, order: ReadSource, on_progress: OnProgress) -> SourceRead:
        fetched = await self._sources.fetch(order.source, index=order.index, on_progress=on_progress)
        read = await self._sources.read(fetched, index=order.index, accepted=order.accepted, on_progress=on_progress)
        summary = read.summary
        corpus = Corpus(sources=(summary,), passages=read.passages, language=summary.language)
        warnings = tuple(
            Notice(code=each.code, message=each.message[:600], source=order.index) for each in read.remarks
        )
        return SourceRead(summary=summary, passages=await self._documents.put(corpus), warnings=warnings)

    async def _read_collection(self, order: ReadSource) -> SourceRead:
        """A copy of what the collection holds now."""
        source, corpus = order.source, None
        if self._collections is not None and order.choice is not None and source.collection_id is not None:
            corpus = await self._collections.corpus(source.collection_id, order.choice)
        if corpus is None:
            raise PermanentFault(
                "source_missing",
                f"The collection “{source.name}” is gone, or nothing of it is indexed.",
                advice="Add documents to it, or name another source.",
            )
        words = sum(each.words for each in corpus.sources)
        summary = SourceSummary(index=order.index, title=source.name, language=corpus.language, words=words)
        return SourceRead(summary=summary, passages=await self._documents.put(corpus))

    @activity.defn(name="retrieve.choose_passages")
    async def choose_passages(self, order: ChoosePassages) -> Chosen:
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.podcast_id,
            "passages",
            order=order,
            make=lambda: self._choose(order),
            model=Chosen,
        )
        return made

    async def _choose(self, order: ChoosePassages) -> Chosen:
        parts = [await self._documents.read(read.passages, Corpus) for read in order.sources]
        by_language: dict[str, int] = {}
        for read in order.sources:
            by_language[read.summary.language] = by_language.get(read.summary.language, 0) + read.summary.words
        spoken = max(by_language, key=lambda language: by_language[language])
        whole = joined(parts, language=spoken)
        language = _script_language(order, spoken)
        corpus = select(whole, topic=order.topic, token_budget=order.tokens or order.writer.input_tokens)
        if len(whole.sources) > len(order.sources):
            corpus = without_silent_sources(corpus)
        warnings: tuple[Notice, ...] = ()
        if len(corpus.passages) < len(whole.passages):
            share = 100 * sum(len(p.text) for p in corpus.passages) // max(1, sum(len(p.text) for p in whole.passages))
            warnings = (
                Notice(
                    code="source_condensed",
                    message=f"The sources exceed what the writer can read at once; it sees {max(1, share)} % of them, "
                    + ("chosen for the topic." if order.topic else "from all of their parts."),
                ),
            )
        return Chosen(
            corpus=await self._documents.put(corpus),
            title=order.title or order.sources[0].summary.title,
            language=language,
            words=whole.words,
            warnings=warnings,
        )


def _script_language(order: ChoosePassages, spoken: str) -> str:
    """The language of the script.

    Raises:
        PermanentFault: the writer or a voice does not know it. Nothing is paid yet.
    """
    writer, asked = order.writer, order.language
    if not all(supports(writer.languages, language) for language in (spoken, asked or spoken)):
        known = ", ".join(writer.languages)
        raise PermanentFault(
            "language_not_supported",
            f"The sources are in “{spoken}”"
            + (f", the podcast in “{asked}”" if asked else "")
            + f"; the writer {writer.vendor} works in {known} only.",
            advice="Set OPENAI_API_KEY (or OPENAI_BASE_URL) for a writer that knows the language.",
        )
    language = asked or (spoken if spoken != "und" else "en")
    for speaker in order.speakers:
        if not supports(speaker.languages, language):
            known = ", ".join(speaker.languages)
            raise PermanentFault(
                "language_not_supported",
                f"The voice “{speaker.voice}” of {speaker.vendor} speaks {known}; the script would be in “{language}”.",
                advice="Choose elevenlabs: or openai: voices, which speak many languages.",
            )
    return language
