"""Search in a collection: full text, and embeddings where the collection has them, in one order.

What can be waited for at once is: vectors are read while the query is embedded, and compared while full text is asked.
"""

import asyncio
from collections.abc import Awaitable, Callable

from domain.collections.collection import Collection, CollectionDocument, StoredPassage
from domain.collections.embedding import QueryEmbedder, VectorIndex
from domain.collections.fusion import fused
from domain.collections.ports import Collections, PassageIndex
from domain.retrieve.words import terms
from domain.value import Value

LONGEST_QUERY = 1000
"""Characters: a long question, or the paragraph that something like it is looked for."""

MOST_TERMS = 64
"""Different words of a query that are looked up; the rest of a longer one hardly changes the order."""

LOOKED_AT = 100
"""Of each order before they are fused; further down, one more place changes a fused score by less than a percent."""


FULL_TEXT, EMBEDDINGS = "full_text", "embeddings"


Served = Callable[[str], Awaitable[bool]]
"""Whether a model, `vendor:model`, can be asked now."""


class Found(Value):
    """`score`: of the fusion, 1/61 for the first of one order."""

    passage: StoredPassage
    document: CollectionDocument
    score: float


class Answer(Value):
    """Best first. `ranked_by`: the orders that were fused."""

    found: tuple[Found, ...]
    ranked_by: tuple[str, ...] = (FULL_TEXT,)


class CollectionSearch:
    """`embedder`: of queries; without one, full text is all there is. A model that no worker serves at the moment, or
    whose gate is closed, is not waited for."""

    def __init__(
        self,
        *,
        collections: Collections,
        index: PassageIndex,
        vectors: VectorIndex,
        embedder: QueryEmbedder | None = None,
        served: Served | None = None,
    ) -> None:
        self._served = served
        self._collections, self._index, self._vectors, self._embedder = collections, index, vectors, embedder

    async def search(self, collection: Collection, query: str, *, limit: int) -> Answer:
        """The passages that answer best. A query is words and nothing else: no character of it commands."""
        collection_id, vector = collection.collection_id, None
        model = collection.embeddings
        if self._embedder is not None and model and (self._served is None or await self._served(model)):
            vector, _ = await asyncio.gather(
                self._embedder.embed(query[:LONGEST_QUERY], model=model),
                self._vectors.load(collection_id, model, revision=collection.revision),
            )
        order = await self.ranked(collection, query, vector=vector, limit=max(limit, LOOKED_AT))
        numbers = [number for number, _ in order[:limit]]
        scores = dict(order)
        passages = await self._index.passages(collection_id, numbers)
        wanted = list(dict.fromkeys(each.document_id for each in passages))
        documents = await self._collections.some_documents(collection_id, wanted)
        found = tuple(
            Found(passage=each, document=documents[each.document_id], score=scores[each.number])
            for each in passages
            if each.document_id in documents
        )
        return Answer(found=found, ranked_by=(FULL_TEXT,) if vector is None else (FULL_TEXT, EMBEDDINGS))

    async def ranked(
        self, collection: Collection, query: str, *, vector: bytes | None, limit: int
    ) -> list[tuple[int, float]]:
        """Numbers of passages and their scores, best first. `vector` of the query, where it is embedded."""
        words, orders = query_terms(query), []
        if words:
            orders.append(self._index.by_words(collection.collection_id, words, limit=limit))
        if vector is not None:
            model, revision = collection.embeddings, collection.revision
            orders.append(
                self._vectors.nearest(collection.collection_id, model, vector, revision=revision, limit=limit)
            )
        return fused(await asyncio.gather(*orders))[:limit]


def query_terms(query: str) -> list[str]:
    """The different words of a query, as the index has them."""
    return list(dict.fromkeys(terms(query[:LONGEST_QUERY])))[:MOST_TERMS]
