"""Text under pictures and paths of any shape, in the colour of its ground or cut off is judged by the ink it leaves."""

from pathlib import Path

import pytest
from reportlab.lib.colors import blue, red
from reportlab.pdfgen.canvas import Canvas

from adapters.readers.pdf.looking import MOST_PAGES
from adapters.readers.pdf.reader import read_pdf
from tests.adapters.readers.test_pdf_visibility import (
    SECRET,
    Draw,
    body,
    clip,
    inkless,
    pdf,
    picture,
    rectangle,
    written,
)


def recognised_in_a_flat_picture(canvas: Canvas) -> None:
    picture(canvas, flat=True)
    inkless(canvas)


def under_a_flat_picture(canvas: Canvas) -> None:
    written(canvas)
    picture(canvas, flat=True)


def under_the_picture_of_a_page(canvas: Canvas) -> None:
    written(canvas, at=(72, 200))
    for up in range(0, 480, 10):
        picture(canvas, box=(0, up, 595, 10))


def under_a_clear_picture(canvas: Canvas) -> None:
    written(canvas)
    canvas.setFillAlpha(0.4)
    picture(canvas, flat=True)


def under_an_ellipse(canvas: Canvas) -> None:
    written(canvas)
    canvas.ellipse(40, 260, 260, 350, stroke=0, fill=1)


def under_a_triangle(canvas: Canvas) -> None:
    written(canvas)
    path = canvas.beginPath()
    path.moveTo(40, 280)
    path.lineTo(300, 280)
    path.lineTo(150, 420)
    canvas.drawPath(path, stroke=0, fill=1)


def beside_a_triangle(canvas: Canvas) -> None:
    written(canvas)
    path = canvas.beginPath()
    path.moveTo(40, 320)
    path.lineTo(300, 320)
    path.lineTo(40, 290)
    canvas.drawPath(path, stroke=0, fill=0)
    path = canvas.beginPath()
    path.moveTo(50, 330)
    path.lineTo(300, 330)
    path.lineTo(300, 280)
    canvas.drawPath(path, stroke=0, fill=1)


def under_a_turned_rectangle(canvas: Canvas) -> None:
    written(canvas)
    canvas.translate(130, 303)
    canvas.rotate(8)
    canvas.rect(-120, -40, 240, 80, stroke=0, fill=1)


def under_many_rules(canvas: Canvas) -> None:
    written(canvas)
    for at in range(15):
        canvas.rect(60, 292 + 2 * at, 300, 2, stroke=0, fill=1)


def under_a_thick_line(canvas: Canvas) -> None:
    written(canvas)
    canvas.setStrokeColorRGB(1, 1, 1)
    canvas.setLineWidth(20)
    canvas.line(60, 303, 300, 303)


def under_a_gradient(canvas: Canvas) -> None:
    written(canvas)
    clip(canvas, across=60)
    canvas.linearGradient(60, 290, 360, 290, (red, blue))


def under_a_frame_of_two_rectangles(canvas: Canvas) -> None:
    written(canvas)
    path = canvas.beginPath()
    for corners in ([(50, 280), (350, 280), (350, 340), (50, 340)], [(60, 290), (60, 330), (340, 330), (340, 290)]):
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def in_the_colour_of_its_ground(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.4)
    rectangle(canvas)
    written(canvas)


def white_beside_an_ellipse(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.4)
    canvas.ellipse(40, 260, 460, 650, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    written(canvas, at=(42, 262), size=6)


def squeezed(canvas: Canvas) -> None:
    text = canvas.beginText(72, 300)
    text.setFont("Times-Roman", 11)
    text.setHorizScale(0.1)
    text.textLine(SECRET)
    canvas.drawText(text)


def cut_off_by_a_bent_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    corners = [(40, 330), (300, 330), (300, 340), (50, 340), (50, 260), (300, 260), (300, 250), (40, 250)]
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.clipPath(path, stroke=0, fill=0)
    written(canvas)


HIDDEN = [
    recognised_in_a_flat_picture, under_a_flat_picture, under_an_ellipse, under_a_triangle, under_a_turned_rectangle,
    under_many_rules, under_a_thick_line, under_a_gradient, in_the_colour_of_its_ground, white_beside_an_ellipse,
    squeezed, cut_off_by_a_bent_path,
]  # fmt: skip
SHOWN = [under_the_picture_of_a_page, under_a_clear_picture, beside_a_triangle, under_a_frame_of_two_rectangles]


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize("draw", HIDDEN)
def test_what_leaves_no_ink_is_left_out_and_counted(tmp_path: Path, draw: Draw, turned: int) -> None:
    content = read_pdf(pdf(tmp_path / "a.pdf", draw, turned=turned))
    text = " ".join(piece.text for piece in content.pieces)
    assert "Secret" not in text
    assert text.count("The keeper wound the clock") == 4
    assert [(each.code, each.words) for each in content.left_out] == [("hidden", 5)]


@pytest.mark.parametrize("draw", SHOWN)
def test_what_leaves_ink_is_read(tmp_path: Path, draw: Draw) -> None:
    content = read_pdf(pdf(tmp_path / "a.pdf", draw))
    assert SECRET in " ".join(piece.text for piece in content.pieces)
    assert content.left_out == []


def test_only_so_many_pages_are_painted_and_what_lies_under_something_behind_them_is_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for _ in range(MOST_PAGES + 1):
        body(canvas)
        under_a_triangle(canvas)
        canvas.showPage()
    canvas.save()
    content = read_pdf(tmp_path / "a.pdf")
    assert " ".join(piece.text for piece in content.pieces).count("Secret") == 1
    assert [(each.code, each.words) for each in content.left_out] == [("hidden", 5 * MOST_PAGES)]
