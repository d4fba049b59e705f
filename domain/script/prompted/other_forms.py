"""Answers in other forms than JSON: YAML, TOML and tables of Markdown, as values that JSON could hold.

They are looked for only where no JSON is an answer: each is written by some models whatever they are asked for.
"""

import re
import tomllib
from collections.abc import Iterator

from domain.script.prompted.yaml_subset import values_of_yaml

_FENCED = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*\w*[ \t]*\n(.*?)^[ \t]*(?:```|~~~)[ \t]*$", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"^[ \t]*(?:\[\[[\w.]{1,40}\]\]|\w{1,40}[ \t]*=)", re.MULTILINE)
_LAST_PARAGRAPH = re.compile(r"\n[ \t]*\n(?!.*\n[ \t]*\n).*\Z", re.DOTALL)
_MOST_CHATTER = 3  # paragraphs behind a table of TOML: "Shall I go on?"
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$")
_RULE = re.compile(r"[\s|:-]*-{2}[\s|:-]*")
_CELLS = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


def values_in(text: str) -> list[object]:
    """What the text holds in these forms, in order; fenced parts alone where there are some."""
    fenced = [match[1] for match in _FENCED.finditer(text)]
    return [value for part in fenced or [text] for value in _values(part)]


def _values(text: str) -> Iterator[object]:
    yield from _tables(text)
    yield from _toml(text)
    yield from values_of_yaml(text)


def _toml(text: str) -> Iterator[object]:
    start = _TOML.search(text)
    rest = text[start.start() :] if start else ""
    for _ in range(_MOST_CHATTER + 1):
        try:
            value = tomllib.loads(rest)
        except (ValueError, RecursionError):
            shorter = _LAST_PARAGRAPH.sub("", rest)
            if shorter == rest:
                return
            rest = shorter
        else:
            if value:
                yield value
            return


def _tables(text: str) -> Iterator[object]:
    """Each table as a list of objects, one a row, with the heads of its columns as names."""
    lines = text.split("\n")
    at = 0
    while at + 1 < len(lines):
        head, rule = _ROW.match(lines[at]), _RULE.fullmatch(lines[at + 1])
        at += 1
        if head is None or rule is None or "|" not in lines[at]:
            continue
        names = [cell.casefold() for cell in _cells(head[1])]
        if len(names) < 2:
            continue
        rows: list[object] = []
        while at + 1 < len(lines) and (row := _ROW.match(lines[at + 1])):
            rows.append(dict(zip(names, _cells(row[1]), strict=False)))
            at += 1
        yield rows


def _cells(row: str) -> list[str]:
    return [_BREAK.sub(" ", cell.replace("\\|", "|")).strip().strip("*`").strip() for cell in _CELLS.split(row)]
