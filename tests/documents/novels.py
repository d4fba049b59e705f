"""Short novels for audiobooks: EPUB 2 and 3 with all that stands around the chapters, and a PDF with an outline."""

import zipfile
from html import escape
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.documents.books import CONTAINER, PROSE, make_book, ncx, page

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
"""A picture of one point."""

LEGAL = "<p>Copyright © 2019 by A. Mason. All rights reserved.</p><p>ISBN 978-0-00-000000-2</p>"
TITLES = ("The Lane", "The Cart", "The Stone")


def story(title: str, *, paragraphs: int = 6) -> str:
    """A chapter with its heading; the first sentence of each paragraph names the chapter."""
    body = "".join(f"<p>Of {escape(title)} they spoke, part {n}. {PROSE}</p>" for n in range(1, paragraphs + 1))
    return f"<h2>{escape(title)}</h2>{body}"


def epub2(path: Path) -> Path:
    """Guide and NCX; the dedication, the thanks and the index are known by their titles alone."""
    parts: dict[str, str | bytes] = {
        "cover.xhtml": page("<p>The Quarry</p>"),
        "legal.xhtml": page(LEGAL),
        "dedication.xhtml": page("<h2>Dedication</h2><p>To the bakers of the valley.</p>"),
        **{f"c{at}.xhtml": page(story(title)) for at, title in enumerate(TITLES, start=1)},
        "c3b.xhtml": page("<p>And that was the end of the matter, they said in the village that winter.</p>"),
        "thanks.xhtml": page("<h2>Acknowledgements</h2><p>Many thanks to everyone who read this.</p>"),
        "index.xhtml": page("<h2>Index</h2><p>bread, 12; cart, 14; gravel, 3; lane, 2; stone, 40</p>"),
    }
    entries = [("cover.xhtml", "Cover"), ("dedication.xhtml", "Dedication")]
    entries += [(f"c{at}.xhtml", title) for at, title in enumerate(TITLES, start=1)]
    entries += [("thanks.xhtml", "Acknowledgements"), ("index.xhtml", "Index")]
    guide = '<reference type="cover" title="Cover" href="cover.xhtml"/>'
    return make_book(path, parts, contents=ncx(entries), guide=guide)


def epub3(path: Path) -> Path:
    """Nav with landmarks, `epub:type` in the documents, two chapters in one document, and a cover."""
    nav = "".join(f'<li><a href="{href}">{escape(name)}</a></li>' for href, name in _entries())
    marks = '<li><a epub:type="copyright-page" href="legal.xhtml">Copyright</a></li>'
    two = f'<div id="lane">{story(TITLES[0])}</div><div id="cart">{story(TITLES[1])}</div>'
    parts = {
        "cover.xhtml": page("<p>The Quarry</p>", attributes=' epub:type="cover"'),
        "nav.xhtml": page(
            f'<nav epub:type="toc"><ol>{nav}</ol></nav><nav epub:type="landmarks"><ol>{marks}</ol></nav>'
        ),
        "legal.xhtml": page("<p>Printed in the valley.</p>"),
        "foreword.xhtml": page(f"<h2>Foreword</h2><p>{PROSE}</p>", attributes=' epub:type="frontmatter foreword"'),
        "one.xhtml": page(two, attributes=' epub:type="bodymatter"'),
        "two.xhtml": page(story(TITLES[2]), attributes=' epub:type="bodymatter chapter"'),
        "notes.xhtml": page("<h2>Notes</h2><p>See the parish book.</p>", attributes=' epub:type="backmatter endnotes"'),
    }
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for at, name in enumerate(parts)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(parts)))
    package = (
        '<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Quarry</dc:title>'
        "<dc:creator>A. Mason</dc:creator></metadata>"
        f'<manifest>{items}<item id="pic" href="c.png" media-type="image/png" properties="cover-image"/></manifest>'
        f"<spine>{spine}</spine></package>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("OEBPS/content.opf", package)
        book.writestr("OEBPS/c.png", PNG)
        for name, text in parts.items():
            book.writestr(f"OEBPS/{name}", text)
    return path


def _entries() -> list[tuple[str, str]]:
    return [
        ("foreword.xhtml", "Foreword"),
        ("one.xhtml#lane", TITLES[0]),
        ("one.xhtml#cart", TITLES[1]),
        ("two.xhtml", TITLES[2]),
        ("notes.xhtml", "Notes"),
    ]


def outlined_pdf(path: Path) -> Path:
    """A title page, and a chapter a page; the outline has their names, and one of a section inside the second."""
    canvas = Canvas(str(path))
    canvas.setTitle("The Quarry")
    canvas.drawString(72, 700, "The Quarry")
    canvas.showPage()
    for number, title in enumerate(TITLES):
        canvas.bookmarkPage(title)
        canvas.addOutlineEntry(title, title, level=0)
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, 740, title)
        canvas.setFont("Helvetica", 11)
        for line in range(30):
            canvas.drawString(72, 700 - 14 * line, f"Line {line} of page {number} tells more of what the village said.")
        if number == 1:
            canvas.bookmarkPage("wheels")
            canvas.addOutlineEntry("The Wheels", "wheels", level=1)
        canvas.showPage()
    canvas.save()
    return path
