"""EPUB books: their documents in reading order, without covers, contents and legal pages; chapters by their names."""

import re
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from adapters.readers.archive import Archive
from adapters.readers.content import Content, Piece
from adapters.readers.epub.package import MATTER, Mark, Package, local, read_xml
from adapters.readers.epub.parts import Parts, cover_of
from adapters.readers.epub.sheets import sheets_of
from adapters.readers.faults import ParseFault, damaged, encrypted
from adapters.readers.markup.blocks import one_line, pieces, shown
from adapters.readers.text.decoding import decode
from domain.retrieve.words import count_words

_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_NO_TEXT = re.compile(r"\.(?:otf|ttf|ttc|woff2?|eot|jpe?g|png|gif|svg|webp|css|js|mp[34]|m4a|ogg)$", re.IGNORECASE)
_LEGAL = re.compile(r"all rights reserved|isbn|copyright ©|© ?\d{4}|no part of this", re.IGNORECASE)
_IS_TEXT = re.compile(r"\.(?:xhtml|html?|xml)$", re.IGNORECASE)
_ALL = "*"
"""Stands for all parts, where a list of what is encrypted names none."""
_MOST_PROSE = 300
"""Words in sentences. A part with more is read whatever the guide or its own name says that it is."""
_CHAPTER = re.compile("\ufdd1(\\d+)\ufdd1")
"""Where a chapter begins, as a mark in the text: between noncharacters of Unicode, which no text holds."""


def check_epub(path: Path) -> Archive:
    archive = Archive(path)
    texts = [name for name in archive.names if _IS_TEXT.search(name)]
    if (locked := _protected(archive)) and (_ALL in locked or len(locked) * 2 >= len(texts)):
        raise encrypted("the book is copy-protected (DRM)")
    if not any(name.lower().endswith((".opf", "container.xml")) for name in archive.names):
        raise damaged("it has no META-INF/container.xml, so it is not a complete EPUB")
    return archive


def _protected(archive: Archive) -> set[str]:
    """The parts with text that a shop encrypted; fonts and pictures alone may be."""
    if not archive.has("META-INF/encryption.xml"):
        return set()
    try:
        rules = read_xml(archive, "META-INF/encryption.xml")
    except ParseFault as fault:
        if fault.code != "source_damaged":
            raise
        return set()
    found: set[str] = set()
    for data in (node for node in rules.iter() if local(node) == "EncryptedData"):
        methods = [node.get("Algorithm", "") for node in data.iter() if local(node) == "EncryptionMethod"]
        files = [unquote(node.get("URI", "")) for node in data.iter() if local(node) == "CipherReference"]
        if any(method not in _FONT_SCRAMBLING for method in methods):
            found.update([name for name in files if not _NO_TEXT.search(name)] if files else [_ALL])
    return found


def read_epub(path: Path, *, whole: bool = False) -> Content:
    """`whole`: with covers, contents and legal pages, and with marks that say what each part is."""
    package = Package(check_epub(path))
    if whole:
        content = _read(package, hinted=False, whole=True)
        content.cover = cover_of(package)
        return content
    content = _read(package, hinted=True)
    return content if content.pieces else _read(package, hinted=False)  # hints alone say that nothing is to be read


def _read(package: Package, *, hinted: bool, whole: bool = False) -> Content:
    numbered = Parts(package)
    content = Content(title=package.metadata("title"), author=package.metadata("creator"))
    content.left_out.extend(package.lost)
    fault: ParseFault | None = None
    chapter: str | None = None
    locked = _protected(package.archive)
    for href in package.spine:
        marks = package.contents.get(href, [])
        if href in locked:
            content.leave_out("part", f"{_called(marks, href)}, which is encrypted")
            continue
        try:
            tree, unseen = _tree(package, href)
        except ParseFault as refused:
            if refused.code == "source_too_large":
                raise
            fault = refused
            content.leave_out("part", f"{_called(marks, href)}, which is damaged")
            continue
        if unseen:
            content.leave_out("hidden", "text that no reader of the book sees", words=unseen)
        if not marks and not package.contents:
            marks = _opening(tree)
        parts, chapter = _parts(tree, package.hints.get(href, []) if hinted else [], marks, chapter, whole=whole)
        if whole:
            kinds = kinds_of(tree.body.attributes, tree.body.html or "") if tree.body is not None else set[str]()
            parts = numbered.take(href, parts, kinds=kinds, listed=bool(marks))
        content.pieces.extend(parts)
    content.marks = numbered.marks
    if fault is not None and not content.pieces:
        raise fault
    _name_aside(package, content)
    return content


def _name_aside(package: Package, content: Content) -> None:
    """Names the texts outside the reading order: who reads on from page to page does not meet them."""
    for href in dict.fromkeys(href for href in package.aside if href not in package.spine):
        try:
            tree, _ = _tree(package, href)
        except ParseFault:
            continue
        parts, _ = _parts(tree, package.hints.get(href, []), [], None)
        if words := sum(count_words(piece.text) for piece in parts):
            named = _called(package.contents.get(href, []) or _opening(tree), href)
            content.leave_out("part", f"{named}, which stands outside the reading order", words=words)


