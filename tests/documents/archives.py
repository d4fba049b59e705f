"""EPUB and DOCX files, real and hostile."""

import zipfile
from html import escape
from pathlib import Path

import docx

from tests.documents.manuscript import Manuscript, Part

_CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head>
<body{kind}>{body}</body></html>"""
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10))
    + "]>"
)


def _page(body: str, kind: str = "") -> str:
    return _PAGE.format(kind=f' epub:type="{kind}"' if kind else "", body=body)


def _section(part: Part) -> str:
    body = f"<h2>{escape(part.heading)}</h2>" + "".join(f"<p>{escape(text)}</p>" for text in part.paragraphs)
    if part.items:
        body += "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in part.items) + "</ul>"
    if part.table:
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part.table)
        body += "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return body


def make_epub(
    path: Path, manuscript: Manuscript, *, extra: dict[str, str | bytes] | None = None, opf_prefix: str = ""
) -> Path:
    """One file a part, with a contents page, a title page and a copyright page that no one wants read aloud."""
    names = [f"c{at}.xhtml" for at in range(len(manuscript.parts))]
    items = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>' for at, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(len(names)))
    opf = f"""<?xml version="1.0"?>{opf_prefix}
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(manuscript.title)}</dc:title>
<dc:creator>{escape(manuscript.author)}</dc:creator><dc:language>en</dc:language></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
<item id="legal" href="legal.xhtml" media-type="application/xhtml+xml"/>{items}</manifest>
<spine><itemref idref="title"/><itemref idref="nav"/><itemref idref="legal"/>{spine}</spine></package>"""
    links = "".join(
        f'<li><a href="{name}">{escape(part.heading)}</a></li>'
        for name, part in zip(names, manuscript.parts, strict=True)
    )
    legal = "<p>Copyright © 2019 Harbour Press. All rights reserved. ISBN 978-0-00-000000-2.</p>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("OEBPS/book.opf", opf)
        book.writestr("OEBPS/nav.xhtml", _page(f'<nav epub:type="toc"><h1>Contents</h1><ol>{links}</ol></nav>'))
        book.writestr("OEBPS/title.xhtml", _page(f"<h1>{escape(manuscript.title)}</h1>", "titlepage"))
        book.writestr("OEBPS/legal.xhtml", _page(legal))
        for name, part in zip(names, manuscript.parts, strict=True):
            book.writestr(f"OEBPS/{name}", _page(f'<section epub:type="chapter">{_section(part)}</section>'))
        for name, data in (extra or {}).items():
            book.writestr(name, data)
    return path


def make_protected_epub(path: Path, manuscript: Manuscript) -> Path:
    """A book whose chapters are encrypted by a shop."""
    chapters = "".join(
        f"""<enc:EncryptedData><enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<enc:CipherData><enc:CipherReference URI="OEBPS/c{n}.xhtml"/></enc:CipherData></enc:EncryptedData>"""
        for n in range(len(manuscript.parts))
    )
    rules = f"""<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
xmlns:enc="http://www.w3.org/2001/04/xmlenc#">{chapters}</encryption>"""
    return make_epub(path, manuscript, extra={"META-INF/encryption.xml": rules})


def make_bomb_epub(path: Path, manuscript: Manuscript, megabytes: int = 300) -> Path:
    """A chapter of zeros that unpacks a thousandfold."""
    whole = make_epub(path, manuscript)
    bomb = path.with_suffix(".bomb")
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in book.namelist():
            if name != "OEBPS/c0.xhtml":
                out.writestr(name, book.read(name))
        with out.open("OEBPS/c0.xhtml", "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(b" " * 2**20)
    bomb.replace(path)
    return path


def make_laughing_epub(path: Path, manuscript: Manuscript) -> Path:
    """A package document whose entities expand to a billion."""
    prefix = _LAUGHS.partition("?>")[2]
    return make_epub(path, manuscript, opf_prefix=prefix)


def make_docx(path: Path, manuscript: Manuscript) -> Path:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = manuscript.title, manuscript.author
    document.add_heading(manuscript.title, level=0)
    document.sections[0].header.paragraphs[0].text = f"{manuscript.title} — draft"
    for part in manuscript.parts:
        document.add_heading(part.heading, level=part.level)
        for text in part.paragraphs:
            document.add_paragraph(text)
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
        if part.table:
            table = document.add_table(rows=0, cols=len(part.table[0]))
            for row in part.table:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    document.save(str(path))
    return path


def make_laughing_docx(path: Path, manuscript: Manuscript) -> Path:
    """A Word file whose main part declares entities that expand to a billion."""
    whole = make_docx(path, manuscript)
    other = path.with_suffix(".laughing")
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = _LAUGHS.encode() + data.partition(b"?>")[2].replace(b"Fires", b"&lol9;", 1)
            out.writestr(name, data)
    other.replace(path)
    return path


def make_broken_zip(path: Path, manuscript: Manuscript) -> Path:
    """The first half of an EPUB: its directory, at the end, is gone."""
    whole = make_epub(path, manuscript).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path
