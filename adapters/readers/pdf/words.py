"""The words of a run of characters, with what is set above or below its line as it is read in every format."""

import statistics
from collections.abc import Sequence

from adapters.readers.formulas.raised import lowered, raised
from adapters.readers.pdf.glyphs import Glyph, character

_HANGING = frozenset("gjpqy,;()[]{}Q\"'“”‘’-–—•*^°")
_SIGNS = frozenset("+-−–=()")  # raised where the characters beside them are
_POINTS = frozenset(".,")  # lowered between lowered figures: PM2.5
_HIGH, _LOW = 0.2, 0.07  # of an em: a bottom further from the baseline is above or below the line
_SMALL = 0.6  # of an em: the height of what is set above or below stays under it, that of capitals is two thirds
_FLOATING = 0.38  # of an em: a sign between raised characters has its middle higher, one of the line is at 0.25
_JOINED = 0.12  # of an em: a narrower gap is none, whatever pdfium takes a change of the baseline for
_CONTEXT = 40  # characters before that tell what a raised character is

PLAIN, RAISED, LOWERED = 0, 1, 2


def baseline(run: Sequence[Glyph]) -> float:
    """Height of the baseline: where letters without descenders end."""
    return statistics.median([glyph.bottom for glyph in run if chr(glyph.code) not in _HANGING] or [run[0].bottom])


def text_of(run: Sequence[Glyph], base: float, size: float) -> str:
    """Words with spaces between them. Raised figures are powers after figures and short names, else marks of notes."""
    words: list[str] = []
    high, low = base + _HIGH * size, base - _LOW * size
    for glyph in run:
        if not low <= glyph.bottom <= high and _place(glyph, base, size):
            return _with_places(run, base, size)
        code = glyph.code
        letter = chr(code) if 33 <= code < 0xAD else character(code)
        if glyph.spaced or not words:
            words.append(letter)
        else:
            words[-1] += letter
    return " ".join(words)


def _with_places(run: Sequence[Glyph], base: float, size: float) -> str:
    words: list[str] = []
    places = _places(run, base, size)
    at = 0
    while at < len(run):
        glyph, place = run[at], places[at]
        gap = glyph.left - run[at - 1].right if at else 0.0
        spaced = glyph.spaced and not (at and (place or places[at - 1]) and abs(gap) < _JOINED * size)
        if place == PLAIN or not words:
            _append(words, character(glyph.code), spaced)
            at += 1
            continue
        end = at + 1
        while end < len(run) and places[end] == place and not (run[end].spaced and _apart(run, end, size)):
            end += 1
        _append_placed(words, run[at:end], place, spaced, end < len(run) and not _apart(run, end, size))
        at = end
    return " ".join(words)


def _append_placed(words: list[str], group: Sequence[Glyph], place: int, spaced: bool, leads: bool) -> None:
    """`leads`: the next word stands against the group, as an element's name against its mass."""
    text = "".join(character(glyph.code) for glyph in group)
    before = " ".join(words[-8:])[-_CONTEXT:]
    if place == LOWERED:
        read = lowered(text, before=before)
    elif spaced and leads and text.isdigit():
        read = raised(text, before=before + " ")
    else:
        read, spaced = raised(text, before=before), False
    _append(words, read, spaced)


def _append(words: list[str], text: str, spaced: bool) -> None:
    if spaced or not words:
        words.append(text)
    else:
        words[-1] += text


def _apart(run: Sequence[Glyph], at: int, size: float) -> bool:
    return run[at].spaced and abs(run[at].left - run[at - 1].right) >= _JOINED * size


def _places(run: Sequence[Glyph], base: float, size: float) -> list[int]:
    """Where each character stands: on the line, above or below it."""
    places = [_place(glyph, base, size) for glyph in run]
    for at, glyph in enumerate(run):
        letter = chr(glyph.code)
        if places[at] or letter not in _SIGNS | _POINTS:
            continue
        beside = (places[at - 1] if at else PLAIN, places[at + 1] if at + 1 < len(run) else PLAIN)
        if letter in _POINTS:
            places[at] = LOWERED if beside == (LOWERED, LOWERED) else PLAIN
        elif RAISED in beside and (glyph.bottom + glyph.top) / 2 > base + _FLOATING * size:
            places[at] = RAISED
    return places


def _place(glyph: Glyph, base: float, size: float) -> int:
    letter = chr(glyph.code)
    if not (letter.isascii() and letter.isalnum()) or glyph.top - glyph.bottom >= _SMALL * size:
        return PLAIN
    if glyph.bottom > base + _HIGH * size:
        return RAISED
    if glyph.bottom < base - _LOW * size and glyph.top < base + 0.45 * size and letter not in _HANGING:
        return LOWERED
    return PLAIN
