"""Files inside a Word file (`altChunk`), shown where they stand: HTML, saved pages, text, other Word files."""

import io
import posixpath
import re
from collections.abc import Callable

from adapters.readers.archive import Archive
from adapters.readers.content import Content, Piece
from adapters.readers.faults import ParseFault
from adapters.readers.markup.blocks import pieces, shown
from adapters.readers.pages.saved import html_in
from adapters.readers.text.decoding import decode
from adapters.readers.text.plain import read_plain
from adapters.readers.word.package import WordParts

_PLACE = "\ue000chunk {}\ue000"
"""Stands for one while the document is converted, in a paragraph of its own. Private characters: no text has them."""
_PLACED = re.compile("\ue000chunk (.*)\ue000")
_MARKUP, _TEXT, _SAVED, _WORD = (".html", ".htm", ".xhtml"), (".txt",), (".mht", ".mhtml"), (".docx", ".docm")

ReadWord = Callable[[io.BytesIO], Content]


def place_of(relation: str) -> str:
    """The text that stands for the chunk of a relation."""
    return _PLACE.format(relation)


def with_chunks(content: Content, archive: Archive, parts: WordParts, read_word: ReadWord | None) -> None:
    """Puts what the chunks hold in their places. Without `read_word`, Word files are not read: chunks of chunks."""
    if not any(_PLACED.fullmatch(piece.text) for piece in content.pieces):
        return
    whole: list[Piece] = []
    for piece in content.pieces:
        found = _PLACED.fullmatch(piece.text)
        if found is None:
            whole.append(piece)
            continue
        name = parts.chunk(found[1])
        try:
            inner = _read(archive, name, read_word) if name and archive.has(name) else None
        except ParseFault as fault:
            if fault.code == "source_too_large":
                raise
            inner = None
        if inner is None:
            named = posixpath.basename(name) or found[1]
            content.leave_out("part", f"the part {named} inside it, which cannot be read")
            continue
        whole += inner.pieces
        for part in inner.left_out:
            content.leave_out(part.code, part.what, times=part.times, words=part.words)
    content.pieces = whole


def _read(archive: Archive, name: str, read_word: ReadWord | None) -> Content | None:
    """None for a kind that is not read."""
    suffix = posixpath.splitext(name)[1].lower()
    data = archive.read(name)
    if suffix in _MARKUP:
        return _markup(decode(data, declared=True))
    if suffix in _TEXT:
        return read_plain(decode(data))
    if suffix in _SAVED:
        return _markup(html_in(data))
    return read_word(io.BytesIO(data)) if suffix in _WORD and read_word is not None else None


def _markup(text: str) -> Content:
    tree, unseen = shown(text.lstrip("\ufeff").replace("\x00", ""))
    content = Content(pieces(tree.body))
    if unseen:
        content.leave_out("hidden", "text that no reader of the document sees", words=unseen)
    return content
