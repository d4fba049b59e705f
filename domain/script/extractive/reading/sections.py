"""What reading gives: the sentences of a document that may be spoken, by section."""

from dataclasses import dataclass, field

from domain.script.extractive.language.dependence import Dependence

PARAGRAPH_GAP = 2
"""By so much the index of a paragraph's first sentence is above that of the last one before it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a passage's text."""

    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or one list said as a sentence, that the expert may speak.

    `index` counts every sentence read, spoken or not, so that neighbours in a paragraph differ by one. `text` is what
    is said; `standalone` the same without a leading connective, for when the sentence before is not spoken.
    `opens_paragraph`: it is the first of its paragraph. `attributed_to`: the words that say who is quoted, if anyone.
    `asked`: the question of the heading that it answers; `needs_question`: it says nothing without that ("Yes.").
    `acronyms` are those it uses and `expands` those it explains.
    """

    index: int
    source: int
    section: int
    paragraph: int
    opens_paragraph: bool
    text: str
    standalone: str
    words: int
    spans: tuple[Span, ...]
    dependence: Dependence
    terms: tuple[str, ...]
    acronyms: frozenset[str] = frozenset()
    expands: frozenset[str] = frozenset()
    attributed_to: str = ""
    is_list: bool = False
    is_steps: bool = False
    asked: str = ""
    needs_question: bool = False

    def directly_follows(self, other: "Sentence") -> bool:
        """Whether it stands right behind `other` in the source."""
        return self.index == other.index + 1 and self.paragraph == other.paragraph

    def adjoins(self, other: "Sentence") -> bool:
        """Whether it stands right behind `other`, be it at the head of the next paragraph of the same section."""
        if self.paragraph == other.paragraph:
            return self.index == other.index + 1
        opens_next = self.paragraph == other.paragraph + 1 and self.index == other.index + PARAGRAPH_GAP
        return opens_next and self.section == other.section


@dataclass(slots=True)
class Section:
    """The sentences under one heading. `summary`: an abstract, which serves the opening and the ending only."""

    index: int
    source: int
    heading: str
    path: tuple[str, ...]
    sentences: list[Sentence] = field(default_factory=list)
    summary: bool = False
    conclusion: bool = False

    @property
    def words(self) -> int:
        return sum(sentence.words for sentence in self.sentences)
