"""Which characters of a PDF page a person can see: not those outside the page, of no size, drawn with no ink, in the
colour of what they stand on, cut off by a clip path, or under what is painted over them.

A page with text of which that may be true is painted, and its ink decides. Text without ink over a picture is what a
scanner read in it: that is seen, as the picture.
"""

import ctypes
import math
from enum import Enum
from itertools import pairwise

import pypdfium2.raw as pdfium

from adapters.readers.pdf.glyphs import Glyph
from adapters.readers.pdf.layers import Box, Layers, fill_of
from adapters.readers.pdf.looking import Looks, Painted

SMALLEST = 1.5
"""Points of an em: print of 3 points can be read with a glass, and this is half of that."""
_PAPER = 236
"""Of 255 in each of red, green and blue: what is lighter is looked at, since on white it can hardly be made out."""
_NARROWEST = 20  # times as high as wide, or as wide as high: no letter can be made out
_LOW = 2.0  # points: the height of a dash
_SCANNED = 0.5  # of a page, under pictures
_FAINT = 8  # of 255, for opacity

_INKLESS = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)

_address = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
_object_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(_address or 0)
"""pdfium's text object of a character as a number: it is asked for every word, and a pointer takes thrice the time."""


class Ink(Enum):
    """How a text is drawn."""

    SEEN = 0
    TOO_SMALL = 1
    NONE = 2
    LIKE_PAPER = 3
    DOUBTED = 4  # something lies over it, under it in its colour, or cuts it off


