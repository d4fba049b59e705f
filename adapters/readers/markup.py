"""HTML and XHTML as blocks, for books and Word files, in which every element is content (web pages: `html`)."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.content import Piece
from adapters.readers.nesting import DEEPEST, flattened

_SELF_CLOSED = re.compile(
    r"<(title|script|style|a|span|p|div|i|b|em|strong|td|th|li|h[1-6])\b([^<>]*)/>", re.IGNORECASE
)
_SKIP = frozenset({"script", "style", "head", "nav", "noscript", "template", "svg", "math", "img", "iframe", "form",
                   "button", "select", "object", "video", "audio", "canvas", "rt", "rp"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "section", "article", "main", "body", "html", "header", "footer", "aside", "center",
                     "ul", "ol", "dl", "table", "pre", "blockquote", "figure", "figcaption", "hr", "address",
                     "h1", "h2", "h3", "h4", "h5", "h6", "details", "summary", "hgroup"})  # fmt: skip
_NOTE = re.compile(r"foot-?note|endnote|rearnote", re.IGNORECASE)
_MAXIMUM_DEPTH = DEEPEST  # nesting beyond it is read as text


def parse(markup: str) -> LexborHTMLParser:
    """A tree of markup, first `flattened`; self-closed elements of XHTML, which HTML would leave open, are closed."""
    return LexborHTMLParser(flattened(_SELF_CLOSED.sub(r"<\1\2></\1>", markup)))


def pieces(root: LexborNode | None, *, chapter: str | None = None) -> list[Piece]:
    """Blocks of an element in order."""
    if root is None:
        return []
    return [piece._replace(chapter=chapter) for piece in _walk(root, 0) if piece.text]


def one_line(node: LexborNode) -> str:
    """Text of an element on one line, without notes' marks."""
    return _squeeze("".join(_strings(node, 0)))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


def _strings(node: LexborNode, depth: int) -> Iterator[str]:
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield child.text(deep=False)
        elif tag == "br":
            yield " "
        elif tag in _SKIP or (tag in ("sup", "a") and _is_note_mark(child)):
            continue
        elif depth > _MAXIMUM_DEPTH:
            yield child.text(deep=True)
        else:
            space = " " if tag in _BLOCKS or tag in ("li", "td", "th", "tr") else ""
            yield space
            yield from _strings(child, depth + 1)
            yield space


def _is_note_mark(node: LexborNode) -> bool:
    """A superscript that only links to a note: `<sup><a href="#fn1">1</a></sup>`, `epub:type="noteref"`."""
    if "noteref" in (node.attributes.get("epub:type") or "") or node.attributes.get("role") == "doc-noteref":
        return True
    if node.tag != "sup":
        return False
    link = node.css_first("a")
    text = node.text(deep=True).strip().strip("[]()")
    return link is not None and (link.attributes.get("href") or "").find("#") >= 0 and len(text) <= 4


def _walk(node: LexborNode, depth: int) -> Iterator[Piece]:
    """Blocks inside an element; loose inline content between blocks becomes paragraphs."""
    loose: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in _SKIP:
            continue
        if tag == "-text":
            loose.append(child.text(deep=False))
        elif tag in _BLOCKS or (depth < _MAXIMUM_DEPTH and _holds_block(child)):
            yield from _paragraph(loose)
            loose = []
            yield from _block(child, tag, depth)
        elif tag == "br":
            loose.append(" ")
        elif not (tag in ("sup", "a") and _is_note_mark(child)):
            loose.extend(_strings(child, 0))
    yield from _paragraph(loose)


def _paragraph(loose: list[str]) -> Iterator[Piece]:
    text = _squeeze("".join(loose))
    if text:
        yield Piece("paragraph", text)


def _holds_block(node: LexborNode) -> bool:
    return any((child.tag or "") in _BLOCKS for child in node.iter())


def _block(node: LexborNode, tag: str, depth: int) -> Iterator[Piece]:
    marks = f"{node.attributes.get('epub:type') or ''} {node.attributes.get('role') or ''}"
    if _NOTE.search(marks) and "noteref" not in marks:
        yield Piece("footnote", one_line(node))
    elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        yield Piece("heading", one_line(node), level=int(tag[1]))
    elif tag in ("ul", "ol"):
        items = [one_line(item) for item in node.iter() if item.tag == "li"]
        notes = [item for item in node.iter() if _NOTE.search(item.attributes.get("id") or "")]
        kind = "footnote" if notes and len(notes) == len(items) else "list"
        yield Piece(kind, "\n".join(filter(None, items)), ordered=tag == "ol")
    elif tag == "dl":
        yield Piece(
            "list", "\n".join(filter(None, (one_line(item) for item in node.iter() if item.tag in ("dt", "dd"))))
        )
    elif tag == "table" and depth < _MAXIMUM_DEPTH:
        yield from _table(node, depth)
    elif tag == "pre":
        yield Piece("code", node.text(deep=True).strip("\n"))
    elif tag == "blockquote":
        yield Piece("quote", one_line(node))
    elif tag == "figcaption":
        yield Piece("caption", one_line(node))
    elif depth >= _MAXIMUM_DEPTH:
        yield Piece("paragraph", _squeeze(node.text(deep=True)))
    else:
        yield from _walk(node, depth + 1)


def _table(node: LexborNode, depth: int) -> Iterator[Piece]:
    """Rows on lines, cells with bars between; a table of one column is layout, whose cell holds blocks of its own."""
    rows = [_cells(row) for row in _rows(node)]
    if rows and max(len(row) for row in rows) <= 1:
        for row in rows:
            for cell in row:
                yield from _walk(cell, depth + 1)
    else:
        texts = ([one_line(cell) for cell in row] for row in rows)
        yield Piece("table", "\n".join(" | ".join(row) for row in texts if any(row)))


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """Of this table, not of those inside its cells."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]
