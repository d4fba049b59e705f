"""The rows of collections and their documents, and the index over their passages: the ports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.collections.collection import (
    Collection,
    CollectionDocument,
    DocumentFault,
    NewDocument,
    ReadDocument,
    StoredPassage,
    Totals,
)


class CollectionExists(Exception):
    """A collection with this id is there already."""


class Collections(Protocol):
    """Every method raises CatalogUnavailable."""

    async def add(self, collection: Collection) -> None:
        """Raises CollectionExists: nothing is added."""
        ...

    async def get(self, collection_id: str, *, owner: str) -> Collection | None: ...

    async def page(self, *, owner: str, limit: int, cursor: str | None) -> tuple[Sequence[Collection], str | None]:
        """Newest first. Raises ValueError for what is not a cursor of this list."""
        ...

    async def delete(self, collection_id: str, *, owner: str) -> bool:
        """With its documents and their passages; False when there is none."""
        ...

    async def use_embeddings(self, collection_id: str, model: str, *, at: datetime) -> None:
        """From now on searches ask the vectors of this model (`vendor:model`)."""
        ...

    async def totals(self, collection_ids: Sequence[str]) -> dict[str, Totals]:
        """Of each that has documents."""
        ...

    async def add_documents(
        self, collection_id: str, documents: Sequence[NewDocument], *, job_id: str, at: datetime
    ) -> bool:
        """Those that are there already are only handed to the job, once. False when the collection is gone."""
        ...

    async def document(self, collection_id: str, document_id: str) -> CollectionDocument | None: ...

    async def documents(
        self, collection_id: str, *, limit: int, cursor: str | None
    ) -> tuple[Sequence[CollectionDocument], str | None]:
        """Newest first. Raises ValueError for what is not a cursor of this list."""
        ...

    async def some_documents(self, collection_id: str, document_ids: Sequence[str]) -> dict[str, CollectionDocument]:
        """Those of these that are there."""
        ...

    async def remove_document(self, collection_id: str, document_id: str, *, at: datetime) -> bool:
        """With its passages; False when there is none."""
        ...

    async def fail_document(self, collection_id: str, document_id: str, fault: DocumentFault) -> None:
        """Says why it could not be read. Passages of what was read of it before stay."""
        ...


class PassageIndex(Protocol):
    """Passages of collections, by number, and full text over them. Every method raises CatalogUnavailable."""

    async def replace(self, collection_id: str, document_id: str, read: ReadDocument, *, at: datetime) -> bool:
        """All passages of a document at once, in place of those it had. False when it was removed meanwhile."""
        ...

    async def by_words(self, collection_id: str, terms: Sequence[str], *, limit: int) -> Sequence[int]:
        """Numbers of the passages that share most with the terms (domain.retrieve.words), best first."""
        ...

    async def passages(self, collection_id: str, numbers: Sequence[int]) -> Sequence[StoredPassage]:
        """Those of them that are there, in the order of the numbers."""
        ...

    async def of_documents(
        self, collection_id: str, *, after: tuple[str, int] | None, limit: int
    ) -> Sequence[StoredPassage]:
        """By document and position, after that one."""
        ...
