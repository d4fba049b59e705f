"""From the passages of a corpus to sections of sentences that may be spoken."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from domain.retrieve.source import BlockKind, Corpus
from domain.script.extractive.language.acronyms import acronyms_in, expanded_acronyms
from domain.script.extractive.language.back_references import takes_up
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.dependence import Dependence, dependence_of
from domain.script.extractive.language.splitting import sentence_spans
from domain.script.extractive.language.verbs import has_finite_verb
from domain.script.extractive.language.words import lower_words
from domain.script.extractive.reading.blocks import SpeakableBlock, speakable_blocks
from domain.script.extractive.reading.edits import edited
from domain.script.extractive.reading.headings import bare_heading
from domain.script.extractive.reading.lists import SpokenList, spoken_list
from domain.script.extractive.reading.manner import is_read_out
from domain.script.extractive.reading.point_of_view import PointOfView
from domain.script.extractive.reading.section_builder import SectionBuilder
from domain.script.extractive.reading.sections import Section, Span
from domain.script.extractive.reading.semicolons import cut_at_semicolon
from domain.script.extractive.reading.speakable import (
    LONGEST,
    LONGEST_INNER,
    SHORTEST,
    SHORTEST_INNER,
    SHORTEST_NOTE,
    is_answer,
    is_balanced,
    is_inside_quotation,
    is_readable,
    is_sayable_question,
    is_speakable,
)

_OF_THE_TITLE = re.compile(r"(?:This|These)\b")
"""At the head of a text, behind its title: "This loaf comes from a bakery"."""


class Reader:
    """Reads one corpus once. `capitals` are counted over all its texts; `read_out` are the sources that are read as
    they stand. `gentle`: of a text that has little else to say, notes and longer sentences are taken too."""

    def __init__(self, corpus: Corpus, *, gentle: bool = False, read_out: bool = False) -> None:
        self._gentle = gentle
        self._blocks = list(speakable_blocks(corpus))
        texts = [block.block.text for block in self._blocks]
        self.capitals = Capitals(texts)
        expanded = {acronym for text in texts for acronym in expanded_acronyms(text)}
        uses = Counter(acronym for text in texts for acronym in acronyms_in(text))
        self._keeps: Callable[[str], bool] = lambda acronym: acronym in expanded and uses[acronym] > 1
        by_source: dict[int, list[SpeakableBlock]] = {}
        for block in self._blocks:
            by_source.setdefault(block.passage.source, []).append(block)
        self._points_of_view = {
            source.index: PointOfView(source, by_source.get(source.index, [])) for source in corpus.sources
        }
        titles = {source.index: source.title for source in corpus.sources}
        self.read_out = {
            index for index, blocks in by_source.items() if read_out or is_read_out(blocks, title=titles.get(index, ""))
        }
        self._builder = SectionBuilder()
        self._begun: set[int] = set()
        self._under: set[tuple[int, tuple[str, ...]]] = set()

    def read(self) -> list[Section]:
        lead_in: Span | None = None
        for block in self._blocks:
            self._builder.begin_block(block)
            if block.passage.source in self.read_out:
                self._read_aloud(block)
            elif block.block.kind is BlockKind.LIST:
                self._read_list(block, lead_in)
                lead_in = None
            else:
                lead_in = self._read_paragraph(block)
        _take_late_summaries_for_conclusions(self._builder.sections)
        return self._builder.sections

    def _read_aloud(self, block: SpeakableBlock) -> None:
        """Adds every sentence of a text that is read as it stands; each needs the one before it in its paragraph."""
        opens = True
        for start, end in sentence_spans(block.block.text):
            self._builder.advance()
            found = edited(block.block.text[start:end], keeps=self._keeps, keeps_asides=True)
            if found is not None and is_readable(text := found.text.strip()):
                self._builder.add(
                    text,
                    [_span(block, start, end)],
                    opens_paragraph=opens,
                    dependence=Dependence.NONE,
                    repeatable=True,
                )
            opens = False

    def _read_paragraph(self, block: SpeakableBlock) -> Span | None:
        """Adds its sentences, but returns a last one that ends in a colon, since it may lead to a list."""
        text = block.block.text
        spans = sentence_spans(text)
        opens, after_question, before = True, False, ""
        asked = self._question_above(block)
        begins = block.passage.source not in self._begun
        self._begun.add(block.passage.source)
        for start, end in spans:
            self._builder.advance()
            if not opens and is_inside_quotation(text, start):  # another voice, whose words have no mark of their own
                before, after_question = text[start:end], False
                continue
            if text[start:end].endswith(":") and (start, end) == spans[-1]:
                return _span(block, start, end)
            for span in cut_at_semicolon(text, start, end):
                depends = after_question or takes_up(before, text[slice(*span)])
                self._read_sentence(block, span, opens_paragraph=opens, depends=depends, asked=asked, begins=begins)
                asked, begins = "", False
                if span[0] == start and span[1] != end:
                    self._builder.advance()
            opens, after_question = False, text[start:end].rstrip("”\"')").endswith("?")
            before = text[start:end]
        return None

    def _read_sentence(
        self,
        block: SpeakableBlock,
        span: tuple[int, int],
        *,
        opens_paragraph: bool,
        depends: bool = False,
        asked: str = "",
        begins: bool = False,
    ) -> None:
        """Adds the sentence, when it may be spoken. `depends`: it needs the one before, whatever its own words say;
        `asked`: the question that it answers; `begins`: nothing but the title stands before it."""
        start, end = span
        text = block.block.text
        found = edited(text[start:end], keeps=self._keeps)
        if found is None:
            return
        sentence = found.text.strip()
        if sentence.endswith(";"):
            sentence = sentence[:-1] + "."
        if self._gentle and sentence[-1:].isalnum() and text[end : end + 1] in ("", "\n"):  # a note without a full stop
            sentence += "."
        if sentence[:1].islower() and start > 0 and text[:start].rstrip().endswith(";"):
            sentence = sentence[:1].upper() + sentence[1:]
        point_of_view = self._points_of_view[block.passage.source]
        adapted = point_of_view.adapted(sentence, gentle=self._gentle)
        if adapted is None:
            return
        said = sentence if adapted.attributed_to else adapted.text
        dependence = dependence_of(_OF_THE_TITLE.sub("The", said) if begins else said)
        shortest, longest = (SHORTEST_NOTE, LONGEST_INNER) if self._gentle else (SHORTEST, LONGEST)
        if opens_paragraph and block.block.kind is BlockKind.PARAGRAPH:  # it leads to the rest of its paragraph
            shortest, longest = SHORTEST_INNER, LONGEST_INNER
        speaks = partial(is_speakable, sentence, imperative=point_of_view.how_to, gentle=self._gentle)
        needs_question = bool(asked) and (dependence is not Dependence.NONE or not speaks(shortest=SHORTEST))
        if asked and is_answer(sentence):
            dependence = Dependence.NONE  # on the question alone
        elif not speaks(shortest=shortest, longest=longest):
            if opens_paragraph or adapted.attributed_to or not speaks(shortest=SHORTEST_INNER, longest=LONGEST_INNER):
                return
            depends = True
        self._builder.add(
            adapted.text,
            [_span(block, start, end)],
            opens_paragraph=opens_paragraph,
            dependence=Dependence.REFERENCE if depends else dependence,
            attributed_to=adapted.attributed_to,
            asked=asked,
            needs_question=needs_question,
        )

    def _question_above(self, block: SpeakableBlock) -> str:
        """The heading, when it is a question and this is the first paragraph under it."""
        place = (block.passage.source, block.path)
        if place in self._under or not block.heading.endswith("?"):
            return ""
        self._under.add(place)
        question = bare_heading(block.heading)
        return question if is_sayable_question(question) else ""

    def _read_list(self, block: SpeakableBlock, lead_in: Span | None) -> None:
        """Adds the list as one sentence, or else each item that is a sentence of its own and has no lead-in to lose."""
        self._builder.advance()
        announced = lead_in is not None
        if lead_in and lead_in.passage != block.passage.id:
            lead_in = None
        if found := self._as_sentence(block, lead_in):
            spans = [lead_in] if lead_in and found.with_lead_in else []
            spans += [_span(block, start, end) for start, end in found.items]
            self._builder.add(
                found.text,
                spans,
                opens_paragraph=True,
                dependence=Dependence.NONE,
                is_list=True,
                is_steps=found.steps,
            )
            return
        if announced and not self._gentle:
            return
        at = 0
        for item in block.block.text.split("\n"):
            self._builder.begin_item()
            opens = True
            for start, end in sentence_spans(item):
                self._builder.advance()
                self._read_sentence(block, (at + start, at + end), opens_paragraph=opens)
                opens = False
            at += len(item) + 1

    def _as_sentence(self, block: SpeakableBlock, lead_in: Span | None) -> SpokenList | None:
        point_of_view = self._points_of_view[block.passage.source]
        source = block.passage.text[lead_in.start : lead_in.end] if lead_in else ""
        found = spoken_list(
            block.block.text,
            self._spoken_lead_in(source, point_of_view),
            steps=block.block.ordered and point_of_view.how_to,
            is_name=self.capitals.is_name,
            keeps=self._keeps,
        )
        return found if found and point_of_view.leaves(found.text) and not re.search(r"[?!]", found.text) else None

    def _spoken_lead_in(self, source: str, point_of_view: PointOfView) -> str:
        """The lead-in of a list as said; empty when it cannot stand alone."""
        found = edited(source, keeps=self._keeps)
        text = found.text if found else ""
        if dependence_of(text) is not Dependence.NONE or not is_balanced(text):
            return ""
        return text if has_finite_verb(lower_words(text)) and point_of_view.leaves(text) else ""


def _take_late_summaries_for_conclusions(sections: Sequence[Section]) -> None:
    """A summary that stands in the second half of its source sums up what was said; it is not an abstract."""
    for source in {section.source for section in sections}:
        own = [section for section in sections if section.source == source]
        total, before = sum(section.words for section in own), 0
        for section in own:
            if section.summary and before > total / 2:
                section.summary, section.conclusion = False, True
            before += section.words


def _span(block: SpeakableBlock, start: int, end: int) -> Span:
    return Span(block.passage.id, block.offset + start, block.offset + end)
