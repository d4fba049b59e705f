"""Vectors of passages: rows in the database, compared exactly, in memory, with those of a query."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import and_, delete, insert, select, update

from adapters.catalog.collections import ASKED_AT_ONCE
from adapters.catalog.database import Database
from adapters.catalog.tables import collections, passages, vectors
from domain.collections.embedding import PassageVector
from domain.retrieve.source import Passage

HELD_BYTES = 256 * 1024 * 1024
"""Vectors held in memory for searches: 10,000 passages with 512 numbers each are 20 MB."""


@dataclass(frozen=True)
class _Held:
    """The vectors of one collection, a row each, at one revision of it."""

    revision: int
    model: str
    numbers: np.ndarray
    rows: np.ndarray


class SqlVectors:
    """Implements `VectorIndex`. A comparison with all vectors is exact, and takes milliseconds for 10,000 of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._reading: dict[str, asyncio.Lock] = {}

    async def without_vectors(
        self, collection_id: str, model: str, *, after: int, limit: int
    ) -> Sequence[tuple[int, Passage]]:
        has = and_(vectors.c.number == passages.c.number, vectors.c.model == model)
        query = (
            select(passages.c.number, passages.c.body)
            .outerjoin(vectors, has)
            .where(passages.c.collection_id == collection_id, passages.c.number > after, vectors.c.number.is_(None))
            .order_by(passages.c.number)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [(int(number), Passage.model_validate_json(body)) for number, body in rows]

    async def same_texts(self, model: str, contents: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        async with self._database.read() as connection:
            for at in range(0, len(contents), ASKED_AT_ONCE):
                some = vectors.c.content.in_(contents[at : at + ASKED_AT_ONCE])
                query = select(vectors.c.content, vectors.c.vector).where(vectors.c.model == model, some)
                found |= {content: bytes(vector) for content, vector in await connection.execute(query)}
        return found

    async def add(self, collection_id: str, model: str, new: Sequence[PassageVector]) -> None:
        rows = {
            each.number: {
                "number": each.number,
                "collection_id": collection_id,
                "model": model,
                "content": each.content,
                "vector": each.vector,
            }
            for each in new
        }
        asked = passages.c.number.in_(rows)
        async with self._database.write() as connection:
            there = select(passages.c.number).where(asked, passages.c.collection_id == collection_id)
            numbers = (await connection.execute(there.with_for_update())).scalars().all()
            if not numbers:
                return
            await connection.execute(delete(vectors).where(vectors.c.number.in_(numbers)))
            await connection.execute(insert(vectors), [rows[number] for number in numbers])
            raised = update(collections).where(collections.c.collection_id == collection_id)
            await connection.execute(raised.values(revision=collections.c.revision + 1))

    async def load(self, collection_id: str, model: str, *, revision: int) -> None:
        await self._current(collection_id, model, revision)

    async def nearest(
        self, collection_id: str, model: str, vector: bytes, *, revision: int, limit: int
    ) -> Sequence[int]:
        held = await self._current(collection_id, model, revision)
        return await asyncio.to_thread(_nearest, held, np.frombuffer(vector, dtype="<f4"), limit)

    async def _current(self, collection_id: str, model: str, revision: int) -> _Held:
        """Those that are held, when nothing changed since; else all of them, read once for all who ask."""
        async with self._reading.setdefault(collection_id, asyncio.Lock()):
            return await self._vectors(collection_id, model, revision)

    async def _vectors(self, collection_id: str, model: str, revision: int) -> _Held:
        held = self._held.pop(collection_id, None)
        if held is None or held.revision < revision or held.model != model:
            held = await self._read(collection_id, model, revision)
        self._held[collection_id] = held
        while len(self._held) > 1 and sum(each.rows.nbytes for each in self._held.values()) > HELD_BYTES:
            forgotten, _ = self._held.popitem(last=False)
            self._reading.pop(forgotten, None)
        return held

    async def _read(self, collection_id: str, model: str, revision: int) -> _Held:
        these = (vectors.c.collection_id == collection_id, vectors.c.model == model)
        query = select(vectors.c.number, vectors.c.vector).where(*these).order_by(vectors.c.number)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return await asyncio.to_thread(_held, revision, model, found)


def _held(revision: int, model: str, found: Sequence[tuple[int, bytes]]) -> _Held:
    size = max((len(vector) for _, vector in found), default=0)
    same = [(number, vector) for number, vector in found if len(vector) == size]  # a server may change its model
    rows = np.frombuffer(b"".join(bytes(vector) for _, vector in same), dtype="<f4")
    numbers = np.array([number for number, _ in same], dtype=np.int64)
    return _Held(revision, model, numbers, rows.reshape(len(same), size // 4 if same else 0))


def _nearest(held: _Held, query: np.ndarray, limit: int) -> list[int]:
    """By the cosine, which is the product of two vectors of unit length; among equals the smaller number first."""
    if not held.numbers.size or held.rows.shape[1] != query.size:
        return []
    scores = held.rows @ query
    best = np.argsort(-scores, kind="stable")[:limit]
    return [int(number) for number in held.numbers[best]]
