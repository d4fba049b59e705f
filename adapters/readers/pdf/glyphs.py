"""Characters of a PDF page, each with its box, cut into runs and turned upright. Lengths in points, y upwards."""

from adapters.readers.text.lines import HYPHEN
from domain.retrieve.writing import FIRST_RIGHT_TO_LEFT, is_right_to_left

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
BULLETS = frozenset({0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0x25AA, 0x25CF})  # of symbol fonts

GUTTER = 1.3
"""Of an em: wider than any space of justified text, narrower than the gutters of two-column papers (1.7 and more)."""
_AGAINST, _SMALLER = 0.3, 0.85
"""Of the height of a line so far: how near to it an index is that does not reach its letters, and how much smaller."""


class Glyph:
    """One character: its Unicode value, pdfium's index and its box; `spaced`: a space or the start of a run before it.

    It is not a dataclass: a page has thousands, and those are made more slowly.
    """

    __slots__ = ("bottom", "code", "index", "left", "right", "spaced", "top")

    def __init__(self, code: int, index: int, box: tuple[float, float, float, float], spaced: bool) -> None:
        self.code, self.index, self.spaced = code, index, spaced
        self.left, self.bottom, self.right, self.top = box


def character(code: int) -> str:
    """What a Unicode value is read as: ligatures as letters, bullets of symbol fonts as one kind of bullet."""
    if code in (0x02, 0xFFFE, 0xAD):
        return HYPHEN
    if code in BULLETS:
        return "•"
    return _LIGATURES.get(code) or (chr(code) if code >= 32 else "")


def turn_upright(glyphs: list[Glyph], quarter: int) -> tuple[float, float]:
    """Turns boxes so that their text runs left to right; width and height with margins of 40 points."""
    for glyph in glyphs:
        left, bottom, right, top = glyph.left, glyph.bottom, glyph.right, glyph.top
        if quarter == 3:  # it runs upwards
            glyph.left, glyph.bottom, glyph.right, glyph.top = bottom, -right, top, -left
        elif quarter == 1:  # downwards
            glyph.left, glyph.bottom, glyph.right, glyph.top = -top, left, -bottom, right
        else:  # upside down
            glyph.left, glyph.bottom, glyph.right, glyph.top = -right, -top, -left, -bottom
    across = 40.0 - min(glyph.left for glyph in glyphs)
    upwards = 40.0 - min(glyph.bottom for glyph in glyphs)
    for glyph in glyphs:
        glyph.left, glyph.right = glyph.left + across, glyph.right + across
        glyph.bottom, glyph.top = glyph.bottom + upwards, glyph.top + upwards
    return max(glyph.right for glyph in glyphs) + 40.0, max(glyph.top for glyph in glyphs) + 40.0


def runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Cuts the stream of characters where the baseline changes, it jumps back, or a gap as wide as a gutter opens."""
    found: list[list[Glyph]] = []
    line: list[Glyph] = []
    base, em = 0.0, 0.0
    right_to_left = False  # such a line holds figures and Latin words that run the other way
    for glyph in glyphs:
        bottom, top = glyph.bottom, glyph.top
        if line:
            before = line[-1]
            line_top, line_bottom = em + base, base
            level = (top if top < line_top else line_top) - (bottom if bottom > line_bottom else line_bottom)
            if not right_to_left and glyph.code >= FIRST_RIGHT_TO_LEFT and is_right_to_left(chr(glyph.code)):
                right_to_left = True
            if right_to_left:  # it is ordered, and cut, when it is whole
                onwards, apart = True, 0.0
            else:
                onwards, apart = glyph.left > before.left - 0.3 * em, glyph.left - before.right
            shorter = top - bottom if top - bottom < em else em  # overlap with the line so far
            near = level > 0.3 * shorter or (  # or above or below the line, as an index is
                level > -_AGAINST * em and abs(apart) < _AGAINST * em and top - bottom < _SMALLER * em
            )
            if near and onwards and apart < GUTTER * (em if em > 6.0 else 6.0):
                line.append(glyph)
                if bottom < base:
                    base, em = bottom, line_top - bottom
                if top > line_top:
                    em = top - base
                continue
        line = [glyph]
        found.append(line)
        right_to_left = glyph.code >= FIRST_RIGHT_TO_LEFT and is_right_to_left(chr(glyph.code))
        glyph.spaced = True
        base, em = bottom, max(top - bottom, 1.0)
    return found
