"""The index over passages of collections: their rows, and full text in the form that the database has."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.catalog.collections import ASKED_AT_ONCE
from adapters.catalog.database import Database
from adapters.catalog.fulltext import FullText
from adapters.catalog.tables import collections, documents, passages
from domain.collections.collection import ReadDocument, StoredPassage
from domain.retrieve.source import Passage
from domain.retrieve.words import terms

WRITTEN_AT_ONCE = 200
"""Passages in one statement."""


class SqlPassages:
    """Implements `PassageIndex`."""

    def __init__(self, database: Database) -> None:
        self._database, self._full_text = database, FullText(database.dialect)

    async def replace(self, collection_id: str, document_id: str, read: ReadDocument, *, at: datetime) -> bool:
        this = (documents.c.collection_id == collection_id, documents.c.document_id == document_id)
        summary = read.summary
        change = update(documents).where(*this)
        change = change.values(
            content=read.content,
            title=summary.title,
            author=summary.author,
            kind=summary.kind.value,
            language=summary.language,
            words=summary.words,
            passages=len(read.passages),
            fault="",
            indexed_at=at,
        )
        old = delete(passages).where(passages.c.collection_id == collection_id, passages.c.document_id == document_id)
        raised = update(collections).where(collections.c.collection_id == collection_id)
        async with self._database.write() as connection:
            if (await connection.execute(change)).rowcount != 1:
                return False
            await connection.execute(old)
            for first in range(0, len(read.passages), WRITTEN_AT_ONCE):
                some = read.passages[first : first + WRITTEN_AT_ONCE]
                await self._add(connection, collection_id, document_id, some, first=first + 1)
            await connection.execute(raised.values(revision=collections.c.revision + 1, updated_at=at))
        return True

    async def _add(
        self,
        connection: AsyncConnection,
        collection_id: str,
        document_id: str,
        new: Sequence[Passage],
        *,
        first: int,
    ) -> None:
        rows = [
            {
                "collection_id": collection_id,
                "document_id": document_id,
                "position": position,
                "body": each.model_dump_json(exclude_defaults=True),
            }
            for position, each in enumerate(new, start=first)
        ]
        add = insert(passages).returning(passages.c.number, sort_by_parameter_order=True)
        numbers = (await connection.execute(add, rows)).scalars().all()
        words = [" ".join(terms(_indexed_text(each))) for each in new]
        await self._full_text.add(connection, collection_id, list(zip(numbers, words, strict=True)))

    async def by_words(self, collection_id: str, words: Sequence[str], *, limit: int) -> Sequence[int]:
        async with self._database.read() as connection:
            return await self._full_text.find(connection, collection_id, words, limit=limit)

    async def passages(self, collection_id: str, numbers: Sequence[int]) -> Sequence[StoredPassage]:
        found: dict[int, StoredPassage] = {}
        async with self._database.read() as connection:
            for at in range(0, len(numbers), ASKED_AT_ONCE):
                some = passages.c.number.in_(numbers[at : at + ASKED_AT_ONCE])
                query = select(passages).where(passages.c.collection_id == collection_id, some)
                found |= {row["number"]: _stored(row) for row in (await connection.execute(query)).mappings()}
        return [found[number] for number in numbers if number in found]

    async def of_documents(
        self, collection_id: str, *, after: tuple[str, int] | None, limit: int
    ) -> Sequence[StoredPassage]:
        place = (passages.c.document_id, passages.c.position)
        query = select(passages).where(passages.c.collection_id == collection_id).order_by(*place).limit(limit)
        if after is not None:
            query = query.where(tuple_(*place) > tuple_(*after))
        async with self._database.read() as connection:
            return [_stored(row) for row in (await connection.execute(query)).mappings()]


def _indexed_text(passage: Passage) -> str:
    """What a passage is found by: where it stands, and what it says."""
    return " ".join((*passage.locator.headings, passage.locator.chapter or "", passage.text))


def _stored(row: RowMapping) -> StoredPassage:
    return StoredPassage(
        number=row["number"],
        document_id=row["document_id"],
        position=row["position"],
        passage=Passage.model_validate_json(row["body"]),
    )
