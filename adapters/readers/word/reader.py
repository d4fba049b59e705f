"""Word files through the HTML that mammoth makes of them, with headings, lists, tables and notes."""

import html
import io
import logging
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError, tostring

import mammoth
from defusedxml import ElementTree

from adapters.readers.archive import Archive
from adapters.readers.content import Content
from adapters.readers.faults import ParseFault, damaged, too_large
from adapters.readers.markup.blocks import pieces, shown
from adapters.readers.word.body import Body
from adapters.readers.word.chunks import ReadWord, with_chunks
from adapters.readers.word.package import WordParts
from domain.retrieve.words import count_words

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
_MAIN_PART = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/{}"/>'
    "</Relationships>"
)
_DRAWN = re.compile(r"word/(?:diagrams/data|charts/chart)\d*\.xml")
_WORDS = re.compile(r"<a:t(?:\s[^<>]{0,100})?>([^<>]*)</a:t>")
_CORE = "{http://purl.org/dc/elements/1.1/}"


def check_docx(path: Path) -> WordParts:
    return _parts(Archive(path))


def _parts(archive: Archive) -> WordParts:
    parts = WordParts(archive)
    if parts.main is None:
        raise ParseFault("source_not_supported", "it is not a Word document", "Send PDF, EPUB, DOCX, HTML or text.")
    return parts


def read_docx(path: Path) -> Content:
    return _read(Archive(path), lambda inner: _read(Archive(inner), None))


def _read(archive: Archive, read_chunk: ReadWord | None) -> Content:
    parts = _parts(archive)
    logging.getLogger("mammoth").setLevel(logging.ERROR)
    content = Content()
    try:
        result = mammoth.convert_to_html(
            _plain(parts, content),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"alt": ""}),
            external_file_access=False,
        )
    except (KeyError, ValueError, OSError, AttributeError, ParseError) as error:
        raise damaged(f"its Word document cannot be understood ({type(error).__name__})") from None
    except RecursionError:
        raise too_large("its tables or text boxes stand inside each other too many levels deep") from None
    tree, _ = shown(f"<html><body>{result.value}</body></html>")
    marked = tree.css_first("h1.title")
    if marked is not None:
        content.title = " ".join(marked.text(deep=True).split()) or None
    content.pieces = pieces(tree.body)
    with_chunks(content, archive, parts, read_chunk)
    _properties(parts, content)
    for name, data in parts.parts.items():
        if _DRAWN.fullmatch(name) and (text := _drawn_text(data)):
            kind = "diagram" if "diagrams" in name else "chart"
            content.leave_out("part", f"a {kind} that begins “{' '.join(text.split()[:6])}”", words=count_words(text))
    for name in parts.lost:
        if "notes" in name or "chunk" in name.lower():
            content.leave_out("part", f"the part {name}, which is damaged")
    return content


def _plain(parts: WordParts, content: Content) -> io.BytesIO:
    """A Word file of the same parts, made plain, for the converter; without pictures, which are not read."""
    styles = parts.related("styles")
    body = Body(parts.xml(styles) if styles else None)
    texts = {parts.main, parts.related("footnotes"), parts.related("endnotes")}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.parts.items():
            if name not in texts:
                archive.writestr(name, _MAIN_PART.format(parts.main) if name == "_rels/.rels" else data)
                continue
            root = ElementTree.fromstring(data)
            archive.writestr(name, tostring(body.made_plain(root)))
        if "_rels/.rels" not in parts.parts:
            archive.writestr("_rels/.rels", _MAIN_PART.format(parts.main))
    if body.unseen:
        words = sum(map(count_words, body.unseen))
        content.leave_out("hidden", "text that no reader of the document sees", words=words)
        content.unseen += "\n".join(body.unseen)
    made.seek(0)
    return made


def _drawn_text(data: bytes) -> str:
    """The words of a diagram or a chart, which are not read."""
    return html.unescape(" ".join(_WORDS.findall(data.decode("utf-8", errors="replace")))).strip()


def _properties(parts: WordParts, content: Content) -> None:
    core = parts.xml("docProps/core.xml")
    if core is None:
        return
    content.title = content.title or _text(core.findtext(f"{_CORE}title"))
    author = _text(core.findtext(f"{_CORE}creator"))
    content.author = None if author in ("python-docx", "Microsoft Office User", "user", "User") else author


def _text(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
