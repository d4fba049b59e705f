"""Word files through the HTML that mammoth makes of them, with headings, lists, tables and notes."""

import io
import logging
from pathlib import Path
from xml.etree.ElementTree import ParseError

import mammoth
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from adapters.readers.archive import Archive
from adapters.readers.content import Content
from adapters.readers.faults import ParseFault, damaged, too_large
from adapters.readers.markup import parse, pieces

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name^='toc'] => !
p[style-name^='TOC'] => !
p[style-name='Table of Figures'] => !
"""
_CORE = "{http://purl.org/dc/elements/1.1/}"


def check_docx(path: Path) -> Archive:
    archive = Archive(path)
    if not archive.has("word/document.xml"):
        raise ParseFault("source_not_supported", "it is not a Word document", "Send PDF, EPUB, DOCX, HTML or text.")
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:4096].upper():
            raise damaged("its XML declares entities, as no Word document does")
    return archive


def read_docx(path: Path) -> Content:
    archive = check_docx(path)
    logging.getLogger("mammoth").setLevel(logging.ERROR)
    with path.open("rb") as file:
        try:
            result = mammoth.convert_to_html(
                io.BytesIO(file.read()),
                style_map=_STYLES,
                convert_image=mammoth.images.img_element(lambda image: {"alt": ""}),
                external_file_access=False,
            )
        except (KeyError, ValueError, OSError, AttributeError, ParseError) as error:
            raise damaged(f"its Word document cannot be understood ({type(error).__name__})") from None
        except RecursionError:
            raise too_large("its tables or text boxes stand inside each other too many levels deep") from None
    tree = parse(f"<html><body>{result.value}</body></html>")
    content = Content()
    marked = tree.css_first("h1.title")
    if marked is not None:
        content.title = " ".join(marked.text(deep=True).split()) or None
    content.pieces = pieces(tree.body)
    _properties(archive, content)
    return content


def _properties(archive: Archive, content: Content) -> None:
    if not archive.has("docProps/core.xml"):
        return
    try:
        core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    except (ParseError, DefusedXmlException):
        return
    content.title = content.title or _text(core.findtext(f"{_CORE}title"))
    author = _text(core.findtext(f"{_CORE}creator"))
    content.author = None if author in ("python-docx", "Microsoft Office User", "user", "User") else author


def _text(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
