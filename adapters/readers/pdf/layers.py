"""What may take the text of a PDF page out of sight: what is painted over it, what cuts it off, a ground of its colour.

Boxes are (left, bottom, right, top) in page coordinates. Whether a person sees the text, its picture tells.
"""

import ctypes
import math
from collections import defaultdict
from typing import NamedTuple

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]

_THINNEST = 4.0
"""Points: what is thinner is a rule, and covers no line of print unless many lie side by side."""
_MUCH = 0.25  # of a text's box, under thin things together
_MOST_OBJECTS = 50_000  # of a page: maps have more, and no text that is worth their time
_DEEPEST = 5  # forms in forms
_ROW = 24.0  # points: what is painted is looked up by the height at which it lies
_SLACK = 1.0  # points by which letters may reach over an edge
_FAR = 20_000.0  # points: no page is as large
_FAINT = 128  # of 255: what is clearer lets text through
_ALIKE = 24  # of 255 in each of red, green and blue
_PAINTED = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
_COVERING_NOTES = frozenset({
    pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_POLYLINE,
})  # fmt: skip


class _Area(NamedTuple):
    order: float
    box: Box
    colour: Colour | None  # of a path that is filled
    is_picture: bool


class _Text(NamedTuple):
    order: int
    matrix: pdfium.FS_MATRIX | None
    clip: Box | None  # of the forms around


class Layers:
    """The objects of one page in the order in which they are painted; forms are looked into."""

    def __init__(self, page: pdfium.FPDF_PAGE) -> None:
        self._texts: dict[int, _Text] = {}
        self._rows: dict[int, list[_Area]] = defaultdict(list)
        self._count = 0
        self._walk([pdfium.FPDFPage_GetObject(page, at) for at in range(pdfium.FPDFPage_CountObjects(page))])
        self._add_notes(page)

    def may_hide(self, key: int, drawn: pdfium.FPDF_PAGEOBJECT, colour: Colour | None) -> bool:
        """Whether this text object of a colour, whose address is `key`, may be out of sight in part."""
        text = self._texts.get(key)
        if text is None:
            return False
        box = _box(drawn, text.matrix)
        if box is None:
            return False
        clip = _crossed(text.clip, _clip(drawn, text.matrix))
        if is_optional(drawn) or (clip is not None and not _holds(clip, box)):
            return True
        near = {area for row in _rows(box) for area in self._rows.get(row, ()) if _crosses(area.box, box)}
        over = [area for area in near if area.order > text.order]
        if any(min(area.box[2] - area.box[0], area.box[3] - area.box[1]) >= _THINNEST for area in over):
            return True
        if sum(_size(_crossed(area.box, box)) for area in over) > _MUCH * _size(box):
            return True
        return colour is not None and any(
            area.colour is not None and _are_alike(area.colour, colour) for area in near if area.order < text.order
        )

    def is_over(self, key: int | None, across: float, up: float) -> bool:
        """Whether a picture is painted over this place of a text object, as a scan is over the text read in it."""
        text = self._texts.get(key or 0)
        row = self._rows.get(int(max(min(up, _FAR), -_FAR) // _ROW), ())
        return text is not None and any(
            area.is_picture and area.order > text.order and _within(area.box, across, up) for area in row
        )

    def _walk(
        self,
        objects: list[pdfium.FPDF_PAGEOBJECT],
        matrix: pdfium.FS_MATRIX | None = None,
        clip: Box | None = None,
        *,
        depth: int = 0,
    ) -> None:
        for drawn in objects:
            self._count += 1
            if self._count > _MOST_OBJECTS:
                return
            kind = pdfium.FPDFPageObj_GetType(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._texts[ctypes.cast(drawn, ctypes.c_void_p).value or 0] = _Text(self._count, matrix, clip)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                count = max(pdfium.FPDFFormObj_CountObjects(drawn), 0)
                self._walk(
                    [pdfium.FPDFFormObj_GetObject(drawn, at) for at in range(count)],
                    _placed(drawn, matrix),
                    _crossed(clip, _clip(drawn, matrix)),
                    depth=depth + 1,
                )
            elif kind in _PAINTED and (kind != pdfium.FPDF_PAGEOBJ_PATH or _is_painted(drawn)):
                box = _crossed(_box(drawn, matrix), _crossed(clip, _clip(drawn, matrix)))
                colour = fill_of(drawn) if kind == pdfium.FPDF_PAGEOBJ_PATH else None
                self._add(_Area(self._count, box or _EVERYWHERE, colour, kind == pdfium.FPDF_PAGEOBJ_IMAGE))

    def _add_notes(self, page: pdfium.FPDF_PAGE) -> None:
        """What a reader of the file drew over the page."""
        for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_OBJECTS)):
            note = pdfium.FPDFPage_GetAnnot(page, at)
            rectangle = pdfium.FS_RECTF()
            covers = pdfium.FPDFAnnot_GetSubtype(note) in _COVERING_NOTES
            if covers and pdfium.FPDFAnnot_GetRect(note, ctypes.byref(rectangle)):
                sides = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
                self._add(_Area(math.inf, _bounds([sides[:2], sides[2:]]), None, is_picture=False))
            pdfium.FPDFPage_CloseAnnot(note)

    def _add(self, area: _Area) -> None:
        for row in _rows(area.box):
            self._rows[row].append(area)


_EVERYWHERE: Box = (-_FAR, -_FAR, _FAR, _FAR)


def fill_of(drawn: pdfium.FPDF_PAGEOBJECT) -> Colour | None:
    """The colour that an object is filled with; None for a pattern, and for one that is clear."""
    red, green, blue, opacity = (ctypes.c_uint(0) for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(drawn, *map(ctypes.byref, (red, green, blue, opacity))):
        return None
    return (red.value, green.value, blue.value) if opacity.value >= _FAINT else None


def is_optional(drawn: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether it stands on a layer that may be switched off."""
    name, length = ctypes.create_string_buffer(8), ctypes.c_ulong()
    for at in range(pdfium.FPDFPageObj_CountMarks(drawn)):
        mark = pdfium.FPDFPageObj_GetMark(drawn, at)
        buffer = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
        if pdfium.FPDFPageObjMark_GetName(mark, buffer, 8, ctypes.byref(length)) and length.value == 6:
            return name.raw[:4].decode("utf-16-le") == "OC"
    return False


def _is_painted(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether a path is filled, or drawn with a thick pen, so that it may cover text."""
    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    if not pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    if fill.value:
        opacity = [ctypes.c_uint(255) for _ in range(4)]
        known = pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, opacity))
        return not known or opacity[3].value >= _FAINT
    known = pdfium.FPDFPageObj_GetStrokeWidth(path, ctypes.byref(width))
    return bool(stroke.value and known and width.value >= _THINNEST)


def _are_alike(one: Colour, other: Colour) -> bool:
    return all(abs(first - second) <= _ALIKE for first, second in zip(one, other, strict=True))


def _bounds(points: list[tuple[float, ...]]) -> Box:
    across, up = [point[0] for point in points] or [0.0], [point[1] for point in points] or [0.0]
    return min(across), min(up), max(across), max(up)


def _clip(drawn: pdfium.FPDF_PAGEOBJECT, matrix: pdfium.FS_MATRIX | None) -> Box | None:
    """The bounds of what an object's clip paths leave; nothing where one of them is other than a rectangle."""
    path = pdfium.FPDFPageObj_GetClipPath(drawn)
    found: Box | None = None
    across, up = ctypes.c_float(), ctypes.c_float()
    for at in range(max(pdfium.FPDFClipPath_CountPaths(path), 0) if path else 0):
        count = pdfium.FPDFClipPath_CountPathSegments(path, at)
        if not 4 <= count <= 5:
            return 0.0, 0.0, 0.0, 0.0
        points: list[tuple[float, ...]] = []
        for each in range(count):
            segment = pdfium.FPDFClipPath_GetPathSegment(path, at, each)
            if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(across), ctypes.byref(up)):
                points.append(_moved(across.value, up.value, matrix))
        found = _crossed(found, _bounds(points))
    return found