def _opening(tree: LexborHTMLParser) -> list[Mark]:
    """In a book without contents, the heading of a document names its chapter."""
    heading = tree.css_first("h1, h2, h3")
    return [Mark("", one_line(heading))] if heading is not None and one_line(heading) else []


def _called(marks: list[Mark], href: str) -> str:
    return f"the part “{marks[0].name}”" if marks else f"the part {href}"


def _tree(package: Package, href: str) -> tuple[LexborHTMLParser, int]:
    markup = decode(package.archive.read(href), declared=True)
    return shown(markup, sheets=sheets_of(package, href, markup))


def _parts(
    tree: LexborHTMLParser, hints: list[Mark], marks: list[Mark], chapter: str | None, *, whole: bool = False
) -> tuple[list[Piece], str | None]:
    """The blocks of one document, and the chapter that it ends in."""
    if tree.body is None:
        return [], chapter
    for hint in hints:
        if hint.anchor:
            _drop_hinted(tree, hint.anchor)
    hinted = any(not hint.anchor for hint in hints) or _is_matter(tree.body.attributes, tree.body.html or "")
    if not any(mark.anchor for mark in marks[1:]):
        marks = [mark._replace(anchor="") for mark in marks[:1]]
    _mark_chapters(tree, marks)
    parts = list(pieces(tree.body))
    words = sum(count_words(piece.text) for piece in parts)
    legal = words < 400 and len(_LEGAL.findall(one_line(tree.body))) >= 2
    if not whole and ((hinted and _prose(parts) < _MOST_PROSE) or legal):
        return [], next((mark.name for mark in marks[::-1]), chapter)
    first = marks[0].name if marks and not marks[0].anchor else chapter
    if first is None and parts and parts[0].kind == "heading":
        first = _CHAPTER.sub("", parts[0].text)
    return _in_chapters(parts, marks, first)


def _prose(parts: list[Piece]) -> int:
    """Words that stand in sentences."""
    words = 0
    for piece in parts:
        if piece.kind in ("paragraph", "quote") and piece.text.rstrip("\"'”’) ").endswith((".", "!", "?", "。")):
            words += count_words(piece.text)
    return words


def _drop_hinted(tree: LexborHTMLParser, anchor: str) -> None:
    """Takes out the element that a hint points at, when it is short or a list of links."""
    node = next((node for node in tree.css("[id]") if node.attributes.get("id") == anchor), None)
    if node is None or node.tag in ("body", "html", "a", "span"):
        return
    words = count_words(node.text(deep=True))
    linked = sum(count_words(link.text(deep=True)) for link in node.css("a"))
    if linked * 2 >= words or words <= 40:
        node.decompose()


def _mark_chapters(tree: LexborHTMLParser, marks: list[Mark]) -> None:
    numbers = {mark.anchor: number for number, mark in reversed(list(enumerate(marks))) if mark.anchor}
    for node in tree.css("[id], a[name]") if numbers else ():
        for name in (node.attributes.get("id"), node.attributes.get("name")):
            number = numbers.pop(name or "", None)
            if number is not None and node.tag not in ("body", "html"):
                node.insert_before(f"\ufdd1{number}\ufdd1")


def _in_chapters(parts: list[Piece], marks: list[Mark], first: str | None) -> tuple[list[Piece], str | None]:
    """The blocks with the chapter that each stands in; a short line where a chapter begins is its heading."""
    found: list[Piece] = []
    chapter, fresh = first, False
    for piece in parts:
        numbers = [int(number) for number in _CHAPTER.findall(piece.text)]
        if numbers and numbers[-1] < len(marks):
            chapter, fresh = marks[numbers[-1]].name, True
        text = "\n".join(filter(str.strip, _CHAPTER.sub("", piece.text).split("\n"))) if numbers else piece.text
        if not text.strip():
            continue
        if fresh and piece.kind == "paragraph" and len(text.split()) <= 10 and text[-1] not in '.!?,;:…”"':
            piece = piece._replace(kind="heading", level=2)  # noqa: PLW2901
        fresh = False
        found.append(piece._replace(text=text, chapter=chapter))
    return found, chapter


def _is_matter(attributes: dict[str, str | None], markup: str) -> bool:
    return bool(kinds_of(attributes, markup) & MATTER)


def kinds_of(attributes: dict[str, str | None], markup: str) -> set[str]:
    """What a document calls itself, or the one section that it holds."""
    kinds = set((attributes.get("epub:type") or "").split())
    section = re.match(r"<body[^>]*>\s*<(?:section|div|article)\b[^>]*?epub:type=\"([^\"]*)\"", markup)
    if section:
        kinds |= set(section.group(1).split())
    return kinds
