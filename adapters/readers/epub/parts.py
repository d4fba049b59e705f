"""The parts of a book that is read whole: where each begins and what the book calls it, and its cover."""

import posixpath

from adapters.readers.content import Mark, Piece
from adapters.readers.epub.package import MATTER, Package, local
from adapters.readers.faults import ParseFault

_DIVISIONS = frozenset({"frontmatter", "bodymatter", "backmatter"})
"""Divisions of the whole book, which every document of them may name."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_MOST_BYTES = 4 * 2**20
"""Of a cover: shops ask for less."""


class Parts:
    """A part begins with each entry of the contents, and with each document that the book names otherwise. A document
    that the contents do not list goes on with the chapter before it."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.marks: list[Mark] = []

    def take(self, href: str, pieces: list[Piece], *, kinds: set[str], listed: bool) -> list[Piece]:
        """The blocks of a document with their parts. `listed`: it stands in the contents."""
        kinds = kinds | {hint.name for hint in self._package.hints.get(href, []) if not hint.anchor}
        kinds |= self._package.landmarks.get(href, set())
        kind = " ".join(sorted(kinds))
        named = any(each not in _DIVISIONS and ":" not in each for each in kinds)
        begins = listed or named or not self.marks or bool(MATTER & set(self.marks[-1].kind.split()))
        found: list[Piece] = []
        chapter: str | None = None
        for at, piece in enumerate(pieces):
            if (begins and at == 0) or (at > 0 and piece.chapter != chapter):
                heading = piece.text if piece.kind == "heading" else ""
                title = piece.chapter if listed and piece.chapter else heading
                self.marks.append(Mark(title, 1, kind))
            chapter = piece.chapter
            found.append(piece._replace(part=len(self.marks) - 1))
        return found


def cover_of(package: Package) -> bytes:
    """The picture that the book names as its cover; empty when there is none that players show."""
    nodes = list(package.items.values())
    named = [node.get("content", "") for node in package.elements("meta") if node.get("name") == "cover"]
    wanted = [node for node in nodes if "cover-image" in (node.get("properties") or "").split()]
    wanted += [node for node in nodes if node.get("id", "") in named]
    wanted += [node for node in nodes if posixpath.basename(node.get("href", "")).lower().startswith("cover.")]
    for node in wanted:
        href = package.find(package.root, node.get("href", ""))
        if local(node) != "item" or href is None or not 0 < package.archive.size(href) <= _MOST_BYTES:
            continue
        try:
            data = package.archive.read(href)
        except ParseFault:
            continue
        if data.startswith(_PICTURES):
            return data
    return b""
