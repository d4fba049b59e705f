"""A text as the check has read it, once: its quantities, dates, sentences and words."""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from domain.retrieve.words import stem, terms
from domain.script.grounding.content import content_stems
from domain.script.grounding.dates import Clock, DateWords, clocks_in, dates_in
from domain.script.grounding.eliding import compounds_in, scales_in
from domain.script.grounding.quantities import Quantity, hours_with_halves, quantities_in, single_units_in
from domain.script.grounding.tables import Language, language_table
from domain.script.grounding.wording import Token, folded, plain, tokens_of
from domain.sentences import sentence_ends

_TO = {"to", "-", "–", "and", "or"}
_QUARTER = re.compile(r"\b(?:first|second|third|fourth|last|this|any|each|every) quarter\b|\bQ[1-4]\b")
_TAG = re.compile(
    r",\s*(?:right|no|yes|yeah|huh|okay|ok|correct|true|\w+n't (?:it|they|he|she|you|we|there)"
    r"|(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would) (?:it|they|he|she|you|we|there))\?[\"”']*$",
    re.IGNORECASE,
)
KEPT = 512
"""Texts that stay read, each in some 80 kB: the passages of a segment are looked at for each of its turns."""


@dataclass(frozen=True)
class Reading:
    """`text` is plain. Everything else is found when it is first asked for."""

    text: str
    code: str

    @property
    def language(self) -> Language | None:
        return language_table(self.code)

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        return quantities_in(hours_with_halves(self.text, self.language), self.language)

    @cached_property
    def compounds(self) -> list[Quantity]:
        """`3 h 20 min` as one quantity; its parts are quantities too."""
        return compounds_in(self.text, self.quantities)

    @cached_property
    def ranges(self) -> list[tuple[Quantity, Quantity]]:
        """`25 to 30 seconds`: its ends."""
        pairs = [(one, other) for one, other in pairwise(self.quantities) if one.values and other.values]
        return [pair for pair in pairs if self.text[pair[0].end : pair[1].start].strip() in _TO]

    @cached_property
    def scales(self) -> list[float]:
        return scales_in(self.text, self.language)

    @cached_property
    def single_units(self) -> list[Quantity]:
        """`a century` as one century. Said in a turn it states nothing: eleven hours a year."""
        units = single_units_in(self.text, self.language)
        found = [(1.0, one) for one in units] + [(3.0, ("month",)) for _ in _QUARTER.findall(self.text)]
        one = Quantity(text="", start=0, end=0, values=(1.0,), role="cardinal", step=1.0)
        return [replace(one, values=(value,), units=unit) for value, unit in found]

    @cached_property
    def dates(self) -> list[DateWords]:
        return dates_in(self.text, self.language)

    @cached_property
    def clocks(self) -> list[Clock]:
        return clocks_in(self.text, self.language)

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(int(one.values[0]) for one in self.quantities if one.role == "year" and one.values)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, folded."""
        return frozenset(folded(one.text) for one in self.tokens if one.kind in ("word", "code"))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(terms(self.text)) | frozenset(stem(one) for one in self.words)

    @cached_property
    def sentences(self) -> list["Reading"]:
        return [Reading(self.text[start:end], self.code) for start, end in sentence_spans(self.text)]

    @cached_property
    def questions(self) -> list[tuple[int, int]]:
        """Offsets of the sentences that ask; with "…, isn't it?" behind it one states."""
        spans = [(start, end, self.text[start:end]) for start, end in sentence_spans(self.text)]
        return [(start, end) for start, end, one in spans if one.rstrip("\"”'").endswith("?") and not _TAG.search(one)]

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that say something."""
        return content_stems(self.text)

    @cached_property
    def marks(self) -> dict[str, float]:
        """What the text is known by, with its weight: stems, and with twice theirs numbers, names and codes."""
        weights = dict.fromkeys(terms(self.text), 1.0)
        for quantity in self.quantities:
            for value in quantity.values[:1]:
                weights[f"{value:.6g}"] = 2.0
        inside = False
        for token in self.tokens:
            named = inside and token.kind == "word" and token.text[0].isupper() and len(token.text) > 1
            if token.kind == "code" or named:
                weights[folded(token.text)] = 2.0
            inside = token.kind != "mark" or token.text in ",-"
        return weights


@lru_cache(maxsize=KEPT)
def read(text: str, code: str) -> Reading:
    return Reading(text=plain(text), code=code)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences, without the space around them. A line of a list or a table is a sentence too."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        whole = line.rstrip()
        for first, end in pairwise([0, *sentence_ends(whole, unspaced=True), len(whole)]):
            sentence = whole[first:end]
            if bare := sentence.strip():
                begin = start + first + len(sentence) - len(sentence.lstrip())
                spans.append((begin, begin + len(bare)))
        start += len(line)
    return spans
