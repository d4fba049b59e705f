"""The package of an EPUB: title, author, documents in reading order, and the contents by file and anchor."""

import html
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from selectolax.lexbor import LexborNode

from adapters.readers.archive import Archive
from adapters.readers.content import LeftOut
from adapters.readers.faults import ParseFault, damaged
from adapters.readers.markup.blocks import one_line, parse
from adapters.readers.text.decoding import decode

MATTER = frozenset({
    "cover", "titlepage", "halftitlepage", "copyright-page", "copyright", "toc", "landmarks", "page-list", "loi", "lot",
    "colophon", "imprint", "index", "other-credits", "dedication", "title-page", "text-titlepage",
})  # fmt: skip
"""Parts of a book that are not read, as `epub:type` and the guide name them."""
_CONTAINER = "META-INF/container.xml"
_HTML = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml", ""})
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)([A-Za-z][A-Za-z0-9]{1,30};)?")
_DEEPEST = 8  # levels of a table of contents


class Mark(NamedTuple):
    """An entry of the table of contents, or a hint of the guide: where it points in a document."""

    anchor: str
    name: str


def read_xml(archive: Archive, name: str) -> Element:
    """A part as XML; names of characters that only HTML knows, and lone ampersands, are forgiven.

    Raises:
        ParseFault: `source_damaged`.
    """
    data = archive.read(name)
    try:
        root: Element = ElementTree.fromstring(data)
    except DefusedXmlException:
        raise damaged(f"its part {name} declares entities, as no book does") from None
    except (ParseError, ValueError) as error:
        try:
            text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data).lstrip("\ufeff"))
            root = ElementTree.fromstring(_ENTITY.sub(_character, text))
        except (ParseError, ValueError, DefusedXmlException):
            raise damaged(f"its part {name} is not well-formed ({error})") from None
    return root


def _character(match: re.Match[str]) -> str:
    name = match[1]
    known = html.unescape(f"&{name}") if name else ""
    return html.escape(known, quote=False) if known and not known.startswith("&") else f"&amp;{name or ''}"


def local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


