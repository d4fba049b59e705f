"""What the API answers about collections, their documents, and what a search finds."""

from datetime import datetime

from pydantic import BaseModel

from domain.collections.collection import Collection, CollectionDocument, DocumentStatus, Totals
from domain.collections.searching import Found
from domain.retrieve.source import SourceType


class CollectionView(BaseModel):
    """`documents` are all of them, `indexed` those that a search finds; `passages` and `words` are what is indexed.

    `language`: ISO 639-1 code of the language that most words are in. `embeddings`: `vendor:model` that searches use
    besides full text.
    """

    collection_id: str
    name: str
    description: str
    documents: int
    indexed: int
    failed: int
    passages: int
    words: int
    language: str | None
    embeddings: str | None
    created_at: datetime
    updated_at: datetime


class CollectionPage(BaseModel):
    items: list[CollectionView]
    next_cursor: str | None


class DocumentError(BaseModel):
    code: str
    message: str
    advice: str


class DocumentView(BaseModel):
    """`status`: `waiting` for the job `job_id`, `indexed`, or `failed` for the reason in `error`.

    What was indexed of a document before stays found when reading it anew fails. `url` of a page from the web.
    """

    document_id: str
    name: str
    type: SourceType
    url: str | None
    status: DocumentStatus
    language: str | None
    words: int
    passages: int
    error: DocumentError | None
    job_id: str
    created_at: datetime
    indexed_at: datetime | None


class DocumentPage(BaseModel):
    items: list[DocumentView]
    next_cursor: str | None


class DocumentsTaken(BaseModel):
    """`job_id`: of the job that indexes them, in `/jobs`."""

    job_id: str
    documents: list[DocumentView]


class FoundView(BaseModel):
    """A passage, with where it stands in its document. `score` is comparable within one answer only."""

    passage_id: str
    document_id: str
    document: str
    page: int | None
    chapter: str | None
    headings: tuple[str, ...]
    text: str
    score: float


class SearchView(BaseModel):
    """Best first. `ranked_by`: the orders that were fused."""

    items: list[FoundView]
    ranked_by: list[str]


def collection_view(collection: Collection, totals: Totals) -> CollectionView:
    return CollectionView(
        **collection.model_dump(include={"collection_id", "name", "description", "created_at", "updated_at"}),
        **totals.model_dump(),
        embeddings=collection.embeddings or None,
    )


def document_view(document: CollectionDocument) -> DocumentView:
    fault = document.fault
    return DocumentView(
        document_id=document.document_id,
        name=document.name,
        type=document.source.type,
        url=document.source.url,
        status=document.status,
        language=document.language,
        words=document.words,
        passages=document.passages,
        error=DocumentError(**fault.model_dump()) if fault is not None else None,
        job_id=document.job_id,
        created_at=document.created_at,
        indexed_at=document.indexed_at,
    )


def found_view(found: Found) -> FoundView:
    passage = found.passage
    return FoundView(
        passage_id=passage.passage_id,
        document_id=passage.document_id,
        document=found.document.name,
        page=passage.locator.page,
        chapter=passage.locator.chapter,
        headings=passage.locator.headings,
        text=passage.passage.text,
        score=round(found.score, 6),
    )
