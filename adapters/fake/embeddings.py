"""Embeddings in process, for tests: texts that share words, or words that are said to mean the same, are near."""

import asyncio
import hashlib
import math
import struct
from collections.abc import Sequence

from domain.collections.embedding import Embedded
from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.retrieve.words import terms

SIZE = 64


class FakeEmbedder:
    """`same`: words and the words that they count as. `calls` holds the texts of every call; `failures` are raised
    first, one a call."""

    def __init__(self, *, vendor: str = "fake", same: dict[str, str] | None = None, usd_per_token: float = 0.0) -> None:
        self._vendor, self._same, self._price = vendor, same or {}, usd_per_token
        self.calls: list[list[str]] = []
        self.failures: list[Fault] = []
        self.held: asyncio.Event | None = None
        self.waiting = 0

    @property
    def name(self) -> str:
        return f"{self._vendor}:bag"

    @property
    def endpoint(self) -> str:
        return "in-process"

    async def embed(self, texts: Sequence[str], *, question: bool, on_progress: OnProgress) -> Embedded:
        if self.held is not None:
            self.waiting += 1
            await self.held.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append(list(texts))
        tokens = sum(len(text.split()) for text in texts)
        usage = TokenUsage(input=tokens, cost_usd=tokens * self._price)
        return Embedded(vectors=tuple(self.vector(text) for text in texts), usage=usage)

    def vector(self, text: str) -> bytes:
        """The sum of a direction for each word."""
        sums = [0.0] * SIZE
        for term in terms(text):
            digest = hashlib.sha512(self._same.get(term, term).encode()).digest()
            for at in range(SIZE):
                sums[at] += digest[at] / 127.5 - 1
        length = math.sqrt(sum(each * each for each in sums)) or 1.0
        return struct.pack(f"<{SIZE}f", *(each / length for each in sums))


class FakeQueries:
    """Implements `QueryEmbedder` over a FakeEmbedder, or answers nothing while `away`."""

    def __init__(self, embedder: FakeEmbedder) -> None:
        self._embedder, self.away = embedder, False
        self.asked: list[tuple[str, str]] = []

    async def embed(self, query: str, *, model: str) -> bytes | None:
        self.asked.append((query, model))
        return None if self.away else self._embedder.vector(query)
