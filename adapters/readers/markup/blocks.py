"""HTML and XHTML as blocks, for books, Word files and web pages."""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.readers.content import Piece
from adapters.readers.markup.nesting import DEEPEST, flattened
from adapters.readers.markup.preparing import Counted, prepare, tex_read
from adapters.readers.markup.xhtml import as_html
from adapters.readers.text.line_ends import LINE_END, lined, unlined
from domain.retrieve.words import count_words

_SELF_CLOSED = re.compile(
    r"<(title|script|style|iframe|a|span|p|div|i|b|em|strong|td|th|li|h[1-6])\b([^<>]*)/>", re.IGNORECASE
)
_SKIP = frozenset({"script", "style", "head", "nav", "noscript", "template", "svg", "math", "img", "iframe", "form",
                   "button", "select", "object", "video", "audio", "canvas", "rt", "rp"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "section", "article", "main", "body", "html", "header", "footer", "aside", "center",
                     "ul", "ol", "dl", "table", "pre", "blockquote", "figure", "figcaption", "hr", "address",
                     "h1", "h2", "h3", "h4", "h5", "h6", "details", "summary", "hgroup"})  # fmt: skip
_NOTE = re.compile(r"foot-?note|endnote|rearnote", re.IGNORECASE)
_ROW = frozenset({"li", "td", "th", "tr", "dt", "dd", "caption", "legend", "option"})
_LAYOUT = 100  # words of a cell; one that holds as many is a column of a page, not a cell of a table
_SOFT = re.compile(f"\u00ad(?!{LINE_END})")
_MAXIMUM_DEPTH = DEEPEST  # nesting beyond it is read as text
_MOST_FRAMES = 3  # inside each other; people write one


def parse(markup: str) -> LexborHTMLParser:
    """A tree of markup, first `flattened`; self-closed elements of XHTML, which HTML would leave open, are closed."""
    return LexborHTMLParser(flattened(_SELF_CLOSED.sub(r"<\1\2></\1>", as_html(markup))))


def shown(
    markup: str, *, sheets: Iterable[str] = (), counted: Counted = lambda node: True, frames: int = _MOST_FRAMES
) -> tuple[LexborHTMLParser, int]:
    """A tree without what no reader sees, and how many words that was, of elements that are `counted`.

    `sheets` are its style sheets. A document in a frame (`srcdoc`), which has sheets of its own, stands in its place.
    """
    tree = parse(markup)
    unseen = prepare(tree, markup, sheets=sheets, counted=counted)
    for frame in tree.css("iframe[srcdoc]") if frames else ():
        inner, words = shown(frame.attributes["srcdoc"] or "", counted=counted, frames=frames - 1)
        unseen += words
        if inner.body is not None:
            held = LexborHTMLParser(f"<div>{inner.body.inner_html}</div>").css_first("div")
            frame.replace_with(held if held is not None else "")
    return tree, unseen


def pieces(root: LexborNode | None, *, chapter: str | None = None) -> list[Piece]:
    """Blocks of an element in order."""
    if root is None:
        return []
    return [piece._replace(chapter=chapter) for piece in _walk(root, 0) if piece.text]


def one_line(node: LexborNode) -> str:
    """Text of an element on one line, without notes' marks."""
    return unlined(_line(node))


def _line(node: LexborNode) -> str:
    return _squeeze("".join(_strings(node, 0)))


def _squeeze(text: str) -> str:
    return _SOFT.sub("", lined(tex_read(text)))


def _strings(node: LexborNode, depth: int) -> Iterator[str]:
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield child.text(deep=False)
        elif tag == "br":
            yield LINE_END
        elif tag in _SKIP:
            continue
        elif depth > _MAXIMUM_DEPTH:
            yield child.text(deep=True)
        else:
            space = " " if tag in _BLOCKS or tag in _ROW else ""
            yield space
            yield from _strings(child, depth + 1)
            yield space


def _walk(node: LexborNode, depth: int) -> Iterator[Piece]:
    """Blocks inside an element; loose inline content between blocks, or between doubled breaks, becomes paragraphs."""
    loose: list[str] = []
    broken = False
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in _SKIP:
            continue
        if tag == "br":
            if broken:
                yield from _paragraph(loose)
                loose = []
            loose.append(LINE_END)
            broken = True
            continue
        if tag == "-text":
            text = child.text(deep=False)
            loose.append(text)
            broken = broken and not text.strip()
        elif tag in _BLOCKS or (depth < _MAXIMUM_DEPTH and _holds_block(child)):
            yield from _paragraph(loose)
            loose, broken = [], False
            yield from _block(child, tag, depth)
        else:
            loose.extend(_strings(child, 0))
            broken = False
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
        yield Piece("footnote", _line(node))
    elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        yield Piece("heading", _line(node), level=int(tag[1]))
    elif tag in ("ul", "ol"):
        items = list(_items(node, 0))
        notes = [item for item in node.iter() if _NOTE.search(item.attributes.get("id") or "")]
        kind = "footnote" if notes and len(notes) == len(items) else "list"
        yield Piece(kind, "\n".join(items), ordered=tag == "ol")
    elif tag == "dl":
        yield Piece("list", "\n".join(_definitions(node, 0)))
    elif tag == "table" and depth < _MAXIMUM_DEPTH:
        yield from _table(node, depth)
    elif tag == "pre":
        yield Piece("code", node.text(deep=True).strip("\n"))
    elif tag == "blockquote":
        yield Piece("quote", _line(node))
    elif tag == "figcaption":
        yield Piece("caption", _line(node))
    elif depth >= _MAXIMUM_DEPTH:
        yield Piece("paragraph", _squeeze(node.text(deep=True)))
    else:
        yield from _walk(node, depth + 1)


def _table(node: LexborNode, depth: int) -> Iterator[Piece]:
    """Rows on lines, cells with bars between; a table of one column is layout, whose cell holds blocks of its own."""
    for child in node.iter():
        if child.tag == "caption":
            yield Piece("caption", _line(child))
    rows = [_cells(row) for row in _rows(node)]
    if rows and (max(len(row) for row in rows) <= 1 or any(_is_layout(cell) for row in rows for cell in row)):
        for row in rows:
            for cell in row:
                yield from _walk(cell, depth + 1)
    else:
        texts = ([_line(cell) for cell in row] for row in rows)
        yield Piece("table", "\n".join(" | ".join(row) for row in texts if any(row)))


def _is_layout(cell: LexborNode) -> bool:
    return cell.css_first("table, p + p, h1, h2") is not None or count_words(cell.text(deep=True)) >= _LAYOUT


def _items(node: LexborNode, depth: int) -> Iterator[str]:
    """Items of a list; what stands between them, as in lists inside lists, is an item too."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in ("ul", "ol", "div") and depth < _MAXIMUM_DEPTH and child.css_first("li") is not None:
            yield from _items(child, depth + 1)
        elif tag not in _SKIP and (text := _squeeze(child.text(deep=False)) if tag == "-text" else _line(child)):
            yield text


def _definitions(node: LexborNode, depth: int) -> Iterator[str]:
    """Terms with what they mean, one a line."""
    terms: list[str] = []
    for child in node.iter():
        if child.tag == "div" and depth < 2:
            yield from _definitions(child, depth + 1)
        elif child.tag == "dt":
            terms.append(_line(child).rstrip(":"))
        elif text := _line(child):
            lead = ", ".join(filter(None, terms))
            yield f"{lead}: {text}" if lead else text
            terms = []
    yield from filter(None, terms)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """Of this table, not of those inside its cells."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]
