"""Embeddings of texts: vectors whose direction says what a text is about. The ports, and what is stored of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.artifacts.reference import ArtifactRef
from domain.money import Bill, TokenUsage
from domain.progress import OnProgress
from domain.retrieve.source import Passage
from domain.value import Value
from domain.vendors.declarations import split_name

LONGEST = 6000
"""Characters of a text that are embedded: passages have at most 3,000, and the headings above them seldom more."""

BYTES_PER_TOKEN = 3
"""English has four or five; a careful count, for what a call may cost."""


class EmbeddingModel(Value):
    """The model that a collection is embedded with. `texts`: how many one call takes."""

    vendor: str
    model: str
    texts: int = 64
    usd_per_million_input: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.vendor}:{self.model}"

    def vectors_are_of(self, name: str) -> bool:
        return split_name(name) == (self.vendor, self.model)


@dataclass(frozen=True)
class Embedded:
    """One vector for each text, in order: unit length, float32, little-endian."""

    vectors: tuple[bytes, ...]
    usage: TokenUsage = field(default_factory=TokenUsage)


class Embedder(Protocol):
    """One model. Vendor errors come out as the faults of domain.errors."""

    @property
    def name(self) -> str:
        """`vendor:model`, as in settings."""
        ...

    @property
    def endpoint(self) -> str:
        """Host of the server; part of every key."""
        ...

    async def embed(self, texts: Sequence[str], *, question: bool, on_progress: OnProgress) -> Embedded:
        """`question`: they are looked for, not found; some models tell the two apart.

        Raises:
            TransientFault, AccountFault, ItemFault.
        """
        ...


class EmbeddingsEntry(Value):
    """What the ledger holds of one call: the vectors behind one another in a blob, each of `size` bytes."""

    data: ArtifactRef
    size: int


@dataclass(frozen=True)
class PassageVector:
    """`content`: digest of the text that was embedded, by which equal texts share a vector."""

    number: int
    content: str
    vector: bytes


class VectorIndex(Protocol):
    """Vectors of passages. Every method raises CatalogUnavailable."""

    async def without_vectors(
        self, collection_id: str, model: str, *, after: int, limit: int
    ) -> Sequence[tuple[int, Passage]]:
        """Passages that have none of this model, with their numbers, which are above `after`, in order."""
        ...

    async def same_texts(self, model: str, contents: Sequence[str]) -> dict[str, bytes]:
        """Vectors of texts that are embedded anywhere, by their digests."""
        ...

    async def add(self, collection_id: str, model: str, vectors: Sequence[PassageVector]) -> None:
        """In place of those of another model. Passages that are gone are left out."""
        ...

    async def load(self, collection_id: str, model: str, *, revision: int) -> None:
        """Reads what `nearest` compares, so that it need not."""
        ...

    async def nearest(
        self, collection_id: str, model: str, vector: bytes, *, revision: int, limit: int
    ) -> Sequence[int]:
        """Numbers of the passages whose vectors are nearest, nearest first. `revision`: the collection's, now."""
        ...


class QueryEmbedder(Protocol):
    """Embeds what is searched for, where no vendor may be called."""

    async def embed(self, query: str, *, model: str) -> bytes | None:
        """None when no worker embeds it in time: the search goes on without."""
        ...


class QueryOrder(Value):
    """A query to be embedded on the queue of `vendor`, by its model of that name."""

    query: str
    vendor: str
    model: str


class QueryVector(Value):
    """`vector`: base64 of its float32, little-endian."""

    vector: str


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: the headings it stands under, and what it says."""
    place = " · ".join((*filter(None, [passage.locator.chapter]), *passage.locator.headings))
    return f"{place}\n{passage.text}"[:LONGEST] if place else passage.text[:LONGEST]


def content_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def most_billed(texts: Sequence[str]) -> Bill:
    """About the most that embedding them is billed."""
    return Bill(input_tokens=sum(len(text.encode()) // BYTES_PER_TOKEN + 1 for text in texts))
