"""A reader of JSON as language models write it: strict JSON reads as it is, and common slips are forgiven.

Forgiven are comments, commas too many or too few, quotes of every writing, quotes inside strings that are not escaped,
bare keys, Python's words for true, false and null, raw line breaks in strings, and escapes that JSON does not know.
Bare words are not values, so prose in brackets and placeholders such as `[...]` stay unreadable.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = re.compile(r"(?:[\s\ufeff\u200b-\u200f\u2060]+|\\[nrt](?![a-z])|//[^\n]*|#[^\n]*|/\*.{0,500}?\*/)*", re.DOTALL)
_CLOSING = {'"': '"', "'": "'", "“": "”", "„": "“”", "«": "»", "‘": "’"}
_BODY = {
    opening: re.compile(rf"[^{closing}\\]*(?:\\.[^{closing}\\]*)*", re.DOTALL) for opening, closing in _CLOSING.items()
}
_BEHIND_STRING = re.compile(r"[,，:：}\]\"'“„«‘]|[^\W\d][\w-]*\s*[:：]")
_FIELD = re.compile(r"[\"'”]\s*[:：]\s*[\"'“\[{]")
_KEY = re.compile(r"[^\W\d][\w-]*")
_WORD = re.compile(r"(true|True)|(false|False)|(null|None|undefined)|(-?(?:NaN|Infinity))\b")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
_BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.)|$)', re.DOTALL)
_OPENING = re.compile(r"[{\[]")

_DEEPEST = 20
"""Nesting. An answer has four levels, and two or three more of what a model puts around it."""
_MOST_EFFORT = 8
"""Characters looked at for each character of the text: every opening bracket may be the beginning of the answer, and
each is read on to where it breaks."""
_LEAST_EFFORT = 100_000
_VALUE = 10
"""What one value counts for beside its characters: about the time that they take."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value that stands in a text as [start, end). `broken_around`: brackets opened before it that never close."""

    start: int
    end: int
    value: object
    broken_around: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """All values of a text, outermost ones only; `unclosed`: where brackets open that the text's end leaves open."""

    found: tuple[Found, ...]
    unclosed: tuple[int, ...] = ()


class _Broken(Exception):
    def __init__(self, *, at_end: bool = False) -> None:
        super().__init__()
        self.at_end = at_end


class _Exhausted(Exception):
    """The effort is used up."""


def scan(text: str) -> Scan:
    """The objects and lists in a text, wherever they stand in it."""
    reader, found, unclosed, at = _Reader(text), list[Found](), list[int](), 0
    try:
        while opening := _OPENING.search(text, at):
            at = opening.start()
            try:
                value, end = reader.value(at, 0)
            except _Broken as broken:
                if broken.at_end:
                    unclosed.append(at)
                at += 1
                continue
            found.append(Found(at, end, value, broken_around=bool(unclosed)))
            at = end
    except _Exhausted:
        pass
    return Scan(tuple(found), tuple(unclosed))


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._effort = text, max(_LEAST_EFFORT, _MOST_EFFORT * len(text))

    def value(self, at: int, depth: int) -> tuple[object, int]:
        """The value at a position, and where it ends."""
        at = self._gap(at)
        self._spend(_VALUE)
        match self._text[at]:
            case "{" | "[" if depth == _DEEPEST:
                raise _Broken
            case "{":
                return self._object(at + 1, depth + 1)
            case "[":
                return self._list(at + 1, depth + 1)
            case quote if quote in _CLOSING:
                return self._string(at)
        if found := _WORD.match(self._text, at):
            yes, no, nothing, odd = found.groups()
            return (True if yes else False if no else None if nothing else float(odd)), self._spent(found)
        if found := _NUMBER.match(self._text, at):
            number = found.group()
            return (int(number) if number.lstrip("+-").isdigit() and len(number) < 400 else float(number)), (
                self._spent(found)
            )
        raise _Broken

    def _object(self, at: int, depth: int) -> tuple[dict[str, object], int]:
        made: dict[str, object] = {}
        for begin in self._items(at, "}"):
            name, end = self._name(begin)
            colon = self._gap(end)
            if self._text[colon] not in ":：":
                raise _Broken
            made[name], self._at = self.value(colon + 1, depth)
        return made, self._at

    def _name(self, at: int) -> tuple[str, int]:
        if self._text[at] in _CLOSING:
            return self._string(at, is_name=True)
        if bare := _KEY.match(self._text, at):
            return bare.group(), self._spent(bare)
        raise _Broken

    def _list(self, at: int, depth: int) -> tuple[list[object], int]:
        made: list[object] = []
        for begin in self._items(at, "]"):
            item, self._at = self.value(begin, depth)
            made.append(item)
        return made, self._at

    def _items(self, at: int, closing: str) -> Iterator[int]:
        """Where each item begins; `_at` is its end when the next one is asked for, and at last the end of them all."""
        self._at = at
        while True:
            at = self._gap(self._at)
            while self._text[at] in ",，":
                at = self._gap(at + 1)
            if self._text[at] == closing:
                self._at = at + 1
                return
            yield at

    def _string(self, at: int, *, is_name: bool = False) -> tuple[str, int]:
        """A string; in one that is a value, a quote behind which nothing of JSON stands is a letter of it."""
        body, end, inside = _BODY[self._text[at]], at + 1, False
        while True:
            start, end = end, self._spent(body.match(self._text, end))
            if end >= len(self._text):
                self._spend(end - start)
                raise _Broken(at_end=not inside)
            if inside and _FIELD.search(self._text, start - 2, end + 1):
                raise _Broken
            if is_name or self._ends_string(end + 1):
                return _unescaped(self._text[at + 1 : end]), end + 1
            inside, end = True, end + 1

    def _ends_string(self, at: int) -> bool:
        at = self._spent(_GAP.match(self._text, at))
        return at >= len(self._text) or _BEHIND_STRING.match(self._text, at) is not None

    def _gap(self, at: int) -> int:
        """Where the next token begins."""
        at = self._spent(_GAP.match(self._text, at))
        if at >= len(self._text):
            raise _Broken(at_end=True)
        return at

    def _spent(self, found: re.Match[str] | None) -> int:
        assert found is not None  # the patterns of this module that may match nothing match everywhere
        self._spend(found.end() - found.start() + 1)
        return found.end()

    def _spend(self, effort: int) -> None:
        self._effort -= effort
        if self._effort < 0:
            raise _Exhausted


def _unescaped(body: str) -> str:
    def known(escape: re.Match[str]) -> str:
        return escape.group() if escape.group(1) else (escape.group(2) or "")

    if "\\" not in body:
        return body
    escaped = _BAD_ESCAPE.sub(known, body)
    quoted = re.sub(r'(\\.)|"', lambda one: one.group(1) or r"\"", escaped, flags=re.DOTALL)
    made = json.loads(f'"{quoted}"', strict=False)
    assert isinstance(made, str)
    return made
