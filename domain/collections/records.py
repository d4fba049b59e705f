"""Records of collections among the artifacts, from which a lost catalog is restored: what they are, not what they hold.

Passages are not recorded: they are read again from the documents. A record goes before its row does, so that what was
deleted is not restored.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.artifacts.layout import collection_document_name, collection_folder, collection_name
from domain.artifacts.ports import Names
from domain.collections.collection import Collection, CollectionDocument, DocumentFault, NewDocument, Totals
from domain.collections.ports import Collections
from domain.value import Value

AT_ONCE = 32
"""Requests under way together: an object store answers one in about 20 ms."""


class RecordedDocument(Value):
    """What is recorded of a document. `at`: when it was added first."""

    document: NewDocument
    at: datetime


class RecordedCollections:
    """Implements `Collections` over the rows of the catalog, and keeps the records beside them."""

    def __init__(self, rows: Collections, names: Names) -> None:
        self._rows, self._names = rows, names

    async def add(self, collection: Collection) -> None:
        await self._names.create(collection_name(collection.collection_id), collection.model_dump_json().encode())
        await self._rows.add(collection)

    async def delete(self, collection_id: str, *, owner: str) -> bool:
        if await self._rows.get(collection_id, owner=owner) is None:
            return False
        await self._names.delete(collection_name(collection_id))
        await self._gone(await self._names.list(collection_folder(collection_id)))
        return await self._rows.delete(collection_id, owner=owner)

    async def add_documents(
        self, collection_id: str, documents: Sequence[NewDocument], *, job_id: str, at: datetime
    ) -> bool:
        if not await self._rows.add_documents(collection_id, documents, job_id=job_id, at=at):
            return False
        place = asyncio.Semaphore(AT_ONCE)

        async def record(each: NewDocument) -> None:
            async with place:
                body = RecordedDocument(document=each, at=at).model_dump_json().encode()
                await self._names.create(collection_document_name(collection_id, each.document_id), body)

        await asyncio.gather(*map(record, documents))
        return True

    async def remove_document(self, collection_id: str, document_id: str, *, at: datetime) -> bool:
        await self._names.delete(collection_document_name(collection_id, document_id))
        return await self._rows.remove_document(collection_id, document_id, at=at)

    async def _gone(self, names: Iterable[str]) -> None:
        for name in names:
            await self._names.delete(name)

    async def get(self, collection_id: str, *, owner: str) -> Collection | None:
        return await self._rows.get(collection_id, owner=owner)

    async def page(self, *, owner: str, limit: int, cursor: str | None) -> tuple[Sequence[Collection], str | None]:
        return await self._rows.page(owner=owner, limit=limit, cursor=cursor)

    async def use_embeddings(self, collection_id: str, model: str, *, at: datetime) -> None:
        await self._rows.use_embeddings(collection_id, model, at=at)

    async def totals(self, collection_ids: Sequence[str]) -> dict[str, Totals]:
        return await self._rows.totals(collection_ids)

    async def document(self, collection_id: str, document_id: str) -> CollectionDocument | None:
        return await self._rows.document(collection_id, document_id)

    async def documents(
        self, collection_id: str, *, limit: int, cursor: str | None
    ) -> tuple[Sequence[CollectionDocument], str | None]:
        return await self._rows.documents(collection_id, limit=limit, cursor=cursor)

    async def some_documents(self, collection_id: str, document_ids: Sequence[str]) -> dict[str, CollectionDocument]:
        return await self._rows.some_documents(collection_id, document_ids)

    async def fail_document(self, collection_id: str, document_id: str, fault: DocumentFault) -> None:
        await self._rows.fail_document(collection_id, document_id, fault)


class Restored(Value):
    """Rows that were missing."""

    collections: int = 0
    documents: int = 0


async def restore_collections(names: Names, rows: Collections, records: Iterable[str]) -> Restored:
    """From the names of records. Documents wait to be read again; those that are there stay as they are."""
    found: dict[str, list[str]] = {}
    known: list[Collection] = []
    added = documents = 0
    for name in records:
        _, collection_id, what, *_ = name.split("/")
        if what == "documents":
            found.setdefault(collection_id, []).append(name)
        elif (record := await names.get(name)) is not None:
            known.append(Collection.model_validate_json(record))
    for collection in known:
        if await rows.get(collection.collection_id, owner=collection.owner) is None:
            await rows.add(collection)
            added += 1
        documents += await _restore_documents(names, rows, collection.collection_id, found)
    return Restored(collections=added, documents=documents)


async def _restore_documents(names: Names, rows: Collections, collection_id: str, found: dict[str, list[str]]) -> int:
    listed = found.get(collection_id, [])
    there = await rows.some_documents(collection_id, [name.rpartition("/")[2] for name in listed])
    missing = [name for name in listed if name.rpartition("/")[2] not in there]
    bodies = [body for name in missing if (body := await names.get(name)) is not None]
    records = sorted((RecordedDocument.model_validate_json(body) for body in bodies), key=lambda each: each.at)
    for each in records:
        await rows.add_documents(collection_id, [each.document], job_id="", at=each.at)
    return len(records)
