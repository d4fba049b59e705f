"""The rows of collections and their documents."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.catalog.cursor import after, cursor_after
from adapters.catalog.database import Database
from adapters.catalog.tables import collections, documents
from domain.collections.collection import Collection, CollectionDocument, DocumentFault, NewDocument, Totals
from domain.collections.ports import CollectionExists
from domain.retrieve.source import SourceRef

ASKED_AT_ONCE = 500
"""Ids in one statement: SQLite takes 32,766 values."""


class SqlCollections:
    """Implements `Collections`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def add(self, collection: Collection) -> None:
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(collections).values(**collection.model_dump()))
        except IntegrityError:
            raise CollectionExists(collection.collection_id) from None

    async def get(self, collection_id: str, *, owner: str) -> Collection | None:
        query = select(collections).where(collections.c.collection_id == collection_id, collections.c.owner == owner)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else Collection.model_validate(dict(row))

    async def page(self, *, owner: str, limit: int, cursor: str | None) -> tuple[Sequence[Collection], str | None]:
        query = after(
            select(collections),
            cursor,
            what="collections",
            created_at=collections.c.created_at,
            identity=collections.c.collection_id,
        )
        async with self._database.read() as connection:
            found = await connection.execute(query.where(collections.c.owner == owner).limit(limit + 1))
            rows = [Collection.model_validate(dict(row)) for row in found.mappings()]
        last = rows[limit - 1] if len(rows) > limit else None
        return rows[:limit], cursor_after("collections", last.created_at, last.collection_id) if last else None

    async def delete(self, collection_id: str, *, owner: str) -> bool:
        this = (collections.c.collection_id == collection_id, collections.c.owner == owner)
        async with self._database.write() as connection:
            return (await connection.execute(delete(collections).where(*this))).rowcount == 1

    async def use_embeddings(self, collection_id: str, model: str, *, at: datetime) -> None:
        this = collections.c.collection_id == collection_id
        change = update(collections).where(this, collections.c.embeddings != model)
        async with self._database.write() as connection:
            await connection.execute(
                change.values(embeddings=model, revision=collections.c.revision + 1, updated_at=at)
            )

    async def totals(self, collection_ids: Sequence[str]) -> dict[str, Totals]:
        one, failed = documents.c, documents.c.fault != ""
        query = (
            select(
                one.collection_id,
                one.language,
                func.count().label("documents"),
                func.count(one.indexed_at).label("indexed"),
                func.sum(case((failed, 1), else_=0)).label("failed"),
                func.sum(one.passages).label("passages"),
                func.sum(one.words).label("words"),
            )
            .where(one.collection_id.in_(collection_ids))
            .group_by(one.collection_id, one.language)
            .order_by(func.sum(one.words))
        )
        totals: dict[str, Totals] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query)).mappings():
                sofar = totals.get(row["collection_id"], Totals())
                totals[row["collection_id"]] = Totals(
                    documents=sofar.documents + row["documents"],
                    indexed=sofar.indexed + row["indexed"],
                    failed=sofar.failed + row["failed"],
                    passages=sofar.passages + row["passages"],
                    words=sofar.words + int(row["words"]),
                    language=row["language"] if row["words"] else sofar.language,
                )
        return totals

    async def add_documents(self, collection_id: str, new: Sequence[NewDocument], *, job_id: str, at: datetime) -> bool:
        rows = [
            {
                "collection_id": collection_id,
                "document_id": each.document_id,
                "source": each.source.model_dump_json(),
                "job_id": job_id,
                "content": "",
                "title": "",
                "kind": "document",
                "words": 0,
                "passages": 0,
                "fault": "",
                "created_at": at + timedelta(microseconds=place),  # so that they stay in the order they came in
            }
            for place, each in enumerate(new)
        ]
        table = self._insert(documents)
        add = table.on_conflict_do_update(
            index_elements=[documents.c.collection_id, documents.c.document_id],
            set_={"job_id": table.excluded.job_id, "fault": ""},
            where=documents.c.job_id != table.excluded.job_id,
        )
        async with self._database.write() as connection:
            if not await _raise_revision(connection, collection_id, at):
                return False
            await connection.execute(add, rows)
        return True

    async def document(self, collection_id: str, document_id: str) -> CollectionDocument | None:
        return (await self.some_documents(collection_id, [document_id])).get(document_id)

    async def documents(
        self, collection_id: str, *, limit: int, cursor: str | None
    ) -> tuple[Sequence[CollectionDocument], str | None]:
        query = after(
            select(documents),
            cursor,
            what=f"documents {collection_id}",
            created_at=documents.c.created_at,
            identity=documents.c.document_id,
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.where(documents.c.collection_id == collection_id).limit(limit + 1))
            found = [_document(row) for row in rows.mappings()]
        last = found[limit - 1] if len(found) > limit else None
        what = f"documents {collection_id}"
        return found[:limit], cursor_after(what, last.created_at, last.document_id) if last else None

    async def some_documents(self, collection_id: str, document_ids: Sequence[str]) -> dict[str, CollectionDocument]:
        found: dict[str, CollectionDocument] = {}
        async with self._database.read() as connection:
            for at in range(0, len(document_ids), ASKED_AT_ONCE):
                some = documents.c.document_id.in_(document_ids[at : at + ASKED_AT_ONCE])
                query = select(documents).where(documents.c.collection_id == collection_id, some)
                found |= {row["document_id"]: _document(row) for row in (await connection.execute(query)).mappings()}
        return found

    async def remove_document(self, collection_id: str, document_id: str, *, at: datetime) -> bool:
        this = (documents.c.collection_id == collection_id, documents.c.document_id == document_id)
        async with self._database.write() as connection:
            await _raise_revision(connection, collection_id, at)
            return (await connection.execute(delete(documents).where(*this))).rowcount == 1

    async def fail_document(self, collection_id: str, document_id: str, fault: DocumentFault) -> None:
        this = (documents.c.collection_id == collection_id, documents.c.document_id == document_id)
        async with self._database.write() as connection:
            await connection.execute(update(documents).where(*this).values(fault=fault.model_dump_json()))


async def _raise_revision(connection: AsyncConnection, collection_id: str, at: datetime) -> bool:
    """False when the collection is gone."""
    change = update(collections).where(collections.c.collection_id == collection_id)
    raised = change.values(revision=collections.c.revision + 1, updated_at=at)
    return (await connection.execute(raised)).rowcount == 1


def _document(row: RowMapping) -> CollectionDocument:
    fault = DocumentFault.model_validate_json(row["fault"]) if row["fault"] else None
    return CollectionDocument.model_validate(
        {**row, "source": SourceRef.model_validate_json(row["source"]), "fault": fault}
    )
