"""Markdown as blocks of plain text, from the tokens of markdown-it; front matter gives title and author."""

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from adapters.readers.content import Content, Piece
from adapters.readers.formulas.raised import lowered, raised
from adapters.readers.formulas.tex import tex
from adapters.readers.markdown.dialects import made_plain
from adapters.readers.markdown.rules import parser
from adapters.readers.text.lines import Joiner

SHORTCODE = re.compile(r"(?<![\w:]):(?=[a-z0-9_+-]*[a-z]|[+-]1:)[a-z0-9_+-]{2,40}:(?![\w:])")
"""Names of pictures between colons, as GitHub and chats show them: `:tada:`."""
_TASK = re.compile(r"^\[[ xX/<>?!*-]\]\s+")

_MARK = re.compile(r"[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])")
_MANY_MARKS = re.compile(rf"^(?:{_MARK.pattern}){{17,}}", re.MULTILINE)
"""Marks of quotations and lists on one line. People write three; the parser drops what stands in too many."""

_NEAR_HEAD = 6  # blocks before a title: badges, a picture, a note
_USUAL = re.compile(
    r"(?:\d+[.)]?\s*)?(?:introduction|overview|abstract|summary|contents|table of contents|background|preface|about|"
    r"getting started|installation|usage|features|motivation|description|changelog)",
    re.IGNORECASE,
)
"""Headings of a first part, which name no whole."""
_BREAK_TAG = re.compile(r"<br[\s/>]", re.IGNORECASE)
_BEFORE = 6  # pieces of a line before a superscript that tell what it is
_DEEPEST = 4  # elements inside each other that are raised, lowered or deleted
_CONTAINERS = ("blockquote", "bullet_list", "ordered_list")


def read_markdown(text: str) -> Content:
    """Blocks in order. Quotations and lists are flat: all that stands inside one is its text, but code and tables."""
    content = Content()
    text = _MANY_MARKS.sub(_first_marks, made_plain(text, content))
    content.pieces = _Blocks(text.split("\n")).read(parser().parse(text))
    content.title = content.title or _first_heading(content.pieces)
    return content


def _first_heading(pieces: Sequence[Piece]) -> str | None:
    """The heading that names the whole: of level one near the head, or else the first, where no other is as high."""
    headings = [
        (at, piece)
        for at, piece in enumerate(pieces)
        if piece.kind == "heading" and (piece.level == 1 or not piece.text.endswith("."))  # a sentence names nothing
    ]
    if not headings:
        return None
    at, first = headings[0]
    alone = sum(piece.level <= first.level for _, piece in headings) == 1
    if first.level == 1:
        return first.text if at == 0 or (alone and at <= _NEAR_HEAD) else None
    return first.text if at == 0 and (alone or not _USUAL.fullmatch(first.text)) and first.level == 2 else None


def inline(text: str) -> str:
    """Text without emphasis, links' addresses, images, marks of notes and tags."""
    return _text(parser().parseInline(text)[0])


def _first_marks(match: re.Match[str]) -> str:
    return "".join(_MARK.findall(match.group())[:16])


def _text(token: Token, joiner: Joiner | None = None) -> str:
    """Text of an inline token on one line."""
    lines: list[list[str]] = [[]]
    marks = _Marks()
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            content = SHORTCODE.sub("", child.content) if child.type == "text" else child.content
            lines[-1].append(marks.read(content, before="".join(lines[-1][-_BEFORE:])))
        elif child.type == "formula":
            lines[-1].append(tex(child.content))
        elif child.type in ("softbreak", "hardbreak") or _BREAK_TAG.match(child.content):
            lines.append([])
        elif child.type in ("s_open", "s_close"):
            marks.tag(f"<{'/' * (child.nesting < 0)}del>")
        elif child.type == "html_inline":
            lines[-1].append(marks.tag(child.content))
    whole = [re.sub(r"[ \t]+", " ", "".join(line)).strip() for line in lines]
    return (joiner or Joiner(())).paragraph([line for line in whole if line])


class _Marks:
    """HTML inside a line: what is raised, lowered, deleted or a break."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def tag(self, markup: str) -> str:
        match = re.match(r"<(/?)\s*([a-zA-Z]+\d?)", markup)
        name = match[2].lower() if match else ""
        if name in ("br", "hr", "p", "div", "li", "td", "tr"):
            return " "
        name = "del" if name in ("s", "strike") else name
        if match and name in ("sup", "sub", "del"):
            if not match[1] and len(self._open) < _DEEPEST:
                self._open.append(name)
            elif name in self._open:
                self._open.remove(name)
        return ""

    def read(self, text: str, *, before: str) -> str:
        if not self._open:
            return text
        if "del" in self._open:
            return ""
        return (raised if self._open[-1] == "sup" else lowered)(text, before=before)


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
        self._joiner = Joiner(lines)
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
        text, opened = _text(token, self._joiner), self._opened
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
