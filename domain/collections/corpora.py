"""What a podcast is made from when its source is a collection: passages of many documents, each a source of its own.

It is taken once, when the podcast retrieves its sources, and stored with the podcast: documents that are changed or
deleted later change nothing there.
"""

import base64
from collections.abc import Iterable

from domain.collections.collection import Collection, CollectionDocument, DocumentStatus, StoredPassage, Totals
from domain.collections.embedding import VectorIndex
from domain.collections.ports import Collections, PassageIndex
from domain.collections.searching import CollectionSearch
from domain.retrieve.ports import CollectionChoice, CollectionFacts
from domain.retrieve.selection import tokens
from domain.retrieve.source import Corpus, Passage, SourceSummary

ROOM = 3
"""Times what the writer can see is taken from a collection, so that what it sees can still be chosen among it."""

FOR_THE_TOPIC = 2
"""Of these, the part that answers the topic best; the rest shows all documents."""

PAGE = 500
"""Passages read at once, about half a megabyte."""

ASKED_FOR = 2000
"""Passages that are looked at for a topic: with 100 words each, twice what the largest writer sees."""

TOKENS_A_WORD = 2
"""More than any spaced language has on average, so that the pass reaches the last document before its room is used."""


class CollectionCorpora:
    """Implements `CollectionFinder` and `CollectionReader`."""

    def __init__(self, *, collections: Collections, index: PassageIndex, vectors: VectorIndex) -> None:
        self._collections, self._index = collections, index
        self._search = CollectionSearch(collections=collections, index=index, vectors=vectors)

    async def facts(self, collection_id: str, *, owner: str) -> CollectionFacts | None:
        collection = await self._collections.get(collection_id, owner=owner)
        if collection is None:
            return None
        return await self._facts_of(collection)

    async def _facts_of(self, collection: Collection) -> CollectionFacts:
        totals = (await self._collections.totals([collection.collection_id])).get(collection.collection_id, Totals())
        return CollectionFacts(
            name=collection.name,
            passages=totals.passages,
            words=totals.words,
            language=totals.language,
            embeddings=collection.embeddings,
        )

    async def corpus(self, collection_id: str, choice: CollectionChoice) -> Corpus | None:
        collection = await self._collections.get(collection_id, owner=choice.owner)
        facts = await self._facts_of(collection) if collection is not None else None
        if collection is None or facts is None or not facts.passages:
            return None
        budget = ROOM * choice.tokens
        taken, relevance = _Taken(budget), dict[int, float]()
        if choice.topic:
            taken.budget = budget * FOR_THE_TOPIC // ROOM
            vector = base64.b64decode(choice.vector) or None
            ranked = await self._search.ranked(collection, choice.topic, vector=vector, limit=ASKED_FOR)
            relevance = {number: score / ranked[0][1] for number, score in ranked}
            for passage in await self._index.passages(collection_id, list(relevance)):
                taken.add(passage)
            taken.budget = budget
        await self._cover(collection_id, facts, taken)
        wanted = list(dict.fromkeys(each.document_id for each in taken.passages.values()))
        documents = await self._collections.some_documents(collection_id, wanted)
        return _corpus(taken.passages.values(), documents, relevance, language=facts.language or "und")

    async def _cover(self, collection_id: str, facts: CollectionFacts, taken: "_Taken") -> None:
        """Fills what is left with passages that lie evenly over all documents, in one pass over them.

        A collection that fits is taken whole.
        """
        step = max(1, -(-facts.words * TOKENS_A_WORD // max(1, taken.left)))
        after: tuple[str, int] | None = None
        seen = 0
        while page := await self._index.of_documents(collection_id, after=after, limit=PAGE):
            for passage in page:
                if passage.position == 1 or seen % step == 0:
                    taken.add(passage)
                seen += 1
            after = (page[-1].document_id, page[-1].position)


class _Taken:
    """Passages, without those that say the same, and the tokens that are left for more."""

    def __init__(self, budget: int) -> None:
        self.passages: dict[int, StoredPassage] = {}
        self.budget, self._used = budget, 0
        self._texts: set[str] = set()

    @property
    def left(self) -> int:
        return self.budget - self._used

    def add(self, passage: StoredPassage) -> None:
        text = passage.passage.text
        cost = tokens(text)
        if passage.number in self.passages or text in self._texts or cost > self.left:
            return
        self._texts.add(text)
        self._used += cost
        self.passages[passage.number] = passage


def _corpus(
    passages: Iterable[StoredPassage],
    documents: dict[str, CollectionDocument],
    relevance: dict[int, float],
    *,
    language: str,
) -> Corpus:
    """Documents by when they were added, passages as they stand in them."""
    known = [each for each in documents.values() if each.status is DocumentStatus.INDEXED]
    order = sorted(known, key=lambda each: (each.created_at, each.document_id))
    numbers = {document.document_id: number for number, document in enumerate(order, start=1)}
    there = [each for each in passages if each.document_id in numbers]
    there.sort(key=lambda each: (numbers[each.document_id], each.position))
    return Corpus(
        sources=tuple(_summary(document, numbers[document.document_id]) for document in order),
        passages=tuple(_numbered(each, numbers[each.document_id]) for each in there),
        language=language,
        relevance=tuple(relevance.get(each.number, 0.0) for each in there) if relevance else (),
    )


def _summary(document: CollectionDocument, number: int) -> SourceSummary:
    return SourceSummary(
        index=number,
        title=document.name,
        author=document.author,
        kind=document.kind,
        language=document.language or "und",
        words=document.words,
    )


def _numbered(each: StoredPassage, source: int) -> Passage:
    change: dict[str, object] = {"id": f"s{source}-p{each.position:04d}", "source": source}
    return each.passage.model_copy(update=change)
