"""The lines of one PDF page, each with its box, size and weight. Lengths are in points, y runs upwards."""

import ctypes
from collections import Counter
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from adapters.readers.faults import too_large
from adapters.readers.pdf.directions import in_reading_order
from adapters.readers.pdf.glyphs import BULLETS, Glyph, character, runs, turn_upright
from adapters.readers.pdf.looking import Looks
from adapters.readers.pdf.visibility import Sight
from adapters.readers.pdf.words import baseline, text_of

_MOST_CHARACTERS = 200_000  # of one page: a broadsheet page of small print has 60,000
_SPACES = frozenset({32, 13, 10, 9, 160, 0})
_STEEP = 2  # times as far up as along: in words that run along, a hanging letter is half a letter's width lower
_FIXED_PITCH, _FORCE_BOLD = 1, 1 << 18  # font descriptor flags, ISO 32000-1 table 123


@dataclass(slots=True)
class Line:
    """A run of words on one baseline without a gap as wide as a column gutter."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    base: float  # of its letters, without what hangs below
    bold: bool = False
    fixed: bool = False
    page: int = 0
    words: int = 0

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class PageText:
    lines: list[Line]
    width: float
    height: float
    characters: int
    unmapped: int  # characters without a meaning: the font has no text map
    unseen: str = ""  # words that no reader of the page sees


def read_page(document: pdfium.FPDF_DOCUMENT, index: int, looks: Looks) -> PageText | None:
    """The text of a page; None when pdfium cannot load it."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            return _PageReader(text, index, Sight(page, text, looks)).run(width, height)
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


def _holds_turned(glyphs: list[Glyph]) -> bool:
    """Whether a word seems to run up or down: its second letter stands above or below the first."""
    starts = (at for at, glyph in enumerate(glyphs[:-1]) if glyph.spaced and not glyphs[at + 1].spaced)
    return any(
        abs(glyphs[at + 1].bottom - glyphs[at].bottom) > _STEEP * abs(glyphs[at + 1].left - glyphs[at].left)
        for at in starts
    )


class _PageReader:
    """Reads the lines of one page from pdfium's stream of characters."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, page: int, sight: Sight) -> None:
        self.text, self.page, self.sight = text, page, sight
        self.unmapped = 0

    def run(self, width: float, height: float) -> PageText:
        glyphs, hidden = self.sight.told_apart(self._glyphs())
        unseen = "".join(" " * glyph.spaced + character(glyph.code) for glyph in hidden)
        if glyphs:
            quarter = self._quarter(glyphs)
            if quarter or self._angle(glyphs[0]) or self._angle(glyphs[-1]) or _holds_turned(glyphs):
                glyphs = [glyph for glyph in glyphs if self._angle(glyph) == quarter]
            if quarter:
                width, height = turn_upright(glyphs, quarter)
        lines = [line for run in in_reading_order(runs(glyphs)) if (line := self._line(run)) is not None]
        return PageText(lines, width, height, len(glyphs), self.unmapped, unseen)

    def _glyphs(self) -> list[Glyph]:
        count = pdfium.FPDFText_CountChars(self.text)
        if count > _MOST_CHARACTERS:
            raise too_large(f"its page {self.page + 1} has {count} characters, more than any page that can be read")
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        box = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
        unicode_of, box_of, text = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharBox, self.text
        glyphs: list[Glyph] = []
        spaced = True
        for index in range(count):
            code = unicode_of(text, index)
            if code in _SPACES:
                self.unmapped += code == 0
                spaced = True
                continue
            if not box_of(text, index, *box):
                continue
            if code >= 0xE000 and (code == 0xFFFD or (code <= 0xF8FF and code not in BULLETS)):
                self.unmapped += 1
            glyphs.append(Glyph(code, index, (left.value, bottom.value, right.value, top.value), spaced))
            spaced = False
        return glyphs

    def _angle(self, glyph: Glyph) -> int:
        """Quarter turns clockwise, 0-3."""
        angle = float(pdfium.FPDFText_GetCharAngle(self.text, glyph.index))
        return round(angle / 1.5707963) % 4

    def _quarter(self, glyphs: list[Glyph]) -> int:
        """Quarter turns of most of the page's text, by a sample of 40 characters."""
        sample = glyphs[:: max(1, len(glyphs) // 40)]
        return Counter(self._angle(glyph) for glyph in sample).most_common(1)[0][0]

    def _line(self, run: list[Glyph]) -> Line | None:
        first, last = run[0], run[-1]
        size = self._size(run[len(run) // 2].index)
        base = baseline(run)
        text = text_of(run, base, size or last.top - last.bottom)
        if not text.strip():
            return None
        if text.isupper():  # small capitals: the first letter has the size of the line
            size = max(size, self._size(first.index))
        bold, fixed = self._style(first.index)
        if bold and last is not first:
            bold = self._style(last.index)[0]
        return Line(
            text=text,
            left=min(glyph.left for glyph in run),
            right=max(glyph.right for glyph in run),
            bottom=min(glyph.bottom for glyph in run),
            top=max(glyph.top for glyph in run),
            size=size or last.top - last.bottom,
            base=base,
            bold=bold,
            fixed=fixed,
            page=self.page,
            words=sum(glyph.spaced for glyph in run) or 1,
        )

    def _size(self, index: int) -> float:
        """Height of a character's em as drawn: its font size times the scale of its matrix."""
        matrix = pdfium.FS_MATRIX()
        size = float(pdfium.FPDFText_GetFontSize(self.text, index))
        if pdfium.FPDFText_GetMatrix(self.text, index, ctypes.byref(matrix)):
            size *= float((matrix.c**2 + matrix.d**2) ** 0.5)
        return round(size, 1)

    def _style(self, index: int) -> tuple[bool, bool]:
        flags = ctypes.c_int()
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self.text, index, name, 128, ctypes.byref(flags))
        lower = name.value.lower()
        bold = b"bold" in lower or b"black" in lower or lower.endswith((b"-bd", b"cmbx10", b"cmbx12"))
        heavy = pdfium.FPDFText_GetFontWeight(self.text, index) >= 600
        fixed = bool(flags.value & _FIXED_PITCH) or b"courier" in lower or b"mono" in lower
        return bold or heavy or bool(flags.value & _FORCE_BOLD), fixed
