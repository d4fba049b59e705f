"""Sentences laid out as excerpts of one turn each (docs/local-writer.md, rule 8)."""

from collections.abc import Sequence
from itertools import pairwise

from domain.script.extractive.choosing.excerpts import (
    LONGEST,
    NEVER_OVER,
    SHORTEST,
    USUAL,
    Excerpt,
    Score,
    excerpt_of,
    without,
)
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.reading.sections import Sentence

MOST_ATTRIBUTED = 2
"""First-person sentences that a segment may quote (docs/local-writer.md, rule 5)."""

STRICT, LOOSE, LOOSEST = 0, 1, 2
"""How near to each other the sentences of one excerpt stand: right behind each other; in one paragraph, or in two that
are neighbours, with a sentence or two left out between; anywhere in one section."""

_LOOSE_GAP = 3
"""Sentences by which a loose excerpt may jump: one or two are left out."""
_UNUSABLE = 50.0
"""The cost of a sentence that is left over. It is far above that of any excerpt."""


def lay_out(
    sentences: Sequence[Sentence], score: Score, *, usual: int = USUAL, looseness: int = LOOSEST
) -> list[Excerpt]:
    """Excerpts of 25 to 70 words: the tiling of least cost, by dynamic programming, linear in sentences."""
    sentences = without(sentences, excess_quotations(sentences, score))
    best: list[tuple[float, int]] = [(0.0, 0)]  # per end: cost so far, and where the last excerpt starts
    for end in range(1, len(sentences) + 1):
        options: list[tuple[float, int]] = []
        words = 0
        for start in range(end - 1, -1, -1):
            words += sentences[start].words
            if words > NEVER_OVER and start < end - 1:
                break
            if start < end - 1 and not _may_join(sentences[start], sentences[start + 1], looseness):
                break
            if sentences[start].dependence is not Dependence.REFERENCE:
                options.append((best[start][0] + _cost(sentences[start:end], words, usual), start))
        best.append(min(options) if options else (best[end - 1][0] + _UNUSABLE, end - 1))
    excerpts, end = [], len(sentences)
    while end:
        start = best[end][1]
        if sentences[start].dependence is not Dependence.REFERENCE:
            excerpts.append(excerpt_of(sentences[start:end], score))
        end = start
    return excerpts[::-1]


def excess_quotations(sentences: Sequence[Sentence], score: Score) -> set[int]:
    """Indexes of the first-person sentences beyond two, the least worth first."""
    quoted = [sentence for sentence in sentences if sentence.attributed_to]
    ranked = sorted(quoted, key=lambda sentence: (-score(sentence), sentence.index))
    return {sentence.index for sentence in ranked[MOST_ATTRIBUTED:]}


def _may_join(before: Sentence, sentence: Sentence, looseness: int) -> bool:
    """Whether a sentence may be spoken right behind another in one turn."""
    if sentence.adjoins(before) or (looseness >= LOOSEST and sentence.section == before.section):
        return True
    if looseness == STRICT or sentence.section != before.section or sentence.dependence is Dependence.REFERENCE:
        return False
    if sentence.paragraph == before.paragraph:
        return sentence.index - before.index <= _LOOSE_GAP
    return sentence.opens_paragraph and sentence.paragraph - before.paragraph <= _LOOSE_GAP


def _cost(sentences: Sequence[Sentence], words: int, usual: int) -> float:
    """How unlike a good turn the sentences are: by length first, then by the gaps between them."""
    cost = ((words - usual) / 18) ** 2
    cost += 6.0 if words < SHORTEST else 0.0
    cost += 4.0 if words > LONGEST else 0.0
    for before, sentence in pairwise(sentences):
        if sentence.section != before.section:
            cost += 8.0
        elif sentence.paragraph != before.paragraph:
            cost += 1.5 if sentence.adjoins(before) else 4.0
        elif not sentence.directly_follows(before):
            cost += 2.5
    cost += 0.5 if sentences[0].dependence is Dependence.CONNECTIVE else 0.0
    cost -= 1.0 if sentences[0].opens_paragraph else 0.0
    crowded_list = any(sentence.is_list for sentence in sentences) and len(sentences) > 1 and words > 55
    return cost + (3.0 if crowded_list else 0.0)
