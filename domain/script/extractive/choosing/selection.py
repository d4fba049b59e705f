"""The excerpts that are spoken (docs/local-writer.md, rule 7)."""

from collections.abc import Sequence

from domain.script.extractive.choosing.excerpts import SHORTEST, Excerpt
from domain.script.extractive.choosing.ranking import Ranking
from domain.script.extractive.reading.sections import Sentence

NEXT_BONUS, BEFORE_BONUS, SECTION_START_BONUS = 0.4, 0.15, 10.0
"""Added to the score of an excerpt, usually 0.3 to 0.9: right behind one that is selected, or right before it; at the
start of its section."""
INSIDE_PARAGRAPH = 0.25
"""Taken from the score of an excerpt that begins inside a paragraph, since what leads to it is not heard."""


class Selection:
    """The excerpts selected so far. No sentence is in it twice, nor two that say nearly the same."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._by_term: dict[str, dict[int, Sentence]] = {}
        self._indexes: set[int] = set()
        self.words = 0

    def __contains__(self, excerpt: Excerpt) -> bool:
        """Whether any sentence of the excerpt is selected."""
        return any(sentence.index in self._indexes for sentence in excerpt.sentences)

    def admits(self, excerpt: Excerpt) -> bool:
        """Whether nothing of the excerpt is selected yet, nor anything much like it."""
        return excerpt not in self and not any(self._is_repeated(sentence) for sentence in excerpt.sentences)

    def _is_repeated(self, sentence: Sentence) -> bool:
        terms = self._ranking.heaviest_terms(sentence)
        near = {at: other for term in terms for at, other in self._by_term.get(term, {}).items()}
        return any(self._ranking.is_similar(sentence, other) for other in near.values())

    def add(self, excerpt: Excerpt) -> None:
        for sentence in excerpt.sentences:
            self._indexes.add(sentence.index)
            for term in sentence.terms:
                self._by_term.setdefault(term, {})[sentence.index] = sentence
        self.words += excerpt.words

    def remove(self, excerpt: Excerpt) -> None:
        for sentence in excerpt.sentences:
            self._indexes.discard(sentence.index)
            for term in sentence.terms:
                self._by_term.get(term, {}).pop(sentence.index, None)
        self.words -= excerpt.words


def select(
    excerpts: Sequence[Excerpt], selection: Selection, budget: int, *, slack: int, section_start: Excerpt | None = None
) -> list[Excerpt]:
    """Selects the best excerpts until `budget` words are reached, never beyond `budget + slack`.

    `section_start` comes before all others. The neighbour of a selected excerpt counts for more: what was just said
    makes it easier to follow.
    """
    worth = [one.score - (0.0 if one.first.opens_paragraph else INSIDE_PARAGRAPH) for one in excerpts]
    if section_start is not None:
        worth[excerpts.index(section_start)] += SECTION_START_BONUS
    left = {at for at, excerpt in enumerate(excerpts) if excerpt.words >= SHORTEST}
    selected: list[Excerpt] = []
    words = 0
    while left and words < budget - slack // 2:
        at = max(left, key=lambda at: (worth[at], -at))
        left.remove(at)
        excerpt = excerpts[at]
        if words + excerpt.words > budget + slack or not selection.admits(excerpt):
            continue
        selection.add(excerpt)
        selected.append(excerpt)
        words += excerpt.words
        if at + 1 in left and excerpts[at + 1].first.adjoins(excerpt.last):
            worth[at + 1] += NEXT_BONUS + (0.0 if excerpts[at + 1].first.opens_paragraph else INSIDE_PARAGRAPH)
        if at - 1 in left and excerpt.first.adjoins(excerpts[at - 1].last):
            worth[at - 1] += BEFORE_BONUS
    return selected
