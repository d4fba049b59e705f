"""Search in a collection: full text, and embeddings where the collection has them, in one order."""

from domain.collections.collection import CollectionDocument, StoredPassage
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


class Found(Value):
    """`score`: of the fusion, 1/61 for the first of one order."""

    passage: StoredPassage
    document: CollectionDocument
    score: float


class CollectionSearch:
    def __init__(self, *, collections: Collections, index: PassageIndex) -> None:
        self._collections, self._index = collections, index

    async def search(self, collection_id: str, query: str, *, limit: int) -> list[Found]:
        """The passages that answer best, best first. A query is words and nothing else: no character of it commands."""
        order = await self.ranked(collection_id, query, limit=max(limit, LOOKED_AT))
        numbers = [number for number, _ in order[:limit]]
        scores = dict(order)
        passages = await self._index.passages(collection_id, numbers)
        wanted = list(dict.fromkeys(each.document_id for each in passages))
        documents = await self._collections.some_documents(collection_id, wanted)
        return [
            Found(passage=each, document=documents[each.document_id], score=scores[each.number])
            for each in passages
            if each.document_id in documents
        ]

    async def ranked(self, collection_id: str, query: str, *, limit: int) -> list[tuple[int, float]]:
        """Numbers of passages and their scores, best first."""
        words = query_terms(query)
        orders = [await self._index.by_words(collection_id, words, limit=limit)] if words else []
        return fused(orders)[:limit]


def query_terms(query: str) -> list[str]:
    """The different words of a query, as the index has them."""
    return list(dict.fromkeys(terms(query[:LONGEST_QUERY])))[:MOST_TERMS]
