"""The style sheets of a document in a book, with those that they import."""

import re
from collections.abc import Iterator

from adapters.readers.epub.package import Package
from adapters.readers.faults import ParseFault
from adapters.readers.markup.stylesheets import shown_on_screen
from adapters.readers.text.decoding import decode

_HEAD = 20_000  # characters in which a document names them
_LINK = re.compile(r"<link\b[^<>]{0,500}>|<\?xml-stylesheet\b[^<>]{0,500}\?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(href|rel|media|alternate)\s*=\s*[\"']([^\"']*)")
_IMPORT = re.compile(r"@import\s+(?:url\(\s*)?[\"']?([^\"'();\s]{1,300})[\"']?\s*\)?([^;{}]{0,200});")
_DEEPEST = 3  # imports of imports


def sheets_of(package: Package, href: str, markup: str) -> list[str]:
    """Those that count on a screen, in the order in which they do."""
    found: list[str] = []
    head = markup[:_HEAD]
    for link in _LINK.findall(head):
        told = dict(_ATTRIBUTE.findall(link))
        kinds = told.get("rel", "stylesheet").lower().split()
        is_other = "stylesheet" not in kinds or "alternate" in kinds or told.get("alternate") == "yes"
        if not is_other and shown_on_screen(told.get("media") or "all"):
            found += _read(package, href, told.get("href", ""), _DEEPEST)
    for address, media in _imports(head):
        found += _read(package, href, address, _DEEPEST) if shown_on_screen(media) else []
    return found


def _imports(text: str) -> Iterator[tuple[str, str]]:
    for address, media in _IMPORT.findall(text):
        yield address, media.strip() or "all"


def _read(package: Package, base: str, address: str, depth: int) -> Iterator[str]:
    """A sheet behind those that it imports; nothing for one that cannot be read."""
    name = package.find(base, address) if address and depth else None
    if name is None:
        return
    try:
        sheet = decode(package.archive.read(name))
    except ParseFault as fault:
        if fault.code == "source_too_large":
            raise
        return
    for inner, media in _imports(sheet[:_HEAD]):
        if shown_on_screen(media):
            yield from _read(package, name, inner, depth - 1)
    yield sheet
