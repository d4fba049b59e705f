"""Collections: takes documents into one, reads each and puts it into the index."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from temporalio import activity

from activities.reading import FetchedSource, SourceReader
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from domain.artifacts.documents import DocumentCache, Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.collections.collection import (
    CollectionDocument,
    DocumentFault,
    DocumentStatus,
    Manifest,
    NewDocument,
    ReadDocument,
)
from domain.collections.ports import Collections, PassageIndex
from domain.errors import ItemFault, PermanentFault
from domain.indexing.state import Ending
from domain.jobs.notice import Notice
from domain.progress import OnProgress
from domain.retrieve.ports import DocumentReader, Fetcher
from domain.value import Value

MANIFESTS_HELD = 32
"""Every document of a job asks for the same one."""


class TakeDocuments(Value):
    job_id: str
    collection_id: str
    manifest: ArtifactRef


class Taken(Value):
    documents: int


class IndexDocument(Value):
    """`position` in the manifest, from 0."""

    job_id: str
    collection_id: str
    manifest: ArtifactRef
    position: int


class DocumentIndexed(Value):
    """`passages`: how many were added; `fault` of one that could not be read."""

    ending: Ending
    passages: int = 0
    notices: tuple[Notice, ...] = ()
    fault: DocumentFault | None = None


class UseEmbeddings(Value):
    """`model`: `vendor:model`."""

    collection_id: str
    model: str


class _Reading(Value):
    """What decides the passages of a document: its bytes, as they were fetched, and what it is called."""

    content: ArtifactRef
    name: str


class _Read(Value):
    document: ArtifactRef
    notices: tuple[Notice, ...] = ()


class CollectionActivities:
    """A document whose bytes are in the index already is not read again."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        reader: DocumentReader,
        blobs: Blobs,
        names: Names,
        collections: Collections,
        index: PassageIndex,
        clock: Callable[[], datetime],
    ) -> None:
        self._sources = SourceReader(fetcher=fetcher, reader=reader, blobs=blobs)
        self._blobs, self._names, self._clock = blobs, names, clock
        self._documents = Documents(blobs)
        self._manifests = DocumentCache(blobs, Manifest, size=MANIFESTS_HELD)
        self._collections, self._index = collections, index

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.take_documents, self.index_document, self.use_embeddings]

    @activity.defn(name="collections.take_documents")
    async def take_documents(self, order: TakeDocuments) -> Taken:
        """The rows of the documents, which the API may have written already.

        Raises:
            PermanentFault: `collection_deleted`.
        """
        manifest = await self._manifests.read(order.manifest)
        taken = await self._collections.add_documents(
            order.collection_id, manifest.documents, job_id=order.job_id, at=self._clock()
        )
        if not taken:
            raise PermanentFault("collection_deleted", "The collection was deleted before its documents were read.")
        return Taken(documents=len(manifest.documents))

    @activity.defn(name="collections.index_document")
    async def index_document(self, order: IndexDocument) -> DocumentIndexed:
        on_progress = progress_reporter()
        document = (await self._manifests.read(order.manifest)).documents[order.position]
        row = await self._collections.document(order.collection_id, document.document_id)
        if row is None:
            return DocumentIndexed(ending=Ending.REMOVED)
        try:
            return await self._index_document(order, document, row, on_progress)
        except (PermanentFault, ItemFault) as fault:  # the others go on; it is added again once it is mended
            shown = DocumentFault(code=fault.code, message=fault.message, advice=fault.advice)
            await self._collections.fail_document(order.collection_id, document.document_id, shown)
            return DocumentIndexed(ending=Ending.FAILED, fault=shown)

    @activity.defn(name="collections.use_embeddings")
    async def use_embeddings(self, order: UseEmbeddings) -> Taken:
        """Once every passage has its vector: searches ask them from now on."""
        await self._collections.use_embeddings(order.collection_id, order.model, at=self._clock())
        return Taken(documents=0)

    async def _index_document(
        self, order: IndexDocument, document: NewDocument, row: CollectionDocument, on_progress: OnProgress
    ) -> DocumentIndexed:
        fetched = await self._sources.fetch(document.source, index=order.position + 1, on_progress=on_progress)
        if row.status is DocumentStatus.INDEXED and row.content == fetched.artifact.sha256:
            return DocumentIndexed(ending=Ending.UNCHANGED)
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            f"document-{order.position + 1:04}",
            order=_Reading(content=fetched.artifact, name=fetched.name),
            make=lambda: self._read(order, fetched, on_progress),
            model=_Read,
        )
        read = await self._documents.read(made.document, ReadDocument)
        await on_progress(f"indexing {len(read.passages)} passages")
        there = await self._index.replace(order.collection_id, document.document_id, read, at=self._clock())
        if not there:
            return DocumentIndexed(ending=Ending.REMOVED)
        return DocumentIndexed(ending=Ending.INDEXED, passages=len(read.passages), notices=made.notices)

    async def _read(self, order: IndexDocument, fetched: FetchedSource, on_progress: OnProgress) -> _Read:
        number = order.position + 1
        read = await self._sources.read(fetched, index=1, accepted=False, on_progress=on_progress)
        stored = await self._documents.put(
            ReadDocument(content=fetched.artifact.sha256, summary=read.summary, passages=read.passages)
        )
        notices = tuple(Notice(code=each.code, message=each.message[:600], source=number) for each in read.remarks)
        return _Read(document=stored, notices=notices)
