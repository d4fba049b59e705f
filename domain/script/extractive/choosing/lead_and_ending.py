"""The first and the last excerpt of an episode (docs/local-writer.md, rules 17 and 18)."""

import re
from collections.abc import Callable, Container, Sequence

from domain.script.extractive.choosing.excerpts import LONGEST, SHORTEST, USUAL, Excerpt
from domain.script.extractive.choosing.selection import Selection
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.reading.sections import Section, Sentence

LayOut = Callable[[Sequence[Sentence]], list[Excerpt]]
"""Sentences as excerpts of one turn each."""

_FIRST_SECTIONS, _FIRST_SENTENCES = 3, 12
"""Where a lead is looked for when there is no abstract: in these sections, and a definition among these sentences."""
_SHORTEST_LEAD = 8
"""Words of a sentence that says what the text is about, which may be short."""
_SHORTEST_BEGINNING = 12
"""Words of the first paragraph of a text, which may be shorter than other turns too."""
_SAYS_WHAT_IT_IS = re.compile(
    r"\b(?:is|are|was|were) (?:an?|the|one of|any)\b|\b(?:describes?|specif(?:y|ies)|defines?|explains?|provides?|"
    r"presents?|reports?|introduces?|covers?|sets? out|establish(?:es)?|summari[sz]es?|"
    r"is (?:intended|designed|meant) (?:to|for))\b"
)
_THIS_TEXT = re.compile(
    r"this (?:paper|study|report|book|review|work|guide|essay|article|document|manual|memo|specification|survey|"
    r"handbook|standard|tutorial|charter|constitution|policy|memorandum)\b",
    re.IGNORECASE,
)


def lead_of(
    summary: Sequence[Sentence], body: Sequence[Section], lay_out: LayOut, *, title: frozenset[str] = frozenset()
) -> Excerpt | None:
    """The best of the abstract; else what says what the text is about; else the first excerpt that begins a paragraph,
    which may be short where it is how the text begins.

    `title`: terms of the document's title. None when nothing is long enough for a turn.
    """
    if excerpts := _long_enough(lay_out(summary)):
        return max(excerpts, key=lambda excerpt: (excerpt.score, -excerpt.first.index))
    first = [sentence for section in body[:_FIRST_SECTIONS] for sentence in section.sentences]
    if defined := _definition(first[:_FIRST_SENTENCES], title):
        return _run_from(defined, first)
    if first and first[0].opens_paragraph and not first[0].needs_question:
        begun = _run_from(first[0], first)
        if SHORTEST > begun.words >= _SHORTEST_BEGINNING:
            return begun
    found = [excerpt for section in body[:_FIRST_SECTIONS] for excerpt in _long_enough(lay_out(section.sentences))]
    return next((one for one in found if one.first.opens_paragraph), found[0] if found else None)


def _definition(sentences: Sequence[Sentence], title: frozenset[str]) -> Sentence | None:
    """The first sentence that says what the text is, or what its title names."""
    for sentence in sentences:
        verb = _SAYS_WHAT_IT_IS.search(sentence.text)
        if verb is None or sentence.dependence is Dependence.REFERENCE or sentence.words < _SHORTEST_LEAD:
            continue
        before = sentence.text[: verb.start()]
        if _THIS_TEXT.search(before) or (title and len(title & set(terms_of(before))) * 2 >= min(len(title), 3)):
            return sentence
    return None


def _run_from(start: Sentence, sentences: Sequence[Sentence]) -> Excerpt:
    """A sentence and those that go on from it, up to the usual length of a turn; at least one more of its section."""
    run, words = [start], start.words
    for sentence in sentences[sentences.index(start) + 1 :]:
        near = sentence.adjoins(run[-1]) or (words < SHORTEST and sentence.dependence is Dependence.NONE)
        if words >= USUAL - 8 or not near or words + sentence.words > LONGEST or sentence.section != start.section:
            break
        run.append(sentence)
        words += sentence.words
    return Excerpt(tuple(run))


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
