"""Lines that run from right to left in the order in which they are read: Latin words in them run the other way.

pdfium orders the letters of such words, and turns a phrase of several of them around word by word.
"""

from collections.abc import Sequence
from itertools import pairwise

from adapters.readers.pdf.glyphs import GUTTER, Glyph
from domain.retrieve.writing import FIRST_RIGHT_TO_LEFT, is_right_to_left

Word = list[Glyph]


def in_reading_order(runs: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """The runs of a page; those from right to left ordered, and cut where a gutter of columns stands.

    On a page that runs from right to left, a line of mostly Latin words does so, too.
    """
    mixed = [any(glyph.code >= FIRST_RIGHT_TO_LEFT for glyph in run) for run in runs]
    if not any(mixed):
        return list(runs)
    whole = is_right_to_left("".join(map(_text, runs)))
    ordered: list[list[Glyph]] = []
    for run, is_mixed in zip(runs, mixed, strict=True):
        text = _text(run) if is_mixed else ""
        if is_right_to_left(text) or (whole and any(map(is_right_to_left, text))):
            ordered += [_ordered(words) for words in _cells(_words(run))]
        else:
            ordered.append(run)
    return ordered


def _words(run: list[Glyph]) -> list[Word]:
    """From the right."""
    starts = [at for at, glyph in enumerate(run) if glyph.spaced or at == 0]
    words = [run[first:end] for first, end in pairwise([*starts, len(run)])]
    return sorted(words, key=_right, reverse=True)


def _cells(words: list[Word]) -> list[list[Word]]:
    cells = [[words[0]]]
    for before, word in pairwise(words):
        em = max(6.0, *(glyph.top - glyph.bottom for glyph in before))
        if min(glyph.left for glyph in before) - _right(word) >= GUTTER * em:
            cells.append([])
        cells[-1].append(word)
    return cells


def _ordered(words: list[Word]) -> list[Glyph]:
    """Words in order; those that run to the right, and figures behind one of them, are turned around together."""
    ordered: list[Word] = []
    turned: list[Word] = []
    for word in words:
        text = _text(word)
        if any(map(str.isalnum, text)) and not is_right_to_left(text):
            turned.append(word)  # a figure may be part of the phrase on its left
            continue
        ordered += [*_turned(turned), word]
        turned = []
    glyphs = [glyph for word in (*ordered, *_turned(turned)) for glyph in word]
    glyphs[0].spaced = True
    return glyphs


def _turned(words: list[Word]) -> list[Word]:
    """Figures alone stay where they are."""
    return words[::-1] if any(letter.isalpha() for word in words for letter in _text(word)) else words


def _right(word: Word) -> float:
    return max(glyph.right for glyph in word)


def _text(glyphs: list[Glyph]) -> str:
    return "".join(chr(glyph.code) for glyph in glyphs)
