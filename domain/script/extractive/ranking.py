"""What a line is worth: how central it is, how concrete, how near to heading, title and topic."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from domain.script.extractive.lexicon import FUNCTION_WORDS, WORD
from domain.script.extractive.material import Line, Section

SIMILAR = 0.6
"""Cosine above which two lines say the same (rule 7)."""

_SUFFIX = re.compile(r"(?:ies|ing|ed|es|s|ly|’s|'s)$")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")

Vector = Mapping[str, float]


def terms_of(text: str) -> tuple[str, ...]:
    """Content words, roughly stemmed."""
    return tuple(
        _stem(word)
        for match in WORD.finditer(text)
        if (word := match.group().lower()) not in FUNCTION_WORDS and len(word) > 2
    )


def _stem(word: str) -> str:
    if len(word) < 5:
        return word
    stem = _SUFFIX.sub("", word)
    return stem[:-1] if len(stem) > 4 and stem[-1] in "ey" else stem


def cosine(one: Vector, other: Vector) -> float:
    """Of vectors of length one."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / norm for term, weight in weights.items()}


class Ranking:
    """Term weights over all lines of a corpus; linear in its words."""

    def __init__(self, lines: Iterable[Line], *, titles: Sequence[str], topic: str | None) -> None:
        everything = list(lines)
        frequency = Counter(term for line in everything for term in set(line.terms))
        self._idf = {term: math.log(1 + len(everything) / count) for term, count in frequency.items()}
        self._mean = (sum(len(line.terms) for line in everything) / len(everything)) if everything else 1.0
        self.vectors = {line.index: self._vector(line.terms) for line in everything}
        self._title = frozenset(term for title in titles for term in terms_of(title))
        self._topic = frozenset(terms_of(topic or ""))
        self.whole = self.centroid(everything)

    def _vector(self, terms: Sequence[str]) -> dict[str, float]:
        return _unit({term: (1 + math.log(count)) * self._idf.get(term, 0.0) for term, count in Counter(terms).items()})

    def centroid(self, lines: Iterable[Line]) -> dict[str, float]:
        total: dict[str, float] = {}
        for line in lines:
            for term, weight in self.vectors[line.index].items():
                total[term] = total.get(term, 0.0) + weight
        return _unit(total)

    def bm25(self, line: Line) -> float:
        """Okapi BM25 on the topic with k1 = 1.2, b = 0.75 (Robertson's usual values), squashed into 0..1."""
        if not self._topic:
            return 0.0
        counts = Counter(line.terms)
        length = 1.2 * (0.25 + 0.75 * len(line.terms) / self._mean)
        score = sum(
            self._idf.get(term, 0.0) * counts[term] * 2.2 / (counts[term] + length)
            for term in self._topic
            if counts[term]
        )
        return score / (score + 4.0)

    def score(self, line: Line, section: Section, centre: Vector) -> float:
        """Rule 7. The weights are ours, set by reading episodes: centrality leads, nothing else outvotes it alone."""
        heading = frozenset(terms_of(section.heading)) | self._title
        overlap = len(heading & set(line.terms)) / (len(heading) or 1)
        concrete = min(
            2,
            bool(re.search(r"\d", line.text))
            + len(_NAME.findall(line.text)) * 0.5
            + ("for example" in line.text or "such as" in line.text),
        )
        value = (
            cosine(self.vectors[line.index], centre)
            + 0.35 * overlap
            + 0.12 * line.first
            + 0.06 * concrete
            + 1.2 * self.bm25(line)
        )
        return value - (0.15 if line.voiced_by else 0.0)

    def telling(self, line: Line) -> list[str]:
        """The heaviest terms of a line, so many that another line without any of them cannot be similar.

        By Cauchy and Schwarz, the terms left out add less to a cosine than their own length.
        """
        vector = sorted(self.vectors[line.index].items(), key=lambda item: (-item[1], item[0]))
        rest, kept = 1.0, []
        for term, weight in vector:
            if rest <= SIMILAR * SIMILAR:
                break
            kept.append(term)
            rest -= weight * weight
        return kept

    def similar(self, one: Line, other: Line) -> bool:
        return cosine(self.vectors[one.index], self.vectors[other.index]) > SIMILAR
