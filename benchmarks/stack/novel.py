"""An EPUB of as many pages as are asked for, in which no passage stands twice, so that each of them is spoken.

The prose is that of the anthology. Beyond its length it is told again with the sentences of each part in another order.
"""

import random
import re
import zipfile
from collections.abc import Iterator
from html import escape
from itertools import count, islice
from pathlib import Path

from benchmarks.stack import anthology

WORDS_A_PAGE, PAGES_A_CHAPTER, SENTENCES_A_PARAGRAPH = 300, 10, 5
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_OPENING = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def chapters(pages: int) -> list[list[str]]:
    """The paragraphs of each chapter."""
    told = _paragraphs()
    found: list[list[str]] = []
    while pages > 0:
        words, chapter = min(pages, PAGES_A_CHAPTER) * WORDS_A_PAGE, list[str]()
        while words > 0:
            chapter.append(next(told))
            words -= len(chapter[-1].split())
        found.append(chapter)
        pages -= PAGES_A_CHAPTER
    return found


def write(to: Path, pages: int) -> Path:
    items, spine, entries = list[str](), list[str](), list[str]()
    with zipfile.ZipFile(to, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        for n, paragraphs in enumerate(chapters(pages), start=1):
            title, body = f"Chapter {n}", "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
            book.writestr(f"c{n}.xhtml", _page(f"<h1>{title}</h1>{body}"))
            items.append(f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>')
            spine.append(f'<itemref idref="c{n}"/>')
            entries.append(f'<li><a href="c{n}.xhtml">{title}</a></li>')
        book.writestr("nav.xhtml", _page(f'<nav epub:type="toc"><ol>{"".join(entries)}</ol></nav>'))
        items.append('<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>')
        book.writestr(
            "package.opf",
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">novel</dc:identifier>'
            "<dc:title>A reader of plain prose</dc:title><dc:language>en</dc:language></metadata>"
            f"<manifest>{''.join(items)}</manifest><spine>{''.join(spine)}</spine></package>",
        )
    return to


def _page(body: str) -> str:
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return f'<?xml version="1.0"?><html {names}><head><title>t</title></head><body>{body}</body></html>'


def _paragraphs() -> Iterator[str]:
    parts = anthology.document().split("\n## ")[1:]
    for telling in count():
        for part in parts:
            lines = [line for line in part.splitlines()[1:] if line and line[0].isalpha()]
            sentences = [each for line in lines for each in _OPENING.split(line) if len(each.split()) > 3]
            if telling:
                random.Random(telling).shuffle(sentences)
            left = iter(sentences)
            while paragraph := list(islice(left, SENTENCES_A_PARAGRAPH)):
                yield " ".join(paragraph)
