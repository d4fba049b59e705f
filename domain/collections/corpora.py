"""What a podcast is made from when its source is a collection: passages of many documents, each a source of its own.

It is taken once, when the podcast retrieves its sources, and stored with the podcast: documents that are changed or
deleted later change nothing there.
"""

import base64
import math
from collections.abc import Iterable

from domain.collections.collection import Collection, CollectionDocument, DocumentStatus, StoredPassage, Totals
from domain.collections.embedding import VectorIndex
from domain.collections.ports import Collections, PassageIndex
from domain.collections.searching import CollectionSearch
from domain.retrieve.ports import CollectionChoice, CollectionFacts
from domain.retrieve.selection import tokens
from domain.retrieve.source import Corpus, Passage, SourceSummary
from domain.retrieve.words import terms

FOR_THE_TOPIC = 0.7
"""Of what is taken, the part that answers the topic; the rest shows what else the documents are about."""

FLOOR = 0.25
"""Of the best answer's score: passages below it, the sixtieth of an order on, say nothing of the topic."""

ALIKE = 0.8
"""Of the words of two passages together, those that both have: with more, the second one says the same again."""

COMPARED = 100
"""Passages that a further one is compared with: those that answer the topic best, or come first."""

PAGE = 500
"""Passages read at once, about half a megabyte."""

ASKED_FOR = 2000
"""Passages that are looked at for a topic: with 100 words each, twice what the largest writer sees."""

MARGIN = 1.2
"""Of the tokens that a collection is estimated to have by its first page, so that the pass over it reaches its end."""


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
        taken, relevance = _Taken(choice.tokens), dict[int, float]()
        if choice.topic:
            taken.budget = int(choice.tokens * FOR_THE_TOPIC)
            vector = base64.b64decode(choice.vector) or None
            ranked = await self._search.ranked(collection, choice.topic, vector=vector, limit=ASKED_FOR)
            relevance = {number: score / ranked[0][1] for number, score in ranked if score >= FLOOR * ranked[0][1]}
            for passage in await self._index.passages(collection_id, list(relevance)):
                taken.add(passage)
            taken.budget = choice.tokens
        await self._cover(collection_id, facts, taken)
        wanted = list(dict.fromkeys(each.document_id for each in taken.passages.values()))
        documents = await self._collections.some_documents(collection_id, wanted)
        return _corpus(taken.passages.values(), documents, relevance, language=facts.language or "und")

    async def _cover(self, collection_id: str, facts: CollectionFacts, taken: "_Taken") -> None:
        """Fills what is left with passages that lie evenly over all documents, in one pass over them.

        A collection that fits is taken whole.
        """
        step, after, seen = 0, None, 0
        while page := await self._index.of_documents(collection_id, after=after, limit=PAGE):
            if not step:
                each = sum(tokens(passage.passage.text) for passage in page) / len(page)
                share = facts.passages * each / max(1, taken.left)
                step = 1 if share <= 1 else math.ceil(share * MARGIN)
            for passage in page:
                if seen % step == 0:
                    taken.add(passage)
                seen += 1
            after = (page[-1].document_id, page[-1].position)


class _Taken:
    """Passages, without those that say the same again, and the tokens that are left for more."""

    def __init__(self, budget: int) -> None:
        self.passages: dict[int, StoredPassage] = {}
        self.budget, self._used = budget, 0
        self._words: list[frozenset[str]] = []

    @property
    def left(self) -> int:
        return self.budget - self._used

    def add(self, passage: StoredPassage) -> None:
        text = passage.passage.text
        cost, words = tokens(text), frozenset(terms(text))
        if passage.number in self.passages or cost > self.left or any(_alike(words, each) for each in self._words):
            return
        if len(self._words) < COMPARED:
            self._words.append(words)
        self._used += cost
        self.passages[passage.number] = passage


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > ALIKE * len(one | other)


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
