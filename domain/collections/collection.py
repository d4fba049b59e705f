"""Collections: documents of one owner that are read once, and searched and spoken about many times."""

from datetime import datetime
from enum import StrEnum

from domain.artifacts.reference import ArtifactRef
from domain.retrieve.source import Locator, Passage, SourceKind, SourceRef, SourceSummary
from domain.value import Value


class Totals(Value):
    """What a collection holds. `language` is the one that most of its words are in; None while nothing is indexed."""

    documents: int = 0
    indexed: int = 0
    failed: int = 0
    passages: int = 0
    words: int = 0
    language: str | None = None


class Collection(Value):
    """`revision` grows with everything that changes what a search finds. `embeddings`: `vendor:model` that all its
    passages were embedded with once, empty before; those that were indexed since may have no vector yet."""

    collection_id: str
    owner: str = "local"
    name: str
    description: str = ""
    embeddings: str = ""
    revision: int = 0
    created_at: datetime
    updated_at: datetime


class DocumentStatus(StrEnum):
    WAITING = "waiting"  # for a job that indexes it
    INDEXED = "indexed"
    FAILED = "failed"


class DocumentFault(Value):
    """Why a document could not be indexed."""

    code: str
    message: str
    advice: str = ""


class NewDocument(Value):
    """A document on its way into a collection. `document_id` follows from what it is (domain.collections.identity)."""

    document_id: str
    source: SourceRef


class CollectionDocument(Value):
    """`content`: SHA-256 of the bytes that were read last, empty before. `job_id`: the job that indexes it."""

    collection_id: str
    document_id: str
    source: SourceRef
    job_id: str = ""
    content: str = ""
    title: str = ""
    author: str | None = None
    kind: SourceKind = SourceKind.DOCUMENT
    language: str | None = None
    words: int = 0
    passages: int = 0
    fault: DocumentFault | None = None
    created_at: datetime
    indexed_at: datetime | None = None

    @property
    def status(self) -> DocumentStatus:
        if self.fault is not None:
            return DocumentStatus.FAILED
        return DocumentStatus.WAITING if self.indexed_at is None else DocumentStatus.INDEXED

    @property
    def name(self) -> str:
        return self.title or self.source.name or self.source.url or self.document_id


class ReadDocument(Value):
    """A document that was read: what goes into the index. `content` as of `CollectionDocument`."""

    content: str
    summary: SourceSummary
    passages: tuple[Passage, ...]


class StoredPassage(Value):
    """A passage in the index. `number` is its place in the index, and `position` the one in its document, from 1."""

    number: int
    document_id: str
    position: int
    passage: Passage

    @property
    def passage_id(self) -> str:
        return f"{self.document_id}-{self.position:04}"

    @property
    def locator(self) -> Locator:
        return self.passage.locator


class Manifest(Value):
    """The documents that one job indexes, stored as an artifact: a job may have more of them than its spec can hold."""

    documents: tuple[NewDocument, ...]

    def artifacts(self) -> list[ArtifactRef]:
        found = (each.source.artifact for each in self.documents)
        return [artifact for artifact in found if artifact is not None]
