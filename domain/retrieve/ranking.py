"""Okapi BM25 over passages: which ones a topic is about, and which ones say what their document is about."""

import math
from collections import Counter
from collections.abc import Sequence

from domain.retrieve.words import terms

_K1, _B = 1.2, 0.75  # the usual values of Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009)
_CENTRAL_TERMS = 40  # a document's own words; more of them only repeat the frequent ones


class Ranking:
    """An index over texts, built once in time linear in their length."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._counts = [Counter(terms(text)) for text in texts]
        self._lengths = [counts.total() for counts in self._counts]
        self._average = sum(self._lengths) / len(self._lengths) if self._lengths and any(self._lengths) else 1.0
        self._postings: dict[str, list[int]] = {}
        for number, counts in enumerate(self._counts):
            for term in counts:
                self._postings.setdefault(term, []).append(number)

    def scores(self, query: str) -> list[float]:
        """One score for each text, 0 when it shares no word with the query."""
        return self._weighted(dict.fromkeys(terms(query), 1.0))

    def centrality(self, members: Sequence[int]) -> list[float]:
        """How much each member speaks of what the members together speak of: BM25 against their commonest terms."""
        spread: Counter[str] = Counter()
        for number in members:
            spread.update(self._counts[number].keys())
        common = {term: math.log1p(count) for term, count in spread.most_common(_CENTRAL_TERMS) if count > 1}
        if not common:
            return [1.0] * len(members)
        scores = self._weighted(common, idf=False, only=set(members))
        return [scores[number] for number in members]

    def _weighted(self, query: dict[str, float], *, idf: bool = True, only: set[int] | None = None) -> list[float]:
        scores = [0.0] * len(self._counts)
        total = len(self._counts)
        for term, weight in query.items():
            holders = self._postings.get(term, [])
            rarity = math.log(1 + (total - len(holders) + 0.5) / (len(holders) + 0.5)) if idf else 1.0
            for number in holders:
                if only is None or number in only:
                    times = self._counts[number][term]
                    damped = times + _K1 * (1 - _B + _B * self._lengths[number] / self._average)
                    scores[number] += weight * rarity * times * (_K1 + 1) / damped
        return scores
