"""Prose in an element whose line breaks were made by hand, as pages of standards and old mails have it."""

import re
from collections.abc import Iterable, Iterator

from adapters.readers.content import Piece
from adapters.readers.text.plain import read_plain

_FEWEST = 60  # words; with fewer, only what has no sign of code in whole sentences is prose
_SHORTEST, _PLAIN = 12, 0.9
"""Words and the share of letters of a short one."""
_SENTENCE = re.compile(r"[a-z]{2}[.?!]['\")]?(?:\s+[A-Z]|\s*$)")
_SIGN = re.compile(r"[{}=<>;$|\\]|::|->")
_WORDS_A_SENTENCE = 60  # prose has 10 to 30 words a sentence; headings and tables among it make that 40
_SIGNS_A_WORD = 0.06  # code has one sign in two words
_LETTERS = 0.72  # of all that is not a space; prose has 0.9, and drawings among it bring that down
_PAGE_FOOT = re.compile(r"^.{0,60}\S\s{3,}\S.*\[Page \d+\]\s*$|^\s*\f", re.MULTILINE)
_PAGE_HEAD = re.compile(r"^RFC \d+\s{3,}\S.*\s{3,}.*\d{4}\s*$", re.MULTILINE)


def with_prose_read(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; code that is prose, in one element or in several behind each other, as headings and paragraphs."""
    run: list[Piece] = []
    for piece in pieces:
        if piece.kind == "code":
            run.append(piece)
            continue
        yield from _read(run)
        run = []
        yield piece
    yield from _read(run)


def _read(run: list[Piece]) -> list[Piece]:
    text = "\n".join(piece.text for piece in run)
    if not is_prose(text):
        return run
    return read_plain(_PAGE_HEAD.sub("", _PAGE_FOOT.sub("", text))).pieces


def is_prose(text: str) -> bool:
    """Whether most of the text is sentences."""
    words = len(re.findall(r"[A-Za-z]{2,}", text))
    visible = sum(not char.isspace() for char in text)
    if words < _FEWEST:
        return words >= _SHORTEST and sum(map(str.isalpha, text)) >= _PLAIN * visible and _is_told(text)
    if sum(map(str.isalpha, text)) < _LETTERS * visible:
        return False
    sentences = len(_SENTENCE.findall(text))
    return sentences * _WORDS_A_SENTENCE >= words and len(_SIGN.findall(text)) <= _SIGNS_A_WORD * words


def _is_told(text: str) -> bool:
    """Whether a short text is sentences from its first letter to its last mark, without signs of code."""
    told = text.strip()
    ends = len(_SENTENCE.findall(told)) >= 1 and told[-1] in ".?!\"'”’)"
    return told[:1].isupper() and ends and not _SIGN.search(told) and "  " not in re.sub(r"\n\s*", "\n", told)