class Sight:
    """What can be seen of one page. `text` belongs to `page`; both stay open meanwhile."""

    def __init__(self, page: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE, looks: Looks) -> None:
        self._page, self._text, self._looks = page, text, looks
        self._pictures: list[Box] | None = None
        self._grounds: list[Box] = []  # drawn areas that are not white
        self._inks: dict[int, Ink] = {}
        self._drawn: dict[int, pdfium.FPDF_PAGEOBJECT] = {}
        self._layers: Layers | None = None
        self._painted: Painted | None = None

    def told_apart(self, glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
        """The characters that are seen and the others, in order, word by word."""
        starts = [at for at, glyph in enumerate(glyphs) if glyph.spaced or at == 0]
        kept: list[Glyph] = []
        unseen: list[Glyph] = []
        since = 0  # the first character that is neither kept nor unseen yet
        bounds = self._bounds()
        inks, text, seen = self._inks, self._text, Ink.SEEN
        left, bottom, right, top = bounds or _EVERYWHERE
        doubted: list[tuple[int, int]] = []
        for first, end in pairwise([*starts, len(glyphs)]):
            glyph = glyphs[first]
            inside = left < glyph.left and glyph.right < right and bottom < glyph.bottom and glyph.top < top
            ink = inks.get(_object_of(text, glyph.index)) or self._ink(glyph.index)
            if not (inside and ink is seen):
                doubted.append((first, end))
        for line in self._lines(doubted, glyphs):  # when all texts in doubt are known, and can be painted at once
            for (first, end), is_seen in zip(
                line, self._seen([glyphs[slice(*word)] for word in line], bounds), strict=True
            ):
                if not is_seen:
                    unseen += glyphs[first:end]
                    kept += glyphs[since:first]
                    since = end
        return kept + glyphs[since:] if since else glyphs, unseen

    def _lines(self, words: list[tuple[int, int]], glyphs: list[Glyph]) -> list[list[tuple[int, int]]]:
        """Neighbouring words on one line that are drawn alike, by their first and last characters."""
        lines: list[list[tuple[int, int]]] = []
        for word in words:
            glyph = glyphs[word[0]]
            if lines and lines[-1][-1][1] == word[0]:
                before = glyphs[lines[-1][-1][0]]
                alike = self._ink(glyph.index) is self._ink(before.index)
                if alike and abs(glyph.bottom - before.bottom) < max(glyph.top - glyph.bottom, _LOW):
                    lines[-1].append(word)
                    continue
            lines.append([word])
        return lines

    def _seen(self, words: list[list[Glyph]], bounds: Box | None) -> list[bool]:
        """Which words of a line are seen."""
        ink = self._ink(words[0][0].index)
        inside = [bounds is None or _within(bounds, *_middle(word[0])) for word in words]
        if ink is Ink.SEEN or ink is Ink.TOO_SMALL or not any(inside):
            return [ink is Ink.SEEN and each for each in inside]
        pictured = [any(_within(box, *_middle(word[0])) for box in self._areas()[0]) for word in words]
        if ink is Ink.NONE and not any(pictured):
            return [False] * len(words)
        painted = self._look_at()
        if ink is Ink.NONE:
            shown = pictured if painted is None or self._is_pictured(words, painted) else [False] * len(words)
        elif painted is None:
            grounded = [any(_within(box, *_middle(word[0])) for box in self._areas()[1]) for word in words]
            shown = [ink is Ink.DOUBTED or first or second for first, second in zip(pictured, grounded, strict=True)]
        else:
            shown = [2 * sum(map(painted.shows, word)) >= len(word) for word in words]
            if not all(shown) and self._is_scanned(words) and self._is_pictured(words, painted):
                shown = [True] * len(words)
        return [first and second for first, second in zip(inside, shown, strict=True)]

    def _is_pictured(self, words: list[list[Glyph]], painted: Painted) -> bool:
        """Whether something can be made out where most words of a line stand."""
        return 2 * sum(not painted.is_flat(word) for word in words) >= len(words)

    def _is_scanned(self, words: list[list[Glyph]]) -> bool:
        """Whether the picture of a page lies over a line."""
        bounds = self._bounds()
        glyph = words[0][0]
        key = _object_of(self._text, glyph.index)
        if bounds is None or self._layers is None or not self._layers.is_over(key, *_middle(glyph)):
            return False
        covered = sum((right - left) * (top - bottom) for left, bottom, right, top in self._areas()[0])
        return covered >= _SCANNED * (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])

    def _look_at(self) -> Painted | None:
        """The page painted; None when enough pages were."""
        if self._painted is None and self._looks.left > 0:
            self._looks.left -= 1
            self._painted = Painted(self._page, self._drawn.values())
        return self._painted

    def _ink(self, index: int) -> Ink:
        """How a character is drawn: as all of its text object."""
        key = _object_of(self._text, index)
        if key is None:
            return self._look(index, None)
        if key not in self._inks:
            drawn = pdfium.FPDFText_GetTextObject(self._text, index)
            ink = self._look(index, drawn)
            self._layers = self._layers or Layers(self._page)
            if ink is Ink.SEEN and self._layers.may_hide(key, drawn, fill_of(drawn)):
                ink = Ink.DOUBTED
            if ink in (Ink.DOUBTED, Ink.LIKE_PAPER):
                self._drawn[key] = drawn
            self._inks[key] = ink
        return self._inks[key]

    def _look(self, index: int, drawn: pdfium.FPDF_PAGEOBJECT | None) -> Ink:
        if self._em(index) < SMALLEST:
            return Ink.TOO_SMALL
        red, green, blue, opacity = (ctypes.c_uint(255) for _ in range(4))
        known = pdfium.FPDFText_GetFillColor(self._text, index, *map(ctypes.byref, (red, green, blue, opacity)))
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else pdfium.FPDF_TEXTRENDERMODE_FILL
        filled = mode in (pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP)
        if mode in _INKLESS or (known and filled and opacity.value < _FAINT):
            return Ink.NONE
        white = known and filled and min(red.value, green.value, blue.value) >= _PAPER
        return Ink.LIKE_PAPER if white else Ink.SEEN

    def _em(self, index: int) -> float:
        matrix = pdfium.FS_MATRIX()
        size = float(pdfium.FPDFText_GetFontSize(self._text, index))
        if pdfium.FPDFText_GetMatrix(self._text, index, ctypes.byref(matrix)):
            across, up = (matrix.a**2 + matrix.b**2) ** 0.5, (matrix.c**2 + matrix.d**2) ** 0.5
            return size * float(max(across, up) if min(across, up) * _NARROWEST > max(across, up) else min(across, up))
        return size or SMALLEST

    def _bounds(self) -> Box | None:
        rectangle = pdfium.FS_RECTF()
        if not pdfium.FPDF_GetPageBoundingBox(self._page, ctypes.byref(rectangle)):
            return None
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    def _areas(self) -> tuple[list[Box], list[Box]]:
        """Boxes of pictures, and of what else is painted in a colour, in page coordinates; found once."""
        if self._pictures is None:
            self._pictures = []
            for at in range(pdfium.FPDFPage_CountObjects(self._page)):
                drawn = pdfium.FPDFPage_GetObject(self._page, at)
                kind = pdfium.FPDFPageObj_GetType(drawn)
                if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING):
                    self._pictures += _box(drawn)
                elif kind == pdfium.FPDF_PAGEOBJ_PATH and _is_coloured(drawn):
                    self._grounds += _box(drawn)
        return self._pictures, self._grounds


def _box(drawn: pdfium.FPDF_PAGEOBJECT) -> list[Box]:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides)):
        return []
    left, bottom, right, top = (side.value for side in sides)
    return [(left, bottom, right, top)]


def _is_coloured(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether a path is filled with anything darker than paper."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)) or not fill.value:
        return False
    red, green, blue, opacity = (ctypes.c_uint(255) for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, (red, green, blue, opacity))):
        return True  # a pattern
    return opacity.value >= _FAINT and min(red.value, green.value, blue.value) < _PAPER


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2


def _within(box: Box, across: float, up: float) -> bool:
    left, bottom, right, top = box
    return left - 1 <= across <= right + 1 and bottom - 1 <= up <= top + 1
