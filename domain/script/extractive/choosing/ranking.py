"""What a sentence is worth: how central it is, how concrete, how near to heading, title and topic.

`domain.retrieve.ranking` ranks passages for a topic; here sentences are compared with each other as well, in vectors
over stems of their own (see `language.terms`).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.reading.sections import Section, Sentence

SIMILAR = 0.6
"""Cosine above which two sentences say the same (docs/local-writer.md, rule 7)."""

ATTRIBUTED = 0.25
"""Taken from the worth of a sentence that is spoken as a quotation, since each needs words that say so."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")

Vector = Mapping[str, float]


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length one."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / norm for term, weight in weights.items()}


class Ranking:
    """Term weights over all sentences of a corpus; its cost is linear in their words."""

    def __init__(self, sentences: Sequence[Sentence], *, titles: Sequence[str], topic: str | None) -> None:
        count = len(sentences)
        frequency = Counter(term for sentence in sentences for term in set(sentence.terms))
        self._idf = {term: math.log(1 + count / found) for term, found in frequency.items()}
        self._mean_length = sum(len(sentence.terms) for sentence in sentences) / count if count else 1.0
        self._vectors = {sentence.index: self._vector(sentence.terms) for sentence in sentences}
        self.title_terms = frozenset(term for title in titles for term in terms_of(title))
        self._topic = sorted(set(terms_of(topic or "")))
        self.centroid_of_all = self.centroid(sentences)

    def _vector(self, terms: Sequence[str]) -> dict[str, float]:
        counts = Counter(terms)
        return _normalised({term: (1 + math.log(n)) * self._idf.get(term, 0.0) for term, n in counts.items()})

    def centroid(self, sentences: Iterable[Sentence]) -> dict[str, float]:
        total: dict[str, float] = {}
        for sentence in sentences:
            for term, weight in self._vectors[sentence.index].items():
                total[term] = total.get(term, 0.0) + weight
        return _normalised(total)

    def relevance(self, sentence: Sentence) -> float:
        """Okapi BM25 on the topic with k1 = 1.2 and b = 0.75 (Robertson's usual values), mapped to 0..1."""
        if not self._topic:
            return 0.0
        counts = Counter(sentence.terms)
        length = 1.2 * (0.25 + 0.75 * len(sentence.terms) / self._mean_length)
        score = sum(
            self._idf.get(term, 0.0) * counts[term] * 2.2 / (counts[term] + length)
            for term in self._topic
            if counts[term]
        )
        return score / (score + 4.0)

    def score(self, sentence: Sentence, section: Section, centroid: Vector) -> float:
        """The worth of a sentence, usually 0.3 to 0.9.

        The weights were set by reading episodes: centrality leads, and nothing else outvotes it alone.
        """
        heading = frozenset(terms_of(section.heading)) | self.title_terms
        overlap = len(heading & set(sentence.terms)) / (len(heading) or 1)
        concrete = min(
            2,
            bool(re.search(r"\d", sentence.text))
            + len(_NAME.findall(sentence.text)) * 0.5
            + ("for example" in sentence.text or "such as" in sentence.text),
        )
        value = (
            cosine(self._vectors[sentence.index], centroid)
            + 0.35 * overlap
            + 0.12 * sentence.opens_paragraph
            + 0.06 * concrete
            + 1.2 * self.relevance(sentence)
        )
        return value - (ATTRIBUTED if sentence.attributed_to else 0.0)

    def heaviest_terms(self, sentence: Sentence) -> list[str]:
        """The heaviest terms of a sentence, so many that a sentence without any of them cannot be similar.

        By the inequality of Cauchy and Schwarz, the terms left out add less to a cosine than their own length.
        """
        vector = sorted(self._vectors[sentence.index].items(), key=lambda item: (-item[1], item[0]))
        rest, heaviest = 1.0, []
        for term, weight in vector:
            if rest <= SIMILAR * SIMILAR:
                break
            heaviest.append(term)
            rest -= weight * weight
        return heaviest

    def is_similar(self, one: Sentence, other: Sentence) -> bool:
        return cosine(self._vectors[one.index], self._vectors[other.index]) > SIMILAR
