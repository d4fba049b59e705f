"""Building sections sentence by sentence, so that every sentence in them can be understood."""

from collections.abc import Sequence

from domain.script.extractive.language.acronyms import acronyms_in, expanded_acronyms
from domain.script.extractive.language.connectives import without_connective
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.language.words import lower_words, word_count
from domain.script.extractive.reading.blocks import SpeakableBlock
from domain.script.extractive.reading.sections import PARAGRAPH_GAP, Section, Sentence, Span

LONGEST_CHAIN = 3
"""Sentences in a row that may depend each on the one before (docs/local-writer.md, rule 4)."""
MOST_CHAIN_WORDS = 88
"""Words of a chain, so that it always fits into one turn of 90."""


class SectionBuilder:
    """Takes each sentence once, and a dependent one only right behind the sentence it depends on."""

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._sentences: list[Sentence] = []
        self._seen: set[str] = set()
        self._index = 0
        self._paragraph = 0

    @property
    def sections(self) -> list[Section]:
        """The sections that have sentences, in reading order."""
        return [section for section in self._sections if section.sentences]

    def begin_block(self, block: SpeakableBlock) -> None:
        """Begins a paragraph, and a section when the headings above it are others."""
        last = self._sections[-1] if self._sections else None
        if last is None or last.source != block.passage.source or last.path != block.path:
            section = Section(
                index=len(self._sections),
                source=block.passage.source,
                heading=block.heading,
                path=block.path,
                summary=block.summary,
                conclusion=block.conclusion,
            )
            self._sections.append(section)
        self._paragraph += 2 if block.behind_silence else 1
        self.advance()  # a gap: the first sentence of a paragraph follows none

    def begin_item(self) -> None:
        """Begins an item of a list, which stands beside the others as a paragraph does."""
        self._paragraph += 1
        self.advance()

    def advance(self) -> None:
        """Moves on to the next sentence of the source."""
        self._index += 1

    def add(
        self,
        text: str,
        spans: Sequence[Span],
        *,
        opens_paragraph: bool,
        dependence: Dependence,
        attributed_to: str = "",
        is_list: bool = False,
        is_steps: bool = False,
        repeatable: bool = False,
        asked: str = "",
        needs_question: bool = False,
    ) -> None:
        """Takes the sentence the builder is at, unless it was taken before or depends on one that was not.

        `repeatable`: it is taken again, as the refrain of a story is.
        """
        key = " ".join(lower_words(text))
        if (key in self._seen and not repeatable and not asked) or (
            dependence is Dependence.REFERENCE and not self._can_continue(text)
        ):
            return
        self._seen.add(key)
        standalone = text if attributed_to else without_connective(text)
        if dependence is Dependence.CONNECTIVE and standalone == text:  # "For example," says more than it links
            if not self._can_continue(text):
                return
            dependence = Dependence.REFERENCE
        section = self._sections[-1]
        sentence = Sentence(
            index=self._index,
            source=section.source,
            section=section.index,
            paragraph=self._paragraph,
            opens_paragraph=opens_paragraph,
            text=text,
            standalone=standalone,
            words=word_count(text),
            spans=tuple(spans),
            dependence=dependence,
            terms=terms_of(text),
            acronyms=acronyms_in(text),
            expands=expanded_acronyms(text),
            attributed_to=attributed_to,
            is_list=is_list,
            is_steps=is_steps,
            asked=asked,
            needs_question=needs_question,
        )
        section.sentences.append(sentence)
        self._sentences.append(sentence)

    def _can_continue(self, text: str) -> bool:
        """Whether the sentence just before was taken, and the chain that it ends may grow."""
        last = self._sentences[-1] if self._sentences else None
        if last is None or last.section != self._sections[-1].index:
            return False
        next_paragraph = last.paragraph == self._paragraph - 1 and last.index == self._index - PARAGRAPH_GAP
        if not next_paragraph and (last.index != self._index - 1 or last.paragraph != self._paragraph):
            return False
        chain, words = 1, word_count(text)
        for sentence in reversed(self._sentences):
            chain, words = chain + 1, words + sentence.words
            if sentence.dependence is not Dependence.REFERENCE:
                break
        return chain <= LONGEST_CHAIN and words <= MOST_CHAIN_WORDS
