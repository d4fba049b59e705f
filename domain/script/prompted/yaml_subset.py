"""YAML as language models write it: mappings and lists by their indents, strings plain, quoted, folded or in blocks.

Anchors, tags, types other than strings, and documents after the first are not read. A colon in a plain string, which
YAML forbids, is forgiven.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_START = re.compile(
    r"^[ \t]*(?:- +)?[\"']?(?:turns|dialogue|dialog|script|conversation|transcript|lines|segments|sections|outline"
    r"|chapters|verdicts|turn|title|speaker|name)[\"']?[ \t]*:(?=[ \t\n])",
    re.MULTILINE | re.IGNORECASE,
)
"""Where an answer begins: YAML may begin with any word, and so may a sentence with a colon in it."""
_KEY = re.compile(r"(?:\"([^\"\\]{1,60})\"|'([^'\\]{1,60})'|([^\W\d][\w .-]{0,59}?))\s*:(?:\s+(.*)|$)", re.DOTALL)
_ITEM = re.compile(r"-(?:\s+(.*)|$)", re.DOTALL)
_BLOCK = re.compile(r"([|>])[-+1-9]{0,2}(?:\s+#.*)?")
_COMMENT = re.compile(r"\s+#.*$")
_QUOTED = {'"': re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?'), "'": re.compile(r"'((?:[^']|'')*)'\s*(?:#.*)?")}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_DEEPEST = 12  # an answer has four levels
_LONGEST_STRING = 500  # lines


class _Line(NamedTuple):
    indent: int
    text: str  # without the indent


class _NoYaml(Exception):
    """The lines are none of what is read here."""


def values_of_yaml(text: str) -> Iterator[object]:
    """The first mapping or list that may be an answer, and what stands in it as strings; nothing when it breaks off."""
    start = _START.search(text)
    if start is None:
        return
    lines = [_line(line) for line in text[start.start() :].split("\n")]
    try:
        value, _ = _Reader(lines).block(0, 0)
    except _NoYaml:
        return
    yield value


def _line(line: str) -> _Line:
    plain = line.expandtabs(2).rstrip()
    text = plain.lstrip()
    return _Line(len(plain) - len(text), text)


class _Reader:
    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines

    def block(self, at: int, depth: int) -> tuple[object, int]:
        """The value that begins on this line, and the line behind it."""
        if depth > _DEEPEST:
            raise _NoYaml
        if _ITEM.fullmatch(self._lines[at].text):
            return self._list(at, depth)
        return self._mapping(at, depth)

    def _list(self, at: int, depth: int) -> tuple[list[object], int]:
        made: list[object] = []
        indent = self._lines[at].indent
        while at < len(self._lines) and (item := self._at(at, indent, _ITEM)):
            rest = item[1] or ""
            if not rest:
                value, at = self._below(at, indent + 1, depth)
            elif (_KEY.fullmatch(rest) and rest[0] not in "\"'") or _ITEM.fullmatch(rest):
                line = self._lines[at]
                self._lines[at] = _Line(indent + len(line.text) - len(rest), rest)
                value, at = self.block(at, depth + 1)
            else:
                value, at = self._scalar(rest, at, indent)
            made.append(value)
            at = self._next(at)
        self._check_end(at, indent)
        return made, at

    def _mapping(self, at: int, depth: int) -> tuple[dict[str, object], int]:
        made: dict[str, object] = {}
        indent = self._lines[at].indent
        while at < len(self._lines) and (field := self._at(at, indent, _KEY)):
            name, rest = field[1] or field[2] or field[3], field[4] or ""
            if name in made:
                raise _NoYaml
            if rest and not rest.startswith("#"):
                made[name], at = self._scalar(rest, at, indent)
            else:
                made[name], at = self._below(at, indent, depth)
            at = self._next(at)
        if not made:
            raise _NoYaml
        self._check_end(at, indent)
        return made, at

    def _at(self, at: int, indent: int, form: re.Pattern[str]) -> re.Match[str] | None:
        line = self._lines[at]
        return form.fullmatch(line.text) if line.indent == indent else None

    def _check_end(self, at: int, indent: int) -> None:
        """What follows has to belong to what stands around; behind the outermost value anything may follow."""
        if at < len(self._lines) and self._lines[at].indent > indent:
            raise _NoYaml

    def _next(self, at: int) -> int:
        """Past blank lines and comments."""
        while at < len(self._lines) and self._lines[at].text[:1] in ("", "#"):
            at += 1
        return at

    def _below(self, at: int, indent: int, depth: int) -> tuple[object, int]:
        """What stands on the lines below a name: deeper, or a list at the same depth."""
        below = self._next(at + 1)
        if below < len(self._lines):
            line = self._lines[below]
            if line.indent > indent or (line.indent == indent and _ITEM.fullmatch(line.text)):
                return self.block(below, depth + 1)
        return None, at + 1

    def _scalar(self, text: str, at: int, indent: int) -> tuple[object, int]:
        if block := _BLOCK.fullmatch(text):
            return self._lines_of(at + 1, indent, "\n" if block[1] == "|" else " ")
        following, end = self._lines_of(at + 1, indent, " ")
        whole = f"{text} {following}".strip()
        if text[0] in "[{":
            return self._flow(whole), end
        if text[0] in _QUOTED and (quoted := _QUOTED[text[0]].fullmatch(whole)):
            plain = quoted[1]
            if text[0] == "'":
                return plain.replace("''", "'"), end
            return _ESCAPE.sub(lambda one: _ESCAPED.get(one[1], one[1]), plain), end
        return _COMMENT.sub("", whole), end

    def _lines_of(self, at: int, indent: int, between: str) -> tuple[str, int]:
        """The lines of a string, which are deeper than its name."""
        found: list[str] = []
        while at < len(self._lines) and (not self._lines[at].text or self._lines[at].indent > indent):
            found.append(self._lines[at].text)
            at += 1
            if len(found) > _LONGEST_STRING:
                raise _NoYaml
        return between.join(filter(None, found)), at

    @staticmethod
    def _flow(text: str) -> object:
        """A list on one line, of strings."""
        if not (text.startswith("[") and text.endswith("]")):
            raise _NoYaml
        return [part.strip().strip("\"'") for part in text[1:-1].split(",") if part.strip()]
