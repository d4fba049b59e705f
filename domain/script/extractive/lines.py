"""From the passages of a corpus to sections of lines that may be spoken: rules 1 to 5 and 14 at work."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from domain.retrieve.source import BlockKind, Corpus, Passage
from domain.script.extractive import sentences
from domain.script.extractive.blocks import Placed, placed
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.edits import edit, without_lead
from domain.script.extractive.lexicon import WORD, word_count
from domain.script.extractive.lists import compose
from domain.script.extractive.manner import Manner
from domain.script.extractive.material import Leaning, Line, Section, Span
from domain.script.extractive.ranking import terms_of
from domain.script.extractive.references import acronyms, expansions, leaning, takes_up
from domain.script.extractive.verbs import has_finite_verb

LONGEST_CHAIN = 3
"""Sentences in a row that lean on each other (rule 4)."""
LONGEST_RUN = 88
"""Words of a chain, so that it always fits into one turn of 90."""


class Reader:
    """Builds the sections of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._blocks = list(placed(corpus))
        self.capitals = Capitals(block.block.text for block in self._blocks)
        expanded = {term for block in self._blocks for term in expansions(block.block.text)}
        uses = Counter(term for block in self._blocks for term in acronyms(block.block.text))
        self._keep: Callable[[str], bool] = lambda term: term in expanded and uses[term] > 1
        by_source: dict[int, list[Placed]] = {}
        for block in self._blocks:
            by_source.setdefault(block.passage.source, []).append(block)
        self._manner = {source.index: Manner(source, by_source.get(source.index, [])) for source in corpus.sources}
        self._texts: dict[str, str] = {}
        self._seen: set[str] = set()
        self._index = 0
        self._lines: list[Line] = []
        self.sections: list[Section] = []

    def read(self) -> list[Section]:
        lead = None
        for paragraph, block in enumerate(self._blocks, 1):
            section = self._section(block)
            self._index += 1  # a gap: a new paragraph has no predecessor
            if block.block.kind is BlockKind.LIST:
                self._list(block, section, paragraph, lead)
                lead = None
            else:
                lead = self._paragraph(block, section, paragraph)
        return [section for section in self.sections if section.lines]

    def _section(self, block: Placed) -> Section:
        last = self.sections[-1] if self.sections else None
        if last is None or last.source != block.passage.source or last.path != block.path:
            last = Section(
                len(self.sections),
                block.passage.source,
                block.heading,
                block.path,
                summary=block.summary,
                closing=block.closing,
            )
            self.sections.append(last)
        return last

    def _text(self, passage: Passage) -> str:
        if passage.id not in self._texts:
            self._texts[passage.id] = passage.text
        return self._texts[passage.id]

    def _paragraph(self, block: Placed, section: Section, paragraph: int) -> tuple[int, int] | None:
        """Adds its sentences; the offsets of a last one that ends in a colon are given back for the list behind it."""
        text = block.block.text
        spans = sentences.split(text)
        first, question = True, False
        before = ""
        for start, end in spans:
            self._index += 1
            if text[start:end].endswith(":") and (start, end) == spans[-1]:
                return (block.offset + start, block.offset + end)
            for part_start, part_end in _halves(text, start, end):
                leans = question or takes_up(before, text[part_start:part_end])
                self._sentence(block, section, paragraph, (part_start, part_end), first=first, leans=leans)
                self._index += part_start == start and part_end != end
            first, question = False, text[start:end].rstrip("”\"')").endswith("?")
            before = text[start:end]
        return None

    def _sentence(
        self,
        block: Placed,
        section: Section,
        paragraph: int,
        span: tuple[int, int],
        *,
        first: bool,
        leans: bool,
    ) -> None:
        raw = block.block.text[span[0] : span[1]]
        edited = edit(raw, keep=self._keep)
        if edited is None:
            return
        said = edited.text.strip()
        if said.endswith(";"):
            said = said[:-1] + "."
        if said[:1].islower() and span[0] > 0 and block.block.text[: span[0]].rstrip().endswith(";"):
            said = said[:1].upper() + said[1:]
        manner = self._manner[section.source]
        spoken = manner.voiced(said)
        if spoken is None or not sentences.speakable(said, imperative=manner.how_to):
            return
        text, voiced_by = spoken
        lean = Leaning.HARD if leans else leaning(text if not voiced_by else said)
        self._add(
            section,
            text,
            (Span(block.passage.id, block.offset + span[0], block.offset + span[1]),),
            paragraph,
            first=first,
            lean=lean,
            voiced_by=voiced_by,
        )

    def _add(
        self,
        section: Section,
        text: str,
        spans: tuple[Span, ...],
        paragraph: int,
        *,
        first: bool,
        lean: Leaning,
        voiced_by: str = "",
        listed: bool = False,
        steps: bool = False,
    ) -> None:
        key = " ".join(WORD.findall(text.lower()))
        if key in self._seen:
            return
        if lean is Leaning.HARD and not self._chain_open(text, paragraph):
            return
        self._seen.add(key)
        line = Line(
            index=self._index,
            source=section.source,
            section=section.index,
            paragraph=paragraph,
            first=first,
            text=text,
            bare=without_lead(text) if not voiced_by else text,
            words=word_count(text),
            spans=spans,
            leaning=lean,
            terms=terms_of(text),
            acronyms=acronyms(text),
            expands=expansions(text),
            voiced_by=voiced_by,
            listed=listed,
            steps=steps,
        )
        if line.leaning is Leaning.SOFT and line.bare == line.text and not self._chain_open(text, paragraph):
            return  # "For example," after something unspoken
        if line.leaning is Leaning.SOFT and line.bare == line.text:
            line = replace(line, leaning=Leaning.HARD)
        section.lines.append(line)
        self._lines.append(line)

    def _chain_open(self, text: str, paragraph: int) -> bool:
        """Whether the sentence just before is a line, and the chain it ends may grow."""
        if not self._lines or self._lines[-1].index != self._index - 1 or self._lines[-1].paragraph != paragraph:
            return False
        chain, words = 1, word_count(text)
        for line in reversed(self._lines):
            chain, words = chain + 1, words + line.words
            if line.leaning is not Leaning.HARD:
                break
        return chain <= LONGEST_CHAIN and words <= LONGEST_RUN

    def _list(self, block: Placed, section: Section, paragraph: int, lead: tuple[int, int] | None) -> None:
        self._index += 1
        manner = self._manner[section.source]
        text = self._text(block.passage)
        said_lead = self._led(text[lead[0] : lead[1]], manner) if lead else ""
        composed = compose(
            block, said_lead, steps=block.block.ordered and manner.how_to, proper=self.capitals.proper, keep=self._keep
        )
        if composed and manner.voiced(composed.text) == (composed.text, "") and not re.search(r"[?!]", composed.text):
            spans: tuple[Span, ...] = (Span(block.passage.id, *lead),) if lead and composed.led else ()
            spans += tuple(
                Span(block.passage.id, block.offset + start, block.offset + end) for start, end in composed.items
            )
            self._add(
                section,
                composed.text,
                spans,
                paragraph,
                first=True,
                lean=Leaning.FREE,
                listed=True,
                steps=composed.steps,
            )
            return
        at = 0
        for item in block.block.text.split("\n"):
            for start, end in sentences.split(item):
                self._index += 1
                self._sentence(block, section, paragraph, (at + start, at + end), first=False, leans=False)
            self._index += 1
            at += len(item) + 1

    def _led(self, raw: str, manner: Manner) -> str:
        """The lead-in of a list as said; empty when it cannot stand alone."""
        edited = edit(raw, keep=self._keep)
        said = edited.text if edited else ""
        words = [word.lower() for word in WORD.findall(said)]
        stands = leaning(said) is Leaning.FREE and sentences.closes_well(said) and has_finite_verb(words)
        return said if stands and manner.voiced(said) == (said, "") else ""


def _halves(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Rule 19: a sentence of more than 32 words is cut at its only semicolon when both halves stand alone."""
    raw = text[start:end]
    if word_count(raw) <= sentences.LONGEST or raw.count(";") != 1 or "(" in raw or "“" in raw or '"' in raw:
        return [(start, end)]
    cut = raw.index(";") + 1
    second = raw[cut:].lstrip()
    for half in (raw[:cut], second):
        words = [word.lower() for word in WORD.findall(half)]
        if not sentences.SHORTEST <= len(words) <= sentences.LONGEST or not has_finite_verb(words):
            return [(start, end)]
    if leaning(second[:1].upper() + second[1:]) is not Leaning.FREE or re.match(
        r"(?:if|when|although|because|while|since|as)\b", raw, re.IGNORECASE
    ):
        return [(start, end)]
    return [(start, start + cut), (end - len(second), end)]
