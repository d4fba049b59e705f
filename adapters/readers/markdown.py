"""Markdown as blocks of plain text, from the tokens of markdown-it; front matter gives title and author."""

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from adapters.readers.content import Content, Piece
from adapters.readers.markdown_rules import parser

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TASK = re.compile(r"^\[[ xX]\]\s+")

_MARK = re.compile(r"[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])")
_MANY_MARKS = re.compile(rf"^(?:{_MARK.pattern}){{17,}}", re.MULTILINE)
"""Marks of quotations and lists on one line. People write three; the parser drops what stands in too many."""

_CONTAINERS = ("blockquote", "bullet_list", "ordered_list")


def read_markdown(text: str) -> Content:
    """Blocks in order. Quotations and lists are flat: all that stands inside one is its text, but code and tables."""
    content = Content()
    text = _without_front_matter(_without_comments(text), content)
    text = _MANY_MARKS.sub(_first_marks, text)
    content.pieces = _Blocks(text.split("\n")).read(parser().parse(text))
    if (
        content.title is None
        and content.pieces
        and content.pieces[0].kind == "heading"
        and content.pieces[0].level == 1
    ):
        content.title = content.pieces[0].text
    return content


def inline(text: str) -> str:
    """Text without emphasis, links' addresses, images, marks of notes and tags."""
    return _text(parser().parseInline(text)[0])


def _without_comments(text: str) -> str:
    shown, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        shown.append(text[at:start])
        at = end + 3
    return "".join([*shown, text[at:]])


def _without_front_matter(text: str, content: Content) -> str:
    match = _FRONT_MATTER.match(text)
    if not match:
        return text
    for line in match.group(1).split("\n"):
        key, separator, value = line.partition(":")
        value = value.strip().strip("\"'")
        if separator and value and key.strip().lower() == "title":
            content.title = value
        elif separator and value and key.strip().lower() in ("author", "authors"):
            content.author = value.strip("[]")
    return text[match.end() :]


def _first_marks(match: re.Match[str]) -> str:
    return "".join(_MARK.findall(match.group())[:16])


def _text(token: Token) -> str:
    """Text of an inline token on one line."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return re.sub(r"[ \t]+", " ", "".join(parts)).strip()


class _Container:
    """The outermost list or quotation, while what stands inside it is read."""

    def __init__(self, token: Token) -> None:
        self.is_list = token.type != "blockquote_open"
        self.ordered = token.type == "ordered_list_open"
        self.depth = 0
        self.items: list[list[str]] = [[]]

    def piece(self) -> Piece:
        """What was read since the last piece."""
        items = [" ".join(filter(None, item)) for item in self.items]
        self.items = [[]]
        if self.is_list:
            lines = (_TASK.sub("", item) for item in items)
            return Piece("list", "\n".join(filter(None, lines)), ordered=self.ordered)
        return Piece("quote", " ".join(filter(None, items)))


class _Blocks:
    """One walk over the tokens of a text of `lines`."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.pieces: list[Piece] = []
        self._container: _Container | None = None
        self._rows: list[list[str]] = []
        self._below: list[str] | None = None
        self._opened = Token("", "", 0)  # what the next inline token is the text of
        self._on: dict[str, Callable[[Token], None]] = {
            **dict.fromkeys((f"{name}_open" for name in _CONTAINERS), self._enter),
            **dict.fromkeys((f"{name}_close" for name in _CONTAINERS), self._leave),
            **dict.fromkeys(("fence", "code_block"), self._code),
            "list_item_open": self._item,
            "table_open": self._table,
            "tr_open": self._row,
            "table_close": self._table_end,
            "inline": self._inline,
        }

    def read(self, tokens: Sequence[Token]) -> list[Piece]:
        for token in tokens:
            if token.nesting > 0:
                self._opened = token
            if handle := self._on.get(token.type):
                handle(token)
        return self.pieces

    def _add(self, piece: Piece) -> None:
        if piece.text:
            self.pieces.append(piece)

    def _enter(self, token: Token) -> None:
        self._container = self._container or _Container(token)
        self._container.depth += 1

    def _leave(self, token: Token) -> None:
        assert self._container is not None
        self._container.depth -= 1
        if self._container.depth == 0:
            self._add(self._container.piece())
            self._container = None

    def _item(self, token: Token) -> None:
        if self._container is not None and self._container.is_list:
            self._container.items.append([])

    def _code(self, token: Token) -> None:
        self._interrupt()
        self._add(Piece("code", token.content.rstrip("\n")))

    def _table(self, token: Token) -> None:
        self._interrupt()
        self._rows, self._below = [], None

    def _row(self, token: Token) -> None:
        """A line without a bar right below a table is a paragraph to whoever wrote it."""
        if self._below is None and token.map and "|" not in self._lines[token.map[0]]:
            self._below = []
        self._rows.append([])

    def _interrupt(self) -> None:
        """Code and tables are blocks of their own wherever they stand."""
        if self._container is not None:
            self._add(self._container.piece())

    def _table_end(self, token: Token) -> None:
        self._add(Piece("table", "\n".join(" | ".join(row) for row in self._rows if row)))
        self._add(Piece("paragraph", " ".join(filter(None, self._below or ()))))

    def _inline(self, token: Token) -> None:
        text, opened = _text(token), self._opened
        if opened.tag in ("th", "td"):
            (self._rows[-1] if self._below is None else self._below).append(text)
        elif opened.type == "footnote_open":
            self._add(Piece("footnote", text))
        elif self._container is not None:
            self._container.items[-1].append(text)
        elif opened.type == "heading_open":
            self._add(Piece("heading", text, level=int(opened.tag[1])))
        else:
            self._add(Piece("paragraph", text))
