"""What no person sees on the pages of a PDF is left out; what a scanner read in a picture is read."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.readers.pdf.reader import read_pdf

SECRET = "Secret words for a model."
SEEN = [
    "The keeper wound the clock at nine and went down to the shore.",
    "Nobody had seen the boats since Tuesday.",
] * 4

Draw = Callable[[Canvas], None]


def pdf(path: Path, *draws: Draw, turned: int = 0) -> Path:
    canvas = Canvas(str(path), pagesize=(842, 595) if turned else (595, 842))  # it is turned, too
    canvas.setPageRotation(turned)
    for draw in (body, *draws):
        canvas.saveState()
        draw(canvas)
        canvas.restoreState()
    canvas.save()
    return path


def body(canvas: Canvas) -> None:
    canvas.setFont("Times-Roman", 11)
    for at, line in enumerate(SEEN):
        canvas.drawString(72, 760 - 14 * at, line)


def written(
    canvas: Canvas, *, at: tuple[float, float] = (72, 300), mode: Literal[0, 1, 3] = 0, size: float = 11
) -> None:
    text = canvas.beginText(*at)
    text.setFont("Times-Roman", size)
    text.setTextRenderMode(mode)
    text.textLine(SECRET)
    canvas.drawText(text)


def inkless(canvas: Canvas) -> None:
    written(canvas, mode=3)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    written(canvas)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    written(canvas)


def tiny(canvas: Canvas) -> None:
    written(canvas, size=0.6)


def shrunk(canvas: Canvas) -> None:
    canvas.scale(0.01, 0.01)
    written(canvas, at=(7200, 30000))


def beside_the_page(canvas: Canvas) -> None:
    written(canvas, at=(700, 300))


def below_the_page(canvas: Canvas) -> None:
    written(canvas, at=(72, -40))


def white_on_black(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.3)
    canvas.rect(60, 290, 300, 30, stroke=0, fill=1)
    white(canvas)


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(60, 290, 300, 30, stroke=0, fill=1)
    white(canvas)


def white_on_a_picture(canvas: Canvas) -> None:
    picture(canvas)
    white(canvas)


def recognised(canvas: Canvas) -> None:
    picture(canvas)
    inkless(canvas)


def picture(canvas: Canvas, *, flat: bool = False, box: tuple[float, float, float, float] = (60, 290, 300, 40)) -> None:
    """With stripes, as a scan has letters, or of one colour."""
    data = BytesIO()
    image = Image.new("RGB", (60, 8), (20, 60, 20))
    for across in range(0, 60, 2) if not flat else ():
        image.putpixel((across, 4), (220, 220, 200))
    image.save(data, "PNG")
    canvas.drawImage(ImageReader(BytesIO(data.getvalue())), *box)


def outlined(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    written(canvas, mode=1)


def grey(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.7, 0.7, 0.7)
    written(canvas)


def rectangle(canvas: Canvas, *, across: float = 60) -> None:
    canvas.rect(across, 290, 300, 30, stroke=0, fill=1)


def blacked_out(canvas: Canvas) -> None:
    written(canvas)
    rectangle(canvas)


def painted_over(canvas: Canvas) -> None:
    written(canvas)
    canvas.setFillColorRGB(1, 1, 1)
    rectangle(canvas)


def turned_and_painted_over(canvas: Canvas) -> None:
    canvas.translate(400, 100)
    canvas.rotate(90)
    written(canvas, at=(80, 100))
    canvas.rect(70, 90, 300, 30, stroke=0, fill=1)


def painted_over_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("hidden")
    written(canvas)
    rectangle(canvas)
    canvas.endForm()
    canvas.translate(20, 60)
    canvas.doForm("hidden")


def a_recognised_word_blacked_out(canvas: Canvas) -> None:
    recognised(canvas)
    rectangle(canvas)


def cut_off(canvas: Canvas) -> None:
    clip(canvas, across=400)
    written(canvas)


def cut_off_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("clipped")
    written(canvas)
    canvas.endForm()
    clip(canvas, across=400)
    canvas.doForm("clipped")


def clip(canvas: Canvas, *, across: float) -> None:
    path = canvas.beginPath()
    path.rect(across, 280, 150, 60)
    canvas.clipPath(path, stroke=0, fill=0)


def on_colour(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.9, 0.9, 0.3)
    rectangle(canvas)
    canvas.setFillColorRGB(0, 0, 0)
    written(canvas)


def highlighted(canvas: Canvas) -> None:
    written(canvas)
    canvas.setFillColorRGB(0.9, 0.9, 0.3, alpha=0.4)
    rectangle(canvas)


def multiplied(canvas: Canvas) -> None:
    written(canvas)
    canvas.setBlendMode("Multiply")
    canvas.setFillColorRGB(0.9, 0.9, 0.3)
    rectangle(canvas)


def framed(canvas: Canvas) -> None:
    written(canvas)
    canvas.rect(60, 290, 300, 30, stroke=1, fill=0)


def crossed_out(canvas: Canvas) -> None:
    written(canvas)
    canvas.rect(60, 302, 300, 1, stroke=0, fill=1)


def beside_a_rectangle(canvas: Canvas) -> None:
    written(canvas)
    rectangle(canvas, across=260)


def under_a_corner_that_is_cut(canvas: Canvas) -> None:
    written(canvas)
    clip(canvas, across=400)
    rectangle(canvas, across=0)
    canvas.rect(0, 0, 595, 842, stroke=0, fill=1)


def scanned_over_a_ground(canvas: Canvas) -> None:
    inkless(canvas)
    canvas.setFillColorRGB(1, 1, 1)
    rectangle(canvas)
    picture(canvas)


def inside_a_clip(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(60, 290, 300, 40)
    canvas.clipPath(path, stroke=0, fill=0)
    written(canvas)


HIDDEN = [
    inkless, white, transparent, tiny, shrunk, beside_the_page, below_the_page, white_on_white, blacked_out,
    painted_over, turned_and_painted_over, painted_over_in_a_form, a_recognised_word_blacked_out, cut_off,
    cut_off_in_a_form,
]  # fmt: skip
SHOWN = [
    white_on_black, white_on_a_picture, recognised, outlined, grey, on_colour, highlighted, multiplied, framed,
    crossed_out, beside_a_rectangle, under_a_corner_that_is_cut, scanned_over_a_ground, inside_a_clip,
]  # fmt: skip


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize("draw", HIDDEN)
def test_what_no_person_sees_is_left_out_and_counted(tmp_path: Path, draw: Draw, turned: int) -> None:
    content = read_pdf(pdf(tmp_path / "a.pdf", draw, turned=turned))
    text = " ".join(piece.text for piece in content.pieces)
    assert "Secret" not in text
    assert text.count("The keeper wound the clock") == 4
    assert [(each.code, each.words) for each in content.left_out] == [("hidden", 5)]


@pytest.mark.parametrize("draw", SHOWN)
def test_what_a_person_sees_is_read(tmp_path: Path, draw: Draw) -> None:
    content = read_pdf(pdf(tmp_path / "a.pdf", draw))
    assert SECRET in " ".join(piece.text for piece in content.pieces)
    assert content.left_out == []
