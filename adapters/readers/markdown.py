"""Markdown as blocks, its inline markup taken off. Covers CommonMark's blocks, tables and front matter."""

import html
import re
from collections.abc import Callable

from adapters.readers.found import Found, Piece

_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t](.*))?$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d{1,9})[.)])\s+(?:\[[ xX]\]\s+)?(.*)$")
_QUOTED = re.compile(r"^(?:\s*>)+\s?")
_FOOTNOTE = re.compile(r"^\[\^([^\]]+)\]:\s*(.*)$")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s+\S+")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[([^\[\]]*+)\](?:\([^()]*+(?:\([^()]*+\)[^()]*+)*\)|\[[^\[\]]*+\])"), ""),
    (re.compile(r"\[\^[^\[\]]++\]"), ""),
    (re.compile(r"\[([^\[\]]++)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*\)"), r"\1"),
    (re.compile(r"\[([^\[\]]++)\]\[[^\[\]]*+\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]++|[^<@>\s]++@[^<>\s]++)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,300}+>"), ""),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"(?:\*\*\*(?=\S)([^*]++)(?<=\S)\*\*\*)"), r"\1"),
    (re.compile(r"\*\*(?!\*\*)(?=\S)([^*]*+(?:\*(?!\*)[^*]*+)*)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"__(?!__)(?=\S)([^_]*+(?:_(?!_)[^_]*+)*)(?<=\S)__"), r"\1"),
    (re.compile(r"\*(?=\S)([^*\n]++)(?<=\S)\*"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]++)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"~~(.+?)~~"), r"\1"),
)
"""Each stops where another of its kind begins, so that a line of ten million brackets is read once, not ten million
times. Only single characters are taken for good (`++`): of groups, Python before 3.11.5 loses matches (gh-106052)."""
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_PRIVATE = 0xE000  # where escaped marks hide while markup is taken off


def inline(text: str) -> str:
    """Text without emphasis, links' addresses, images and tags."""
    text = _ESCAPED.sub(lambda match: chr(_PRIVATE + ord(match.group(1))), text)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    text = re.sub(r"[\ue021-\ue07e]", lambda match: chr(ord(match.group()) - _PRIVATE), text)
    return re.sub(r"[ \t]+", " ", html.unescape(text)).strip()


def read_markdown(text: str) -> Found:
    found = Found()
    text = _front_matter(_without_comments(text), found)
    _Blocks(found, text.expandtabs(4).split("\n")).run()
    if found.title is None and found.pieces and found.pieces[0].kind == "heading" and found.pieces[0].level == 1:
        found.title = found.pieces[0].text
    return found


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _front_matter(text: str, found: Found) -> str:
    match = re.match(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, flags=re.DOTALL)
    if not match:
        return text
    for line in match.group(1).split("\n"):
        key, separator, value = line.partition(":")
        value = value.strip().strip("\"'")
        if separator and value and key.strip().lower() == "title":
            found.title = value
        elif separator and value and key.strip().lower() in ("author", "authors"):
            found.author = value.strip("[]")
    return text[match.end() :]


def _is_break(line: str) -> bool:
    marks = "".join(line.split())
    return len(marks) >= 3 and marks == marks[0] * len(marks) and marks[0] in "*-_" and not line.startswith("    ")


def _is_table_rule(line: str) -> bool:
    return "-" in line and not line.strip(" \t|:-")


class _Blocks:
    """One walk over the lines; a paragraph is collected until something else begins."""

    def __init__(self, found: Found, lines: list[str]) -> None:
        self.found, self.lines, self.at = found, lines, 0
        self.paragraph: list[str] = []

    def run(self) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.flush()
                self.at += 1
            elif not (self.fence(line) or self.heading(line) or self.listed(line) or self.quote(line)):
                self.other(line)
        self.flush()

    def flush(self) -> None:
        if not self.paragraph:
            return
        text = inline(" ".join(line.strip() for line in self.paragraph))
        if text:
            self.found.pieces.append(Piece("paragraph", text))
        self.paragraph = []

    def add(self, piece: Piece) -> None:
        self.flush()
        if piece.text:
            self.found.pieces.append(piece)

    def fence(self, line: str) -> bool:
        match = _FENCE.match(line)
        if not match:
            if self.paragraph or not line.startswith("    ") or _ITEM.match(line):
                return False
            body = self.take(lambda text: text.startswith("    ") or not text.strip())
            self.add(Piece("code", "\n".join(text[4:] for text in body).rstrip()))
            return True
        self.at += 1
        mark = match.group(1)
        body = self.take(lambda text: not text.strip().startswith(mark))
        self.at += 1
        self.add(Piece("code", "\n".join(body)))
        return True

    def heading(self, line: str) -> bool:
        if match := _ATX.match(line):
            self.at += 1
            said = (match.group(2) or "").strip()
            if (open_end := said.rstrip("#")) != said and (not open_end or open_end[-1] in " \t"):
                said = open_end.strip()
            self.add(Piece("heading", inline(said), level=len(match.group(1))))
            return True
        if self.paragraph and re.match(r"^ {0,3}(=+|-+)\s*$", line):
            text, self.paragraph = inline(" ".join(self.paragraph)), []
            self.at += 1
            self.add(Piece("heading", text, level=1 if "=" in line else 2))
            return True
        if _is_break(line):
            self.flush()
            self.at += 1
            return True
        return False

    def listed(self, line: str) -> bool:
        match = _ITEM.match(line)
        if not match or (self.paragraph and match.group(1) not in (None, "1")):
            return False
        items: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
            if item := _ITEM.match(line):
                items.append(item.group(2))
            elif line.strip() and not _ATX.match(line) and not _FENCE.match(line):
                items[-1] += " " + line.strip()
            elif line.strip() or not (_ITEM.match(following) or following.startswith("  ")):
                break
            self.at += 1
        self.add(Piece("list", "\n".join(filter(None, map(inline, items))), ordered=match.group(1) is not None))
        return True

    def quote(self, line: str) -> bool:
        if not line.lstrip().startswith(">"):
            return False
        body = self.take(lambda text: text.lstrip().startswith(">"))
        self.add(Piece("quote", inline(" ".join(_QUOTED.sub("", text) for text in body))))
        return True

    def other(self, line: str) -> None:
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        if "|" in line and "|" in following and _is_table_rule(following):
            rows = self.take(lambda text: "|" in text)
            cells = [" | ".join(inline(cell) for cell in row.strip().strip("|").split("|")) for row in rows]
            self.add(Piece("table", "\n".join([cells[0], *cells[2:]])))
        elif match := _FOOTNOTE.match(line):
            self.at += 1
            self.add(Piece("footnote", inline(match.group(2))))
        elif _REFERENCE.match(line):
            self.at += 1
        else:
            self.paragraph.append(line)
            self.at += 1

    def take(self, belongs: Callable[[str], bool]) -> list[str]:
        start = self.at
        while self.at < len(self.lines) and belongs(self.lines[self.at]):
            self.at += 1
        return self.lines[start : self.at]
