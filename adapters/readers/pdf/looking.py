"""A PDF page as a person sees it: painted with and without some of its text, so that the difference tells what is seen.

Painting takes some milliseconds, and longer where scans are unpacked: only pages with text that may be hidden are.
"""

import ctypes
from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as pdfium

from adapters.readers.pdf.glyphs import Glyph

MOST_PAGES = 80
"""Pages of a document that are painted, in a fiftieth of a second each, or a tenth where scans are unpacked."""
_SCALE = 1.5  # pixels a point
_MOST_PIXELS = 4_000_000
_DIFFERENT = 16  # of 255 in one of red, green and blue
_INKED = 0.02  # of the pixels of a letter's box
_BYTES = 4  # of a pixel


class Looks:
    """How many pages of a document may still be painted."""

    def __init__(self, pages: int = MOST_PAGES) -> None:
        self.left = pages


class Painted:
    """A page painted, and painted again without the text objects that are doubted."""

    def __init__(self, page: pdfium.FPDF_PAGE, doubted: Iterable[pdfium.FPDF_PAGEOBJECT]) -> None:
        import numpy  # noqa: PLC0415  # most files have nothing to be looked at

        self._page = page
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        self._width, self._height = max(int(width * scale), 1), max(int(height * scale), 1)
        self._whole = self._painted(numpy)
        objects = list(doubted)
        for each in objects:
            pdfium.FPDFPageObj_SetIsActive(each, False)
        bare = self._painted(numpy) if objects else self._whole
        for each in objects:
            pdfium.FPDFPageObj_SetIsActive(each, True)
        self._inked = numpy.zeros(self._whole.shape[:2], dtype=bool)
        rows, columns = numpy.nonzero(self._whole.view(numpy.uint32)[:, :, 0] != bare.view(numpy.uint32)[:, :, 0])
        gap = self._whole[rows, columns, :3].astype(int) - bare[rows, columns, :3]
        self._inked[rows, columns] = abs(gap).max(axis=1, initial=0) > _DIFFERENT

    def shows(self, glyph: Glyph) -> bool:
        """Whether a character of the doubted text leaves ink."""
        rows, columns = self._place(glyph)
        box = self._inked[rows, columns]
        return bool(box.size) and float(box.mean()) >= _INKED

    def is_flat(self, glyphs: Iterable[Glyph]) -> bool:
        """Whether nothing is to be made out where a word stands: no picture of it."""
        for glyph in glyphs:
            box = self._whole[self._place(glyph)][:, :, :3]
            if box.size and int((box.max(axis=(0, 1)) - box.min(axis=(0, 1))).max()) > _DIFFERENT:
                return False
        return True

    def _painted(self, numpy: Any) -> Any:
        bitmap = pdfium.FPDFBitmap_Create(self._width, self._height, 0)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self._width, self._height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(
                bitmap, self._page, 0, 0, self._width, self._height, 0, pdfium.FPDF_ANNOT | pdfium.FPDF_NO_CATCH
            )
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * self._height)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return numpy.frombuffer(data, dtype=numpy.uint8).reshape(self._height, stride // _BYTES, _BYTES)

    def _place(self, glyph: Glyph) -> tuple[slice, slice]:
        """Rows and columns of a character's box."""
        corners = [self._pixel(glyph.left, glyph.bottom), self._pixel(glyph.right, glyph.top)]
        (left, right), (top, bottom) = (sorted(corner[axis] for corner in corners) for axis in (0, 1))
        return slice(max(top, 0), max(bottom, 0) + 1), slice(max(left, 0), max(right, 0) + 1)

    def _pixel(self, across: float, up: float) -> tuple[int, int]:
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(
            self._page, 0, 0, self._width, self._height, 0, across, up, ctypes.byref(column), ctypes.byref(row)
        )
        return column.value, row.value
