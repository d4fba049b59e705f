"""What a person sees in a PDF: the text of its pages as pdfium gives it, without what stands on every page."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from adapters.readers.seen.accounting import Part

MOST_PAGES = 300
"""Pages that are looked at, evenly spread: reading a page takes pdfium about 5 ms more."""

_RUNNING = 3  # pages on which a line stands that is a header, a footer or a watermark
_FIGURES = re.compile(r"\d+|\b[ivxlcdm]+\b", re.IGNORECASE)


def seen_in_pdf(path: Path) -> Iterator[Part]:
    document = pypdfium2.PdfDocument(path)
    step = -(-len(document) // MOST_PAGES)
    pages = {number: _lines(document, number) for number in range(0, len(document), step)}
    often = Counter(key for lines in pages.values() for key in {_key(line) for line in lines})
    for number, lines in pages.items():
        own = [line for line in lines if often[_key(line)] < _RUNNING]
        yield Part(f"page {number + 1}", "\n".join(own))


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    try:
        page = document[number]
        text = page.get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return []
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


def _key(line: str) -> str:
    return _FIGURES.sub("#", "".join(line.split()))
