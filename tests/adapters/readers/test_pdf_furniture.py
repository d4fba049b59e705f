"""What stands around the text of PDF pages, and text that looks like it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.pdf.reader import read_pdf

_WIDTH, _HEIGHT = A4
LINES = (
    "The harbour of Tarn was built in 1871 by a company of masons who had come",
    "from the north, and its wall had stood against the sea for forty years when",
    "the great storm of November broke it in three places and let the water in.",
)


def read(path: Path, draw: Callable[[Canvas], None]) -> Content:
    data = BytesIO()
    canvas = Canvas(data, pagesize=A4)
    draw(canvas)
    canvas.save()
    path.write_bytes(data.getvalue())
    return finish(read_pdf(path))


def paragraph(canvas: Canvas, height: float, lines: tuple[str, ...] = LINES, *, left: float = 60) -> None:
    canvas.setFont("Times-Roman", 11)
    for at, line in enumerate(lines):
        canvas.drawString(left, height - 14 * at, line)


def test_text_that_differs_in_figures_only_is_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(4):
            for row in range(6):
                lines = (f"On page {number} row {row} stands a line that is as long as the others", *LINES[1:])
                paragraph(canvas, _HEIGHT - 80 - 60 * row, lines)
            canvas.showPage()

    text = " ".join(piece.text for piece in read(tmp_path / "a.pdf", draw).pieces)
    assert all(f"On page {number} row {row} stands" in text for number in range(4) for row in range(6))


def test_text_of_two_columns_is_no_running_line(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(3):
            for column in range(2):
                for row in range(8):
                    lines = (
                        f"Page {number} column {column} row {row} says that the",
                        "wall of the harbour had stood for",
                    )
                    paragraph(canvas, _HEIGHT - 80 - 50 * row, (*lines, "years until it fell."), left=60 + 260 * column)
            canvas.showPage()

    text = " ".join(piece.text for piece in read(tmp_path / "a.pdf", draw).pieces)
    found = [
        f"Page {page} column {side} row {row} says" in text for page in range(3) for side in (0, 1) for row in range(8)
    ]
    assert all(found)


def test_running_titles_that_change_go_by_the_numbers_of_pages(tmp_path: Path) -> None:
    titles = ("Of Walls", "Of Piers", "Of Storms", "Of Ships")

    def draw(canvas: Canvas) -> None:
        for number, title in enumerate(titles):
            canvas.setFont("Times-Italic", 9)
            canvas.drawRightString(_WIDTH - 60, _HEIGHT - 40, f"{title}   {number + 7}")
            paragraph(canvas, _HEIGHT - 90)
            paragraph(canvas, _HEIGHT - 190)
            canvas.showPage()

    text = " ".join(piece.text for piece in read(tmp_path / "a.pdf", draw).pieces)
    assert not [title for title in titles if title in text]


def test_a_line_that_runs_up_the_margin_is_not_read_letter_by_letter(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        paragraph(canvas, _HEIGHT - 80)
        canvas.saveState()
        canvas.translate(30, 200)
        canvas.rotate(90)
        canvas.drawString(0, 0, "arXiv:1234.5678v1 [cs.CL] 3 Mar 2025")
        canvas.restoreState()
        paragraph(canvas, _HEIGHT - 180)

    assert [piece.text for piece in read(tmp_path / "a.pdf", draw).pieces] == [" ".join(LINES)] * 2


def test_initials_of_several_letters_belong_to_their_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for height, initial, left, first in (
            (80, "Wh", 130, "en the harbour was made"),
            (250, "“I", 100, "t was cold,” he"),
        ):
            canvas.setFont("Times-Roman", 40)
            canvas.drawString(60, _HEIGHT - height - 25, initial)
            paragraph(
                canvas,
                _HEIGHT - height,
                (f"{first} there were no masons in the town", "and they had to come"),
                left=left,
            )
            paragraph(canvas, _HEIGHT - height - 38)

    text = " ".join(piece.text for piece in read(tmp_path / "a.pdf", draw).pieces)
    assert "When the harbour" in text
    assert "“It was cold,”" in text


def test_lists_of_contents_are_not_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        dots = "." * 50
        paragraph(canvas, _HEIGHT - 120, tuple(f"Of {name} {dots} {at * 9 + 3}" for at, name in enumerate("ABCD")))
        canvas.showPage()
        paragraph(canvas, _HEIGHT - 120)

    assert [piece.text for piece in read(tmp_path / "a.pdf", draw).pieces] == [" ".join(LINES)]
