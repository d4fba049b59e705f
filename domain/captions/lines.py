"""Lines of a cue: at most two of 42 columns, divided where a phrase ends."""

import unicodedata
from collections.abc import Sequence

from domain.sentences import CLOSING_MARKS, SENTENCE_MARKS
from domain.transcribe.words import is_dense, joined

LINE, LINES = 42, 2
"""Columns and lines that broadcasters' subtitle guides agree on. An ideograph takes two columns."""

CLAUSE_MARKS = ",;:—–、，；："
_WIDE = ("W", "F")


def width(text: str) -> int:
    """In columns."""
    return sum(2 if unicodedata.east_asian_width(each) in _WIDE else 1 for each in text)


def pieces_of(word: str) -> list[str]:
    """The parts of a word between which a line may end: none is longer than a line, a mark stays with its letter, and
    where no spaces are written every letter begins one."""
    made, start = list[str](), 0
    for at in range(1, len(word)):
        cut = at
        if width(word[start : at + 1]) > LINE:
            while cut > start and _joins(word, cut):
                cut -= 1
            cut = cut if cut > start else at
        elif not (is_dense(word[at]) and word[at].isalnum()) or _joins(word, at):
            continue
        made.append(word[start:cut])
        start = cut
    return [*made, word[start:]]


def ends_sentence(word: str) -> bool:
    return word.rstrip(CLOSING_MARKS).endswith(tuple(SENTENCE_MARKS))


def ends_clause(word: str) -> bool:
    return word.rstrip(CLOSING_MARKS).endswith(tuple(CLAUSE_MARKS))


def lines_of(words: Sequence[str]) -> list[str] | None:
    """The words on as few lines as hold them, none longer than a line; None when they do not fit."""
    whole = joined(words)
    if width(whole) <= LINE:
        return [whole]
    if width(whole) > LINES * LINE + 1:
        return None
    halves: list[tuple[str, str]] = [(joined(words[:at]), joined(words[at:])) for at in range(1, len(words))]
    fitting = [each for each in halves if width(each[0]) <= LINE and width(each[1]) <= LINE]
    return list(min(fitting, key=lambda halves: _cost(*halves))) if fitting else None


def wrapped(text: str) -> str:
    """A plain text on lines of at most 42 columns: two where that is enough, else as many as it takes."""
    words = [piece for word in text.split() for piece in pieces_of(word)]
    if (two := lines_of(words)) is not None:
        return "\n".join(two)
    lines, line = list[str](), list[str]()
    for word in words:
        if line and width(joined([*line, word])) > LINE:
            lines.append(joined(line))
            line = []
        line.append(word)
    return "\n".join([*lines, joined(line)])


def _cost(first: str, second: str) -> float:
    unequal = abs(width(first) - width(second)) + (3 if width(first) > width(second) else 0)
    return unequal - (25 if ends_sentence(first) else 12 if ends_clause(first) else 0)


def _joins(word: str, at: int) -> bool:
    """Whether a letter belongs to the one before it: an accent, or a part of one sign."""
    return unicodedata.category(word[at]).startswith("M") or "\u200d" in word[at - 1 : at + 1]
