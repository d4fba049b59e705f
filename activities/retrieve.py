"""Retrieve: fetches and reads each source, chunks it, and chooses what the writer sees."""

from pathlib import Path

from pydantic import Field
from temporalio import activity

from activities.runtime.copies import scratch_folder
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.chunking import chunk
from domain.retrieve.completeness import doubt_of, losses
from domain.retrieve.ports import DocumentReader, Fetcher, Remark
from domain.retrieve.selection import select
from domain.retrieve.source import Corpus, SourceRef, SourceSummary
from domain.retrieve.words import USABLE_WORDS, count_words
from domain.script.model import Writer
from domain.tts.speaker import Speaker
from domain.value import Value
from domain.vendors.declarations import supports


class ReadSource(Value):
    """`accepted`: a person said that what can be read of it is enough. It is left out of the JSON by default, so that
    results that older workers stored are found."""

    podcast_id: str
    index: int  # from 1
    source: SourceRef
    accepted: bool = Field(default=False, exclude_if=lambda accepted: not accepted)


class SourceRead(Value):
    """`passages`: artifact of a Corpus with this one source."""

    summary: SourceSummary
    passages: ArtifactRef
    warnings: tuple[Notice, ...] = ()


class ChoosePassages(Value):
    podcast_id: str
    title: str | None
    topic: str | None
    language: str | None
    sources: tuple[SourceRead, ...]
    writer: Writer
    speakers: tuple[Speaker, ...]


class Chosen(Value):
    """`language`: the script's."""

    corpus: ArtifactRef
    title: str
    language: str
    words: int
    warnings: tuple[Notice, ...] = ()


class RetrieveActivities:
    """Reads sources and chooses passages. Blobs hold the sources as they were fetched: a retry reads the same bytes."""

    def __init__(self, *, fetcher: Fetcher, reader: DocumentReader, blobs: Blobs, names: Names) -> None:
        self._fetcher, self._reader, self._blobs, self._names = fetcher, reader, blobs, names
        self._documents = Documents(blobs)

    @activity.defn(name="retrieve.read_source")
    async def read_source(self, order: ReadSource) -> SourceRead:
        on_progress = progress_reporter()
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.podcast_id,
            f"source-{order.index:03}",
            order=order,
            make=lambda: self._read(order, on_progress),
            model=SourceRead,
        )
        return made

    async def _read(self, order: ReadSource, on_progress: OnProgress) -> SourceRead:
        source, name = order.source, order.source.name or order.source.url or f"source {order.index}"
        artifact = source.artifact
        remarks: tuple[Remark, ...] = ()
        if artifact is None and source.url:
            fetched = await self._fetcher.fetch(source.url, on_progress=on_progress)
            artifact, remarks = fetched.artifact, fetched.remarks
        if artifact is None:
            raise PermanentFault("source_missing", f"Source {order.index} has neither text, file nor URL.")
        with scratch_folder() as folder:
            path = folder / "source"
            head = await _copy(self._blobs, artifact, path)
            media_type = self._reader.sniff(head, name=name)
            if media_type is None:
                raise PermanentFault(
                    "source_not_supported",
                    f"“{name}” is of a kind that cannot be read.",
                    advice="Give a PDF, EPUB, DOCX, HTML, Markdown or text file.",
                )
            document = await self._reader.read(path, media_type=media_type, name=name, on_progress=on_progress)
        doubt = doubt_of(document, name=name)
        if doubt is not None and not order.accepted:
            raise doubt
        passages = chunk(document, source=order.index)
        text = "\n".join(passage.text for passage in passages)
        words = count_words(text)
        if words < USABLE_WORDS:
            raise PermanentFault(
                "no_usable_text",
                f"“{name}” holds {words} usable words.",
                advice="Run text recognition on a scan first; save a page behind a login as a file.",
            )
        summary = SourceSummary(
            index=order.index,
            title=document.title or Path(name).stem or name,
            author=document.author,
            kind=document.kind,
            language=self._reader.language(text[:20_000]),
            words=words,
        )
        corpus = Corpus(sources=(summary,), passages=passages, language=summary.language)
        if (lost := losses(document, name=name)) is not None:
            remarks = (*remarks, Remark(code="source_partly_read", message=lost))
        if doubt is not None and document.doubt is not None:
            remarks = (*remarks, Remark(code=doubt.code, message=doubt.message))
        warnings = tuple(Notice(code=each.code, message=each.message[:600], source=order.index) for each in remarks)
        return SourceRead(summary=summary, passages=await self._documents.put(corpus), warnings=warnings)

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
        whole = Corpus(
            sources=tuple(read.summary for read in order.sources),
            passages=tuple(passage for part in parts for passage in part.passages),
            language=spoken,
        )
        language = _script_language(order, spoken)
        corpus = select(whole, topic=order.topic, token_budget=order.writer.input_tokens)
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


async def _copy(blobs: Blobs, artifact: ArtifactRef, path: Path) -> bytes:
    """Streams an artifact into a file; returns its first 4 kB."""
    head = b""
    with path.open("wb") as out:
        async for piece in blobs.stream(artifact):
            head = head or piece[:4096]
            out.write(piece)
    return head