class Package:
    """The package document, and what it says about the parts. What is optional may be missing or broken."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._folded = {_folded(name): name for name in reversed(archive.names)}
        self.root = self._root()
        self._package = read_xml(archive, self.root)
        self.items = {node.get("id", ""): node for node in self._package.iter() if local(node) == "item"}
        self.lost: list[LeftOut] = []
        self.spine: list[str] = []
        self.aside: list[str] = []
        """Documents outside the reading order, which are reached by links: answers, notes, large tables."""
        self.hints: dict[str, list[Mark]] = {}
        self._read_spine()
        self._read_guide()
        self.landmarks: dict[str, set[str]] = {}
        self.contents: dict[str, list[Mark]] = {}
        self._read_contents()
        if not self.spine:
            raise damaged("it lists no pages to read")

    def metadata(self, name: str) -> str | None:
        for node in self._package.iter():
            if local(node) == name and node.text and node.text.strip():
                return " ".join(node.text.split())
        return None

    def elements(self, name: str) -> Iterator[Element]:
        return (node for node in self._package.iter() if local(node) == name)

    def find(self, base: str, href: str) -> str | None:
        """The part that an address in `base` names: as it is written, unquoted, or spelled a little differently."""
        path = href.partition("#")[0].replace("\\", "/")
        if not path:
            return base
        for candidate in (path, unquote(path)):
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(base), candidate)).lstrip("/")
            if self.archive.has(whole):
                return whole
        return self._folded.get(_folded(whole)) or self._folded.get(_folded(unquote(path).lstrip("/")))

    def _root(self) -> str:
        roots: list[str] = []
        if self.archive.has(_CONTAINER):
            try:
                container = read_xml(self.archive, _CONTAINER)
                roots = [node.get("full-path", "") for node in container.iter() if local(node) == "rootfile"]
            except ParseFault:
                roots = []
        roots += [name for name in self.archive.names if name.lower().endswith(".opf")]
        for root in roots:
            if found := self.find("", root):
                return found
        raise damaged("it has no list of its parts, so it is not a complete EPUB")

    def _read_spine(self) -> None:
        listed = [node for node in self._package.iter() if local(node) == "itemref"]
        references = [node for node in listed if node.get("linear") != "no"]
        wanted = [self.items.get(node.get("idref", "")) for node in references]
        self._read_aside(node for node in listed if node.get("linear") == "no")
        if not any(item is not None for item in wanted):
            wanted = [item for item in self.items.values() if item.get("media-type", "") in _HTML]
        for reference, item in zip(references, wanted, strict=False):
            if item is None:
                self.lost.append(
                    LeftOut("part", f"the part “{reference.get('idref', '')}”, which the book does not hold")
                )
        for item in wanted:
            if item is None:
                continue
            document = self._readable(item)
            if document is None:
                if self.spine:  # else it is the cover
                    name = unquote(item.get("href", ""))
                    self.lost.append(LeftOut("part", f"the part {name}, which is not a text"))
                continue
            href = self.find(self.root, document.get("href", ""))
            if href is None:
                name = unquote(document.get("href", ""))
                self.lost.append(LeftOut("part", f"the part {name}, which the book does not hold"))
            elif href not in self.spine:
                self.spine.append(href)
                if "nav" in (document.get("properties") or "").split():
                    self.hints.setdefault(href, []).append(Mark("", "toc"))

    def _read_aside(self, references: Iterable[Element]) -> None:
        for reference in references:
            item = self.items.get(reference.get("idref", ""))
            document = self._readable(item) if item is not None else None
            href = self.find(self.root, document.get("href", "")) if document is not None else None
            if document is not None and href and "nav" not in (document.get("properties") or "").split():
                self.aside.append(href)

    def _readable(self, item: Element) -> Element | None:
        """The item itself, or the one that stands in for it, when it is a document."""
        for _ in range(4):
            if item.get("media-type", "") in _HTML:
                return item
            following = self.items.get(item.get("fallback", ""))
            if following is None:
                break
            item = following
        name = item.get("href", "").lower()
        return item if name.endswith((".xhtml", ".html", ".htm", ".xml")) else None

    def _read_guide(self) -> None:
        for node in self._package.iter():
            kind = (node.get("type") or "").lower()
            if local(node) == "reference" and kind in MATTER and (href := self.find(self.root, node.get("href", ""))):
                self.hints.setdefault(href, []).append(Mark(unquote(node.get("href", "").partition("#")[2]), kind))

    def _read_contents(self) -> None:
        """The nav of EPUB 3, else the NCX of EPUB 2; neither has to be there, or whole."""
        navs = [item for item in self.items.values() if "nav" in (item.get("properties") or "").split()]
        tables = [item for item in self.items.values() if item.get("media-type") == "application/x-dtbncx+xml"]
        for item in [*navs, *tables]:
            href = self.find(self.root, item.get("href", ""))
            if href is None or not self.archive.has(href) or self.contents:
                continue
            try:
                entries = list(self._nav(href) if item in navs else self._ncx(href))
            except ParseFault as fault:
                if fault.code == "source_too_large":
                    raise
                continue
            for mark_of, mark in _chapters(entries):
                self.contents.setdefault(mark_of, []).append(mark)

    def _entry(self, depth: int, base: str, href: str, name: str) -> Iterator["_Entry"]:
        if name and (part := self.find(base, href)):
            yield _Entry(depth, part, unquote(href.partition("#")[2]), name)

    def _nav(self, href: str) -> Iterator["_Entry"]:
        tree = parse(decode(self.archive.read(href), declared=True))
        for link in tree.css("nav[epub\\:type~='landmarks'] a"):
            if part := self.find(href, link.attributes.get("href") or ""):
                self.landmarks.setdefault(part, set()).update((link.attributes.get("epub:type") or "").split())
        for link in tree.css("nav[epub\\:type~='toc'] a") or tree.css("nav a"):
            yield from self._entry(_depth(link), href, link.attributes.get("href") or "", one_line(link))

    def _ncx(self, href: str) -> Iterator["_Entry"]:
        def walk(node: Element, depth: int) -> Iterator[_Entry]:
            for point in (child for child in node if local(child) == "navPoint"):
                label = next((child for child in point if local(child) == "navLabel"), None)
                text = " ".join("".join(label.itertext()).split()) if label is not None else ""
                source = next((child.get("src", "") for child in point if local(child) == "content"), "")
                yield from self._entry(depth, href, source, text)
                if depth < _DEEPEST:
                    yield from walk(point, depth + 1)

        for top in read_xml(self.archive, href).iter():
            if local(top) == "navMap":
                yield from walk(top, 0)


class _Entry(NamedTuple):
    depth: int
    part: str
    anchor: str
    name: str


def _depth(link: LexborNode) -> int:
    depth, above = 0, link.parent
    while above is not None and depth < _DEEPEST:
        depth += above.tag in ("ol", "ul")
        above = above.parent
    return depth


def _chapters(entries: list[_Entry]) -> Iterator[tuple[str, Mark]]:
    """The outermost entries of each document. One that heads all others (the book's title) does not count."""
    if not entries:
        return
    top = min(entry.depth for entry in entries)
    if sum(entry.depth == top for entry in entries) == 1 and len(entries) > 2:
        top += 1
    outermost: dict[str, int] = {}
    for entry in entries:
        outermost[entry.part] = min(entry.depth, outermost.get(entry.part, entry.depth))
    for entry in entries:
        if entry.depth <= max(top, outermost[entry.part]):
            yield entry.part, Mark(entry.anchor, entry.name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name)).casefold()
