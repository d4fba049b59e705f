"""Reading one source: fetched where it is on the web, read in a process that can be killed, cut into passages."""

from dataclasses import dataclass
from pathlib import Path

from activities.runtime.copies import scratch_folder
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.errors import PermanentFault
from domain.progress import OnProgress
from domain.retrieve.chunking import chunk
from domain.retrieve.completeness import doubt_of, losses
from domain.retrieve.ports import DocumentReader, Fetcher, Remark
from domain.retrieve.source import Document, Passage, SourceRef, SourceSummary
from domain.retrieve.words import USABLE_WORDS, count_words


@dataclass(frozen=True)
class FetchedSource:
    """The bytes of a source, as an artifact."""

    artifact: ArtifactRef
    name: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class ReadSourceText:
    """`remarks`: what a person should know of it."""

    summary: SourceSummary
    passages: tuple[Passage, ...]
    remarks: tuple[Remark, ...] = ()


class SourceReader:
    def __init__(self, *, fetcher: Fetcher, reader: DocumentReader, blobs: Blobs) -> None:
        self._fetcher, self._reader, self._blobs = fetcher, reader, blobs

    async def fetch(self, source: SourceRef, *, index: int, on_progress: OnProgress) -> FetchedSource:
        """Raises PermanentFault, TransientFault."""
        name = source.name or source.url or f"source {index}"
        if source.artifact is not None:
            return FetchedSource(source.artifact, name)
        if not source.url:
            raise PermanentFault("source_missing", f"Source {index} has neither text, file nor URL.")
        fetched = await self._fetcher.fetch(source.url, on_progress=on_progress)
        return FetchedSource(fetched.artifact, name, fetched.remarks)

    async def document(self, fetched: FetchedSource, *, on_progress: OnProgress, whole: bool = False) -> Document:
        """`whole`: with what is left out of a book otherwise. Raises PermanentFault."""
        name = fetched.name
        with scratch_folder() as folder:
            path = folder / "source"
            head = await _copy(self._blobs, fetched.artifact, path)
            media_type = self._reader.sniff(head, name=name)
            if media_type is None:
                raise PermanentFault(
                    "source_not_supported",
                    f"“{name}” is of a kind that cannot be read.",
                    advice="Give a PDF, EPUB, DOCX, HTML, Markdown or text file.",
                )
            return await self._reader.read(path, media_type=media_type, name=name, on_progress=on_progress, whole=whole)

    async def read(
        self, fetched: FetchedSource, *, index: int, accepted: bool, on_progress: OnProgress
    ) -> ReadSourceText:
        """`accepted`: a person said that what can be read of it is enough.

        Raises:
            PermanentFault: it cannot be read. ItemFault: a person has to say whether it is what was meant.
        """
        name = fetched.name
        document = await self.document(fetched, on_progress=on_progress)
        doubt = doubt_of(document, name=name)
        if doubt is not None and not accepted:
            raise doubt
        passages = chunk(document, source=index)
        text = "\n".join(passage.text for passage in passages)
        words = count_words(text)
        if words < USABLE_WORDS:
            raise PermanentFault(
                "no_usable_text",
                f"“{name}” holds {words} usable words.",
                advice="Run text recognition on a scan first; save a page behind a login as a file.",
            )
        summary = SourceSummary(
            index=index,
            title=document.title or Path(name).stem or name,
            author=document.author,
            kind=document.kind,
            language=self._reader.language(text[:20_000]),
            words=words,
        )
        remarks = fetched.remarks
        if (lost := losses(document, name=name)) is not None:
            remarks = (*remarks, Remark(code="source_partly_read", message=lost))
        if doubt is not None and document.doubt is not None:
            remarks = (*remarks, Remark(code=doubt.code, message=doubt.message))
        return ReadSourceText(summary, passages, remarks)


async def _copy(blobs: Blobs, artifact: ArtifactRef, path: Path) -> bytes:
    """Streams an artifact into a file; returns its first 4 kB."""
    head = b""
    with path.open("wb") as out:
        async for piece in blobs.stream(artifact):
            head = head or piece[:4096]
            out.write(piece)
    return head
