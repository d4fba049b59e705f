"""Embeddings: gives vectors to the passages of a collection that have none, and to what is searched for."""

import asyncio
import base64
from collections.abc import Callable, Coroutine, Sequence

from temporalio import activity

from activities.runtime.heartbeats import progress_reporter
from activities.vendors.billing import Attempt
from activities.vendors.embeddings import CachedEmbedder
from activities.vendors.purchases import Purchases
from domain.artifacts.ports import Blobs
from domain.collections.embedding import (
    Embedder,
    EmbeddingModel,
    PassageVector,
    VectorIndex,
    content_of,
    embedded_text,
)
from domain.money import NOTHING, Bill, TokenUsage
from domain.value import Value


class EmbedPassages(Value):
    """The next `limit` passages after the number `after`."""

    collection_id: str
    model: EmbeddingModel
    after: int = 0
    limit: int


class PassagesEmbedded(Value):
    """`last`: number of the last one; `passages` none: there are no more. `reused`: vectors that equal texts had.
    `failed`: what earlier attempts were billed."""

    last: int
    passages: int = 0
    reused: int = 0
    usage: TokenUsage = TokenUsage()
    failed: Bill = NOTHING


class EmbedQuery(Value):
    """`model`: its name at the vendor."""

    query: str
    model: str


class QueryEmbedded(Value):
    """`vector`: base64 of its float32, little-endian. `failed`: what earlier attempts were billed."""

    vector: str
    usage: TokenUsage = TokenUsage()
    failed: Bill = NOTHING


class EmbeddingActivities:
    """Embeddings of one vendor. Passages that have a vector are passed over: a run that was killed repeats no call
    whose result arrived."""

    def __init__(
        self,
        *,
        embedder_named: Callable[[str], Embedder],
        purchases: Purchases,
        blobs: Blobs,
        index: VectorIndex,
    ) -> None:
        self._embedder_named, self._purchases, self._blobs, self._index = embedder_named, purchases, blobs, index

    @activity.defn(name="embeddings.embed_passages")
    async def embed_passages(self, order: EmbedPassages) -> PassagesEmbedded:
        attempt, on_progress = Attempt(self._purchases.ledger), progress_reporter()
        name, collection_id = order.model.name, order.collection_id
        async with attempt.record_bill():
            found = await self._index.without_vectors(collection_id, name, after=order.after, limit=order.limit)
            texts = {number: embedded_text(passage) for number, passage in found}
            contents = {number: content_of(text) for number, text in texts.items()}
            known = await self._index.same_texts(name, list(contents.values()))
            reused = sum(content in known for content in contents.values())
            wanted = {contents[number]: text for number, text in texts.items() if contents[number] not in known}
            embedder = self._cached(order.model.model, attempt)
            await self._store(order, contents, known)
            batches = _batches(list(wanted), order.model.texts)

            async def embed(batch: list[str]) -> TokenUsage:
                made = await embedder.embed([wanted[each] for each in batch], question=False, on_progress=on_progress)
                attempt.bill += made.usage.bill
                await self._store(order, contents, dict(zip(batch, made.vectors, strict=True)))
                return made.usage

            usage = sum(await _all_of([embed(batch) for batch in batches]), TokenUsage(reused=True))
        last = found[-1][0] if found else order.after
        return PassagesEmbedded(
            last=last, passages=len(found), reused=reused, usage=usage, failed=await attempt.before()
        )

    async def _store(self, order: EmbedPassages, contents: dict[int, str], vectors: dict[str, bytes]) -> None:
        """For every passage whose text has one of these vectors."""
        there = [
            PassageVector(number=number, content=content, vector=vectors[content])
            for number, content in contents.items()
            if content in vectors
        ]
        if there:
            await self._index.add(order.collection_id, order.model.name, there)

    @activity.defn(name="embeddings.embed_query")
    async def embed_query(self, order: EmbedQuery) -> QueryEmbedded:
        attempt = Attempt(self._purchases.ledger)
        async with attempt.record_bill():
            embedder = self._cached(order.model, attempt)
            made = await embedder.embed([order.query], question=True, on_progress=progress_reporter())
        vector = base64.b64encode(made.vectors[0]).decode()
        return QueryEmbedded(vector=vector, usage=made.usage, failed=await attempt.before())

    def _cached(self, model: str, attempt: Attempt) -> CachedEmbedder:
        return CachedEmbedder(self._embedder_named(model), self._purchases, self._blobs, attempt=attempt)


async def _all_of(calls: Sequence[Coroutine[object, object, TokenUsage]]) -> list[TokenUsage]:
    """Every outcome first, then the first failure, if there is one: what arrives beside it is stored."""
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, TokenUsage)]


def _batches(contents: list[str], size: int) -> list[list[str]]:
    return [contents[at : at + size] for at in range(0, len(contents), size)]
