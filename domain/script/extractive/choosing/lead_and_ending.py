"""The first and the last excerpt of an episode (docs/local-writer.md, rules 17 and 18)."""

from collections.abc import Callable, Container, Sequence

from domain.script.extractive.choosing.excerpts import SHORTEST, Excerpt
from domain.script.extractive.choosing.selection import Selection
from domain.script.extractive.reading.sections import Section, Sentence

LayOut = Callable[[Sequence[Sentence]], list[Excerpt]]
"""Sentences as excerpts of one turn each."""

_FIRST_SECTIONS = 3
"""Where a lead is looked for when there is no abstract."""


def lead_of(summary: Sequence[Sentence], body: Sequence[Section], lay_out: LayOut) -> Excerpt | None:
    """The best of the abstract, else the first excerpt of the text; None when none is long enough for a turn."""
    if excerpts := _long_enough(lay_out(summary)):
        return max(excerpts, key=lambda excerpt: (excerpt.score, -excerpt.first.index))
    for section in body[:_FIRST_SECTIONS]:
        if excerpts := _long_enough(lay_out(section.sentences)):
            return excerpts[0]
    return None


def ending_of(
    summary: Sequence[Sentence],
    body: Sequence[Section],
    lay_out: LayOut,
    selection: Selection,
    *,
    spoken: Container[int],
) -> Excerpt | None:
    """The best of the last conclusion, else of the abstract, else the last excerpt of the text.

    `spoken`: indexes of sentences that are spoken elsewhere.
    """

    def candidates(sentences: Sequence[Sentence]) -> list[Excerpt]:
        left = [sentence for sentence in sentences if sentence.index not in spoken]
        return [excerpt for excerpt in _long_enough(lay_out(left)) if selection.admits(excerpt)]

    conclusion = next((section.sentences for section in reversed(body) if section.conclusion), [])
    for sentences in (conclusion, summary):
        if excerpts := candidates(sentences):
            return max(excerpts, key=lambda excerpt: (excerpt.score, excerpt.first.index))
    for section in reversed(body):
        if excerpts := candidates(section.sentences):
            return excerpts[-1]
    return None


def _long_enough(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    return [excerpt for excerpt in excerpts if excerpt.words >= SHORTEST]
