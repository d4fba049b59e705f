"""An embedder over the ledger and behind its vendor's access: asked again for the same texts, it bills nothing."""

import hashlib
import json
from collections.abc import Sequence

from pydantic import ValidationError

from activities.vendors.billing import Attempt
from activities.vendors.purchases import Purchase, Purchases
from domain.artifacts.ledger import LedgerKind, report_unsaved
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.collections.embedding import Embedded, Embedder, EmbeddingsEntry
from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress

VECTORS = "application/octet-stream"


class CachedEmbedder:
    """Implements `Embedder`, for one attempt of an activity. What the ledger holds has `usage.reused` and no tokens."""

    def __init__(self, embedder: Embedder, purchases: Purchases, blobs: Blobs, *, attempt: Attempt) -> None:
        self._embedder, self._purchases, self._blobs, self._attempt = embedder, purchases, blobs, attempt
        self._ledger = purchases.ledger

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def endpoint(self) -> str:
        return self._embedder.endpoint

    async def embed(self, texts: Sequence[str], *, question: bool, on_progress: OnProgress) -> Embedded:
        key = embeddings_key(self._embedder, texts, question=question)

        async def look() -> Embedded | None:
            return await self._stored(key)

        async def spend(purchase: Purchase) -> Embedded:
            await purchase.confirm()
            return await self._embedder.embed(texts, question=question, on_progress=on_progress)

        async def keep(made: Embedded, _: Purchase) -> Embedded:
            try:
                with report_unsaved("The vendor's embeddings"):
                    await self._attempt.store_bill(key, made.usage.bill)
                    data = await self._blobs.put(b"".join(made.vectors), media_type=VECTORS)
                    entry = EmbeddingsEntry(data=data, size=len(made.vectors[0]))
                    await self._ledger.keep(LedgerKind.EMBEDDINGS, key, entry)
            except Fault as fault:
                raise fault.with_bill(made.usage.bill) from fault
            return made

        caller = self._attempt.caller
        return await self._purchases.find_or_pay(
            LedgerKind.EMBEDDINGS, key, caller, look=look, spend=spend, keep=keep, on_progress=on_progress
        )

    async def _stored(self, key: str) -> Embedded | None:
        """An entry that cannot be used is forgotten."""
        try:
            entry = await self._ledger.find(LedgerKind.EMBEDDINGS, key, EmbeddingsEntry)
            if entry is None:
                return None
            data = await self._blobs.read(entry.data)
        except (ValidationError, ArtifactMissing):
            await self._ledger.forget(LedgerKind.EMBEDDINGS, key)
            return None
        vectors = tuple(data[at : at + entry.size] for at in range(0, len(data), entry.size))
        return Embedded(vectors=vectors, usage=TokenUsage(reused=True))


def embeddings_key(embedder: Embedder, texts: Sequence[str], *, question: bool) -> str:
    """Hex SHA-256 of everything that decides the vectors: who is asked, and for what."""
    decides = [embedder.endpoint, embedder.name, question, list(texts)]
    return hashlib.sha256(json.dumps(decides, ensure_ascii=False).encode()).hexdigest()
