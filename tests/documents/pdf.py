"""PDF files as word processors and typesetters make them, with running lines; and the ones that go wrong."""

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from tests.documents.manuscript import Manuscript

_WIDTH, _HEIGHT = A4


def make_pdf(
    path: Path,
    manuscript: Manuscript,
    *,
    columns: int = 1,
    running: bool = True,
    password: str = "",
    metadata: bool = True,
) -> Path:
    """A4, 10 pt, title and headings larger. `columns=2` is a paper: the title spans two justified columns.

    `running`: a header with the title on each page but the first, and "Page n" at the foot.
    """
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12.5, alignment=4, spaceAfter=6)
    head = [
        ParagraphStyle(
            f"h{level}", fontName="Times-Bold", fontSize=size, leading=1.2 * size, spaceBefore=10, spaceAfter=5
        )
        for level, size in ((1, 14), (2, 12), (3, 11))
    ]
    title = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=24, spaceAfter=8)
    flow: list[Flowable] = [Paragraph(escape(manuscript.title), title)]
    if columns > 1:
        flow += [FrameBreak(), NextPageTemplate("later")]
    for part in manuscript.parts:
        flow.append(Paragraph(escape(part.heading), head[min(part.level, 3) - 1]))
        flow += [Paragraph(escape(text), body) for text in part.paragraphs]
        flow += [Paragraph(escape(item), body, bulletText="•") for item in part.items]
        if part.table:
            flow += [Table([list(row) for row in part.table]), Spacer(1, 8)]
    document = BaseDocTemplate(
        str(path),
        pagesize=A4,
        title=manuscript.title if metadata else "",
        author=manuscript.author if metadata else "",
        encrypt=StandardEncryption(password, strength=128) if password else None,
    )
    draw = _running(manuscript.title) if running else _nothing
    gap, side, foot = 20, 60, 70
    wide = (_WIDTH - 2 * side - gap * (columns - 1)) / columns
    tall = _HEIGHT - 2 * foot
    first: list[Frame] = []
    if columns > 1:
        first = [Frame(side, _HEIGHT - foot - 60, _WIDTH - 2 * side, 60, 0, 0, 0, 0, id="title")]
    lower = tall - (65 if columns > 1 else 0)
    first += [Frame(side + at * (wide + gap), foot, wide, lower, 0, 0, 0, 0) for at in range(columns)]
    later = [Frame(side + at * (wide + gap), foot, wide, tall, 0, 0, 0, 0) for at in range(columns)]
    document.addPageTemplates([PageTemplate("first", first, onPage=draw), PageTemplate("later", later, onPage=draw)])
    if columns == 1:
        flow.insert(0, NextPageTemplate("later"))
    document.build(flow)
    return path


def _running(title: str) -> Callable[[Canvas, BaseDocTemplate], None]:
    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        canvas.setFont("Times-Italic", 8)
        if page > 1:
            canvas.drawString(60, _HEIGHT - 45, f"{title} — Proceedings of Coastal Studies, vol. {40 + page // 40}")
        canvas.drawCentredString(_WIDTH / 2, 40, f"Page {page}")

    return draw


def _nothing(canvas: Canvas, document: BaseDocTemplate) -> None:
    """No running lines."""


def make_scan(path: Path, pages: int = 2) -> Path:
    """Pictures of pages: no text at all."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        for line in range(40):
            canvas.rect(60, 760 - 16 * line, 400 - (line * 37 + page) % 120, 6, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def make_rotated_pdf(path: Path, lines: list[str]) -> Path:
    """A page whose text runs upwards and that is shown turned, as landscape tables are."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setPageRotation(90)
    canvas.rotate(90)
    for at, line in enumerate(lines):
        canvas.drawString(60, -80 - 16 * at, line)
    canvas.showPage()
    canvas.save()
    return path


def make_truncated_pdf(path: Path, manuscript: Manuscript) -> Path:
    """The first 700 bytes of a download that broke off."""
    whole = make_pdf(path, manuscript).read_bytes()
    path.write_bytes(whole[:700])
    return path
