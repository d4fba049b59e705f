"""Embeddings with OpenAI's API, and with every server that speaks it."""

import asyncio
import base64
import json
from collections.abc import Sequence

import numpy as np
import openai

from adapters.openai import models
from adapters.openai.connection import connect, host_of, is_openai, probe
from adapters.openai.errors import FAILURES, VENDOR, bad_answer, fault_of
from domain.collections.embedding import Embedded, most_billed
from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.vendors.declarations import EmbeddingsDeclaration

USD_PER_MILLION = {"text-embedding-3-small": 0.02, "text-embedding-3-large": 0.13, "text-embedding-ada-002": 0.10}
"""From OpenAI's price list in 2026. The price of other models is not known."""

DIMENSIONS = {"text-embedding-3-small": 512, "text-embedding-3-large": 1024}
"""These models may be asked for shorter vectors: a third of the size, for a point or two of what is found
(OpenAI, "New embedding models and API updates", 2024)."""

CALL_SECONDS = 60.0
"""64 passages take about a second at OpenAI; a model on a slow machine of one's own may need half a minute."""

TEXTS = 64
"""In one call: 16,000 tokens of passages, well below the 300,000 that OpenAI takes, and in reach of small servers."""


class OpenAIEmbedder:
    """One model at one address."""

    def __init__(
        self,
        model: str = models.EMBEDDINGS,
        *,
        api_key: str | None,
        base_url: str | None = None,
        usd_per_million: float | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._model, self._key, self._base_url, self._seconds = model, api_key or "", base_url, call_seconds
        official = is_openai(base_url)
        known = USD_PER_MILLION.get(model, 0.0) if official else 0.0
        self._usd_per_million = known if usd_per_million is None else usd_per_million
        self._dimensions = DIMENSIONS.get(model) if official else None
        self._client = connect(api_key=api_key, base_url=base_url, read_seconds=call_seconds)

    @property
    def name(self) -> str:
        return f"{VENDOR}:{self._model}"

    @property
    def endpoint(self) -> str:
        """With the size of the vectors, where it is asked for: others are other embeddings."""
        host = host_of(self._base_url)
        return f"{host} {self._dimensions}" if self._dimensions else host

    def declare(self) -> EmbeddingsDeclaration:
        return EmbeddingsDeclaration(models=(self._model,), texts=TEXTS, usd_per_million_input=self._usd_per_million)

    async def close(self) -> None:
        await self._client.close()

    async def probe(self) -> None:
        await probe(self._client, host=host_of(self._base_url), secret=self._key)

    async def embed(self, texts: Sequence[str], *, question: bool, on_progress: OnProgress) -> Embedded:
        host = host_of(self._base_url)
        await on_progress(f"embedding {len(texts)} texts")
        try:
            async with asyncio.timeout(self._seconds):
                raw = await self._client.embeddings.with_raw_response.create(
                    model=self._model,
                    input=list(texts),
                    encoding_format="base64",
                    dimensions=self._dimensions or openai.omit,
                )
                return self._read(await raw.http_response.aread(), texts)
        except FAILURES as error:
            raise self._fault(error, host) from None

    def _fault(self, error: Exception, host: str) -> Fault:
        return fault_of(error, host=host, secret=self._key)

    def _read(self, answer: bytes, texts: Sequence[str]) -> Embedded:
        """Servers that do not know `encoding_format` answer lists of numbers. Raises TransientFault, ValueError."""
        host = host_of(self._base_url)
        body = json.loads(answer)
        listed = body.get("data") if isinstance(body, dict) else None
        if not isinstance(listed, list) or len(listed) != len(texts):
            raise bad_answer(f"{host} answered {_count(listed)} for {len(texts)} texts.")
        if not all(isinstance(each, dict) for each in listed):
            raise bad_answer(f"{host} answered embeddings in a form that is not known.")
        listed = sorted(listed, key=lambda each: int(each.get("index", 0)))
        rows = [_vector(each.get("embedding")) for each in listed]
        if any(row is None or row.size != rows[0].size for row in rows if rows[0] is not None) or rows[0] is None:
            raise bad_answer(f"{host} answered embeddings that are empty, of different sizes, or not numbers.")
        usage = body.get("usage")
        counted = usage.get("prompt_tokens") if isinstance(usage, dict) else None
        tokens = counted if isinstance(counted, int) and counted > 0 else most_billed(texts).input_tokens
        cost = tokens * self._usd_per_million / 1e6
        vectors = tuple(row.astype("<f4").tobytes() for row in rows if row is not None)
        return Embedded(vectors=vectors, usage=TokenUsage(input=tokens, cost_usd=cost))


def _count(listed: object) -> str:
    return f"{len(listed)} embeddings" if isinstance(listed, list) else "none"


def _vector(given: object) -> np.ndarray | None:
    """At unit length; None for what is not a vector."""
    try:
        if isinstance(given, str):
            row = np.frombuffer(base64.b64decode(given), dtype="<f4").astype(np.float64)
        else:
            row = np.asarray(given, dtype=np.float64)
    except (ValueError, TypeError):
        return None
    length = float(np.linalg.norm(row)) if row.ndim == 1 and row.size else 0.0
    return row / length if 0.0 < length < float("inf") else None
