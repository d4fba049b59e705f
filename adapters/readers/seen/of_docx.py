"""What a person sees in a Word file: the text of all runs that are not hidden, in the body and in notes, by heading."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from adapters.readers.archive import Archive
from adapters.readers.faults import ParseFault
from adapters.readers.seen.accounting import Part

_HEADING = re.compile(r"heading|title|berschrift|titre", re.IGNORECASE)
_CONTENTS = re.compile(r"toc|contents|verzeichnis", re.IGNORECASE)
_UNSEEN = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "sectPr", "pPrChange", "rPrChange"})


def seen_in_docx(path: Path) -> Iterator[Part]:
    archive = Archive(path)
    parts = {name.rpartition("/")[2]: name for name in archive.names if name.endswith(".xml")}
    hidden = _hidden_styles(_xml(archive, parts.get("styles.xml")))
    main = next((_xml(archive, name) for name in _main_parts(archive)), None)
    if main is not None:
        yield from _under_headings(main, hidden)
    for name in ("footnotes.xml", "endnotes.xml"):
        notes = _xml(archive, parts.get(name))
        if notes is not None:
            yield Part("notes", "\n".join(text for text, _ in _paragraphs(notes, hidden)))


def _main_parts(archive: Archive) -> list[str]:
    return sorted(name for name in archive.names if re.fullmatch(r"(?:.*/)?document\d*\.xml", name))


def _xml(archive: Archive, name: str | None) -> Element | None:
    if name is None:
        return None
    try:
        root: Element = ElementTree.fromstring(archive.read(name))
    except (ParseError, DefusedXmlException, ValueError, ParseFault):
        return None
    return root


def _under_headings(main: Element, hidden: set[str]) -> Iterator[Part]:
    name, lines = "the beginning", list[str]()
    for text, style in _paragraphs(main, hidden):
        if _HEADING.search(style) and text.strip():
            yield Part(name, "\n".join(lines))
            name, lines = f"the part “{' '.join(text.split())[:80]}”", []
        lines.append(text)
    yield Part(name, "\n".join(lines))


def _paragraphs(node: Element, hidden: set[str]) -> Iterator[tuple[str, str]]:
    """Text and style of each paragraph, also in tables and boxes; those of tables of contents are left out."""
    if _local(node) == "p" and not any(_local(each) == "p" for each in node.iter() if each is not node):
        style = _style(node, "pStyle")
        if style not in hidden and not _CONTENTS.match(style):
            yield "".join(_runs(node, hidden)), style
        return
    if _local(node) in _UNSEEN or (_local(node) == "sdt" and _is_contents(node)):
        return
    if _local(node) == "p":  # with boxes inside: their paragraphs are their own
        yield "".join(_runs(node, hidden, boxes=False)), _style(node, "pStyle")
    for child in node:
        yield from _paragraphs(child, hidden)


def _runs(node: Element, hidden: set[str], *, boxes: bool = True) -> Iterator[str]:
    for child in node:
        kind = _local(child)
        if kind in _UNSEEN or (kind == "txbxContent" and not boxes) or (kind == "r" and _is_hidden(child, hidden)):
            continue
        if kind == "t":
            yield child.text or ""
        elif kind in ("br", "tab", "cr"):
            yield "\n" if kind != "tab" else " "
        elif kind not in ("oMath", "oMathPara"):  # formulas are counted by their reader
            yield from _runs(child, hidden, boxes=boxes)


def _is_hidden(run: Element, hidden: set[str]) -> bool:
    properties = next((child for child in run if _local(child) == "rPr"), None)
    if properties is None:
        return False
    return any(
        (_local(each) == "vanish" and _value(each) not in ("0", "false", "off"))
        or (_local(each) == "rStyle" and _value(each) in hidden)
        for each in properties
    )


def _hidden_styles(styles: Element | None) -> set[str]:
    found = set()
    for style in styles if styles is not None else ():
        if _local(style) == "style" and any(
            _local(each) == "vanish" and _value(each) not in ("0", "false", "off") for each in style.iter()
        ):
            found.add(next((value for name, value in style.attrib.items() if name.endswith("styleId")), ""))
    return found


def _is_contents(box: Element) -> bool:
    return any(_local(each) == "docPartGallery" and _CONTENTS.search(_value(each) or "") for each in box.iter())


def _style(paragraph: Element, name: str) -> str:
    for properties in paragraph:
        if _local(properties) == "pPr":
            return next((_value(each) or "" for each in properties if _local(each) == name), "")
    return ""


def _value(node: Element) -> str | None:
    return next((value for name, value in node.attrib.items() if name.rpartition("}")[2] == "val"), None)


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]