def _placed(drawn: pdfium.FPDF_PAGEOBJECT, outer: pdfium.FS_MATRIX | None) -> pdfium.FS_MATRIX | None:
    """The matrix from the coordinates inside an object to those of the page."""
    own = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawn, ctypes.byref(own)):
        return outer
    if outer is None:
        return own
    return pdfium.FS_MATRIX(
        own.a * outer.a + own.b * outer.c,
        own.a * outer.b + own.b * outer.d,
        own.c * outer.a + own.d * outer.c,
        own.c * outer.b + own.d * outer.d,
        own.e * outer.a + own.f * outer.c + outer.e,
        own.e * outer.b + own.f * outer.d + outer.f,
    )


def _moved(across: float, up: float, matrix: pdfium.FS_MATRIX | None) -> tuple[float, float]:
    if matrix is None:
        return across, up
    return across * matrix.a + up * matrix.c + matrix.e, across * matrix.b + up * matrix.d + matrix.f


def _box(drawn: pdfium.FPDF_PAGEOBJECT, matrix: pdfium.FS_MATRIX | None) -> Box | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides)):
        return None
    left, bottom, right, top = (side.value for side in sides)
    return _bounds([_moved(across, up, matrix) for across in (left, right) for up in (bottom, top)])


def _crossed(one: Box | None, other: Box | None) -> Box | None:
    """What two boxes have in common; None stands for everything."""
    if one is None or other is None:
        return one or other
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(left, min(one[2], other[2])), max(bottom, min(one[3], other[3]))


def _size(box: Box | None) -> float:
    return (box[2] - box[0]) * (box[3] - box[1]) if box is not None else 0.0


def _crosses(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] + _SLACK
        and outer[1] <= inner[1] + _SLACK
        and inner[2] <= outer[2] + _SLACK
        and inner[3] <= outer[3] + _SLACK
    )


def _within(box: Box, across: float, up: float) -> bool:
    return box[0] <= across <= box[2] and box[1] <= up <= box[3]


def _rows(box: Box) -> range:
    return range(int(max(box[1], -_FAR) // _ROW), int(min(box[3], _FAR) // _ROW) + 1)
