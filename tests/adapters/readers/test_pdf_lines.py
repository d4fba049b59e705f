"""Lines of PDF pages: numbers in the margins, large initials, and text that runs from right to left."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from domain.errors import PermanentFault
from tests.adapters.readers.conftest import Desk

LINES = [
    "The ferry crossed the bay four times a day, and the pilot knew",
    "every sandbank by its colour. In winter the ice came down the",
    "river and the crossing took an hour longer than it did in June.",
    "In 1931 the company bought a second boat, which was wider and",
    "slower. The old pilot refused to steer it, since it answered the",
    "wheel, he said, like a cow answers a whistle.",
    "The bridge was opened, and the ferry made its last trip on the",
    "same evening. Eleven hundred people stood on the quay and it was",
    "said of them that not one made a speech.",
]


def turned(page: int) -> list[str]:
    """The lines of a page: other ones at its edges than on the page before."""
    return LINES[3 * page :] + LINES[: 3 * page]


def draw(path: Path, *, every: int = 0, left: float = 60, initial: str = "", pages: int = 1) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        lines = turned(page)
        if initial:
            canvas.setFont("Times-Roman", 40)
            canvas.drawString(90, 757, initial)
            lines[0] = lines[0].removeprefix(initial).lstrip()
        for at, line in enumerate(lines, start=1):
            height = 800 - 16 * at
            canvas.setFont("Times-Roman", 12)
            canvas.drawString(118 if initial and at <= 2 else 90, height, line)
            if every and at % every == 0:
                canvas.setFont("Times-Roman", 9)
                canvas.drawString(left, height, str(at + (page * len(LINES) if every == 1 else 0)))
        canvas.showPage()
    canvas.save()
    return path


async def text_of(path: Path, desk: Desk) -> str:
    return " ".join(block.text for block in (await desk.read(path)).blocks)


@pytest.mark.parametrize(("every", "left", "pages"), [(1, 60, 1), (1, 60, 2), (1, 480, 1), (2, 60, 2)])
async def test_numbers_of_lines_go(every: int, left: float, pages: int, tmp_path: Path, desk: Desk) -> None:
    path = draw(tmp_path / "a.pdf", every=every, left=left, pages=pages)
    assert await text_of(path, desk) == " ".join(line for page in range(pages) for line in turned(page))


async def test_a_large_initial_begins_its_word(tmp_path: Path, desk: Desk) -> None:
    assert (await text_of(draw(tmp_path / "a.pdf", initial="T"), desk)).startswith("The ferry crossed the bay")


async def test_text_from_right_to_left_is_read_in_its_order(desk: Desk) -> None:
    path = Path(__file__).parents[2] / "documents/cases/07_hebrew_visual.pdf"
    text = await text_of(path, desk)
    assert text.startswith("הגן שכב מתחת לחומת הים")
    assert max(map(len, text.split())) < 15


@pytest.mark.parametrize(
    "text", ["T h e b a r n s t o o d b y t h e r o a d " * 5, "םוי בוט םכל םלוע םילש ןמז ףוס ץראה " * 8]
)
async def test_text_that_makes_no_words_is_refused(text: str, tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PermanentFault) as caught:
        await desk.read(path)
    assert caught.value.code == "no_usable_text"
    assert "OCR" in caught.value.advice


async def test_what_is_set_above_and_below_the_line_reads_as_in_other_formats(tmp_path: Path, desk: Desk) -> None:
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=13)
    written = (
        "Water is H<sub>2</sub>O, and the gas CO<sub>2</sub> rises when x<sub>1</sub> grows by 10<super>6</super>. "
        "T<sub>max</sub> of log<sub>10</sub> and a<sub>i</sub> fell, as did SO<sub>4</sub><super>2-</super> and "
        "PM<sub>2.5</sub>.<super>3</super> He came on the 5<super>th</super> to see 7 km<super>2</super> of it, "
        "g, p and q, and the sample was <super>14</super>C. "
    )
    SimpleDocTemplate(str(tmp_path / "indices.pdf")).build([Paragraph(written * 3, body)])
    (block,) = (await desk.read(tmp_path / "indices.pdf")).blocks
    assert block.text.startswith(
        "Water is H₂O, and the gas CO₂ rises when x₁ grows by 10⁶. "
        "Tmax of log₁₀ and aᵢ fell, as did SO₄²⁻ and PM2.5. He came on the 5th to see 7 km² of it, "
        "g, p and q, and the sample was ¹⁴C. Water"
    )
