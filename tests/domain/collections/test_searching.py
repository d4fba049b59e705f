"""Searches: what they wait for at once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from domain.collections.collection import Collection, CollectionDocument, StoredPassage
from domain.collections.searching import CollectionSearch

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HELD = Collection(collection_id="c1", name="Tides", embeddings="fake:bag", created_at=T0, updated_at=T0)


class Slow:
    """An index, vectors, and an embedder, of which each goes on only when another one was asked."""

    def __init__(self) -> None:
        self.embedding, self.loading = asyncio.Event(), asyncio.Event()
        self.words, self.vectors = asyncio.Event(), asyncio.Event()

    async def embed(self, query: str, *, model: str) -> bytes | None:
        self.embedding.set()
        await self.loading.wait()
        return b"\0" * 8

    async def load(self, collection_id: str, model: str, *, revision: int) -> None:
        self.loading.set()
        await self.embedding.wait()

    async def by_words(self, collection_id: str, terms: Sequence[str], *, limit: int) -> Sequence[int]:
        self.words.set()
        await self.vectors.wait()
        return [1, 2]

    async def nearest(
        self, collection_id: str, model: str, vector: bytes, *, revision: int, limit: int
    ) -> Sequence[int]:
        self.vectors.set()
        await self.words.wait()
        return [2, 3]

    async def passages(self, collection_id: str, numbers: Sequence[int]) -> Sequence[StoredPassage]:
        self.found = list(numbers)
        return []

    async def some_documents(self, collection_id: str, document_ids: Sequence[str]) -> dict[str, CollectionDocument]:
        return {}


async def test_vectors_are_read_while_the_query_is_embedded_and_both_orders_are_asked_at_once() -> None:
    slow = Slow()
    search = CollectionSearch(collections=slow, index=slow, vectors=slow, embedder=slow)  # type: ignore[arg-type]  # as much of the ports as a search asks
    answer = await asyncio.wait_for(search.search(HELD, "high water", limit=10), 5)
    assert answer.ranked_by == ("full_text", "embeddings")
    assert slow.found == [2, 1, 3]
