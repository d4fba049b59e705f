"""What the parts of the local writer hand to each other."""

from dataclasses import dataclass, field
from enum import StrEnum


class Leaning(StrEnum):
    """How a line leans on the one before: FREE stands alone, SOFT opens with a connective, HARD
    points back by a word."""

    FREE = "free"
    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a passage's text."""

    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence the EXPERT may speak. `index` counts every sentence read, so neighbours differ by one.

    `text` is what is said; `bare` the same without a leading connective, for when its predecessor is not spoken.
    `order` counts characters from the start of the source, 0..1 of it. `voiced_by` is who is quoted, else empty.
    """

    index: int
    source: int
    section: int
    paragraph: int
    first: bool
    text: str
    bare: str
    words: int
    spans: tuple[Span, ...]
    leaning: Leaning
    terms: tuple[str, ...]
    acronyms: frozenset[str] = frozenset()
    expands: frozenset[str] = frozenset()
    voiced_by: str = ""
    steps: bool = False
    listed: bool = False


@dataclass(slots=True)
class Section:
    """The lines under one heading. `closing`: a conclusion; `summary`: an abstract, only for opening and ending."""

    index: int
    source: int
    heading: str
    path: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    summary: bool = False
    closing: bool = False

    @property
    def words(self) -> int:
        return sum(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines that make one EXPERT turn."""

    lines: tuple[Line, ...]
    score: float = 0.0

    @property
    def words(self) -> int:
        return sum(line.words for line in self.lines)

    @property
    def head(self) -> Line:
        return self.lines[0]
