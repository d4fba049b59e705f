"""EPUB books: their documents in reading order, without covers, contents and legal pages; chapters by their names."""

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from adapters.readers.archive import Archive
from adapters.readers.content import Content
from adapters.readers.decoding import decode
from adapters.readers.faults import damaged, encrypted
from adapters.readers.markup import one_line, parse, pieces
from domain.retrieve.words import count_words

_SKIPPED_TYPES = frozenset({
    "cover", "titlepage", "halftitlepage", "copyright-page", "copyright", "toc", "landmarks", "page-list", "loi", "lot",
    "colophon", "imprint", "index", "other-credits", "dedication", "title-page", "text-titlepage",
})  # fmt: skip
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_LEGAL = re.compile(r"all rights reserved|isbn|copyright ©|© ?\d{4}|no part of this", re.IGNORECASE)


def check_epub(path: Path) -> Archive:
    archive = Archive(path)
    if archive.has("META-INF/encryption.xml"):
        rules = _xml(archive, "META-INF/encryption.xml")
        methods = [node.get("Algorithm", "") for node in rules.iter() if node.tag.endswith("}EncryptionMethod")]
        if any(method not in _FONT_SCRAMBLING for method in methods):
            raise encrypted("the book is copy-protected (DRM)")
    if not archive.has("META-INF/container.xml"):
        raise damaged("it has no META-INF/container.xml, so it is not a complete EPUB")
    return archive


def read_epub(path: Path) -> Content:
    archive = check_epub(path)
    book = _Book(archive)
    content = Content(title=book.metadata("title"), author=book.metadata("creator"))
    chapter: str | None = None
    for href in book.spine:
        if not archive.has(href):
            continue
        tree = parse(decode(archive.read(href), declared=True))
        chapter = book.labels.get(href, chapter)
        if href in book.skipped or tree.body is None or _is_matter(tree.body.attributes, tree.body.html or ""):
            continue
        parts = pieces(tree.body, chapter=chapter)
        words = sum(count_words(piece.text) for piece in parts)
        if words < 400 and len(_LEGAL.findall(one_line(tree.body))) >= 2:
            continue
        if chapter is None and parts and parts[0].kind == "heading":
            chapter = parts[0].text
            parts = [piece._replace(chapter=chapter) for piece in parts]
        content.pieces.extend(parts)
    return content


def _is_matter(attributes: dict[str, str | None], markup: str) -> bool:
    kinds = set((attributes.get("epub:type") or "").split())
    section = re.match(r"<body[^>]*>\s*<(?:section|div|article)\b[^>]*?epub:type=\"([^\"]*)\"", markup)
    if section:
        kinds |= set(section.group(1).split())
    return bool(kinds & _SKIPPED_TYPES)


def _xml(archive: Archive, name: str) -> Element:
    data = archive.read(name)
    try:
        root: Element = ElementTree.fromstring(data)
    except DefusedXmlException:
        raise damaged(f"its part {name} declares entities, as no book does") from None
    except (ParseError, ValueError) as error:
        raise damaged(f"its part {name} is not well-formed ({error})") from None
    return root


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


class _Book:
    """The package document: title, author, and the book's documents in reading order."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        container = _xml(archive, "META-INF/container.xml")
        roots = [node.get("full-path", "") for node in container.iter() if _local(node) == "rootfile"]
        if not roots:
            raise damaged("its container names no book")
        self.root = roots[0]
        self.package = _xml(archive, self.root)
        items = {node.get("id", ""): node for node in self.package.iter() if _local(node) == "item"}
        self.spine: list[str] = []
        self.skipped: set[str] = set()
        for reference in (node for node in self.package.iter() if _local(node) == "itemref"):
            item = items.get(reference.get("idref", ""))
            if item is None or reference.get("linear") == "no":
                continue
            self.spine.append(self.resolve(self.root, item.get("href", "")))
            if "nav" in (item.get("properties") or "").split():
                self.skipped.add(self.spine[-1])
        for guide in (node for node in self.package.iter() if _local(node) == "reference"):
            if (guide.get("type") or "").lower() in _SKIPPED_TYPES:
                self.skipped.add(self.resolve(self.root, guide.get("href", "")))
        self.labels = self._labels(items)
        if not self.spine:
            raise damaged("it lists no pages to read")

    def metadata(self, name: str) -> str | None:
        for node in self.package.iter():
            if _local(node) == name and node.text and node.text.strip():
                return " ".join(node.text.split())
        return None

    @staticmethod
    def resolve(base: str, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.partition("#")[0])))

    def _labels(self, items: dict[str, Element]) -> dict[str, str]:
        """File → its first name in the table of contents, which is a nav in EPUB 3 and an NCX in EPUB 2."""
        labels: dict[str, str] = {}
        for item in items.values():
            href = self.resolve(self.root, item.get("href", ""))
            if not self.archive.has(href):
                continue
            if "nav" in (item.get("properties") or "").split():
                tree = parse(decode(self.archive.read(href), declared=True))
                for link in tree.css("nav[epub\\:type='toc'] a") or tree.css("nav a"):
                    labels.setdefault(self.resolve(href, link.attributes.get("href") or ""), one_line(link))
            elif item.get("media-type") == "application/x-dtbncx+xml":
                for point in (node for node in _xml(self.archive, href).iter() if _local(node) == "navPoint"):
                    text = next((node.text for node in point.iter() if _local(node) == "text" and node.text), None)
                    content = next((node.get("src", "") for node in point.iter() if _local(node) == "content"), "")
                    if text and content:
                        labels.setdefault(self.resolve(href, content), " ".join(text.split()))
        return labels
