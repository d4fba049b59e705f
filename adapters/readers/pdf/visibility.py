"""Which characters of a PDF page a person can see: not those outside the page, of no size, drawn with no ink, or in the
colour of the paper.

Text without ink over a picture is what a scanner read in it: that is seen, as the picture.
"""

import ctypes
import math
from enum import Enum
from itertools import pairwise

import pypdfium2.raw as pdfium

from adapters.readers.pdf.glyphs import Glyph

SMALLEST = 1.5
"""Points of an em: print of 3 points can be read with a glass, and this is half of that."""
_PAPER = 245
"""Of 255 in each of red, green and blue: lighter cannot be told from white."""
_FAINT = 8  # of 255, for opacity

_INKLESS = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
Box = tuple[float, float, float, float]
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


class Sight:
    """What can be seen of one page. `text` belongs to `page`; both stay open meanwhile."""

    def __init__(self, page: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE) -> None:
        self._page, self._text = page, text
        self._pictures: list[Box] | None = None
        self._grounds: list[Box] = []  # drawn areas that are not white
        self._inks: dict[int, Ink] = {}

    def told_apart(self, glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
        """The characters that are seen and the others, in order. A word is seen or not by its first character."""
        starts = [at for at, glyph in enumerate(glyphs) if glyph.spaced or at == 0]
        kept: list[Glyph] = []
        unseen: list[Glyph] = []
        since = 0  # the first character that is neither kept nor unseen yet
        bounds = self._bounds()
        inks, text, seen = self._inks, self._text, Ink.SEEN
        left, bottom, right, top = bounds or _EVERYWHERE
        for first, end in pairwise([*starts, len(glyphs)]):
            glyph = glyphs[first]
            inside = left < glyph.left and glyph.right < right and bottom < glyph.bottom and glyph.top < top
            if inside and inks.get(_object_of(text, glyph.index)) is seen:
                continue
            if not self._is_seen(glyph, bounds):
                unseen += glyphs[first:end]
                kept += glyphs[since:first]
                since = end
        return kept + glyphs[since:] if since else glyphs, unseen

    def _is_seen(self, glyph: Glyph, bounds: Box | None) -> bool:
        across, up = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        if bounds is not None and not _within(bounds, across, up):
            return False
        match self._ink(glyph.index):
            case Ink.TOO_SMALL:
                return False
            case Ink.NONE:
                return any(_within(box, across, up) for box in self._areas()[0])
            case Ink.LIKE_PAPER:
                return any(_within(box, across, up) for boxes in self._areas() for box in boxes)
        return True

    def _ink(self, index: int) -> Ink:
        """How a character is drawn: as all of its text object."""
        key = _object_of(self._text, index)
        if key is None:
            return self._look(index, None)
        if key not in self._inks:
            self._inks[key] = self._look(index, pdfium.FPDFText_GetTextObject(self._text, index))
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
            scale = max(float((matrix.c**2 + matrix.d**2) ** 0.5), float((matrix.a**2 + matrix.b**2) ** 0.5))
            return size * scale
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


def _within(box: Box, across: float, up: float) -> bool:
    left, bottom, right, top = box
    return left - 1 <= across <= right + 1 and bottom - 1 <= up <= top + 1
