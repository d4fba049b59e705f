"""Marked sentences as PDF."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

from tests.documents.marked import Marked


def write_pdf(path: Path, blocks: Sequence[Marked]) -> None:
    """Small pages with a running header and a number, in one column or two; hidden words are cut off or covered."""
    columns = 1 + len(blocks) % 2
    wide = (A5[0] - 80 - 24 * (columns - 1)) / columns
    frames = [Frame(40 + at * (wide + 24), 50, wide, A5[1] - 100, 0, 0, 0, 0) for at in range(columns)]

    def running(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, A5[1] - 30, "On Lamps and Those Who Keep Them")
        canvas.drawCentredString(A5[0] / 2, 25, str(document.page))

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=13, alignment=4, spaceAfter=8)
    head = ParagraphStyle("head", fontName="Times-Bold", fontSize=14, leading=18, spaceBefore=10, spaceAfter=6)
    flow = [flowable for block in blocks for flowable in _drawn(block, body, head)]
    document = BaseDocTemplate(str(path), pagesize=A5, title="Lamps")
    document.addPageTemplates(PageTemplate("page", frames, onPage=running))
    document.build(flow)


class _Hidden(Paragraph):
    """Words that no person sees."""

    def __init__(self, text: str, style: ParagraphStyle, *, covered: bool, rounded: bool) -> None:
        super().__init__(text, style)
        self._covered, self._rounded = covered, rounded

    def split(self, *_: float) -> list[Flowable]:
        return []

    def draw(self) -> None:
        if not self._covered:
            path = self.canv.beginPath()
            path.rect(0, -20, self.width, 10)
            self.canv.clipPath(path, stroke=0, fill=0)
        super().draw()
        if self._covered:
            self.canv.setFillColorRGB(1, 1, 1)
            self.canv.roundRect(-2, -4, self.width + 4, self.height + 6, 2 * self._rounded, stroke=0, fill=1)


def _drawn(block: Marked, body: ParagraphStyle, head: ParagraphStyle) -> Iterator[Flowable]:
    whole = escape(" ".join(block.sentences))
    match block.kind:
        case "hidden":
            yield _Hidden(whole, body, covered=block.way % 2 == 0, rounded=block.way % 4 == 0)
        case "heading":
            yield Paragraph(whole, head)
        case "list" | "ordered" | "nested":
            for number, each in enumerate(block.sentences, 1):
                yield Paragraph(escape(each), body, bulletText="•" if block.kind != "ordered" else f"{number}.")
        case "table":
            rows = [[str(number), Paragraph(escape(each), body)] for number, each in enumerate(block.sentences, 1)]
            yield Table(rows, colWidths=[20, None])
        case "breaks":
            yield Paragraph("<br/>".join(map(escape, block.sentences)), body)
        case "inline":
            yield Paragraph(f"<b>{whole[:12]}</b><i>{whole[12:]}</i>", body)
        case _:
            yield Paragraph(whole, body)
