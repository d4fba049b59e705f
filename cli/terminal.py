"""Foreign words made harmless for a terminal, and lines as wide as it."""

import re
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from domain.visible_text import is_hidden, visible

Line = str | Text

NARROWEST = 20
"""Columns that are written to at least, however deep a line is indented."""


def escaped(json: str) -> str:
    """A JSON document in which what `visible` drops is escaped. The C0 controls are escaped in any JSON."""
    return "".join(f"\\u{ord(each):04x}" if is_hidden(each) else each for each in json)


def write(line: Line, stream: TextIO) -> None:
    """Writes a line: in colours and wrapped at words on a terminal, as it is for other programs."""
    text = _clean(line)
    if not stream.isatty():
        print(text.plain, file=stream, flush=True)
        return
    console = console_of(stream)
    for part in text.split("\n", allow_blank=True):
        _write_wrapped(console, part)


def console_of(stream: TextIO) -> Console:
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def _write_wrapped(console: Console, text: Text) -> None:
    """What follows the first line is indented as it is. Addresses and paths stay whole, so that they can be copied."""
    indent = len(text.plain) - len(text.plain.lstrip())
    body = text[indent:]
    for each in body.divide(_breaks(body.plain, max(console.width - indent, NARROWEST))):
        each.rstrip()
        console.print(Text(" " * indent) + each, soft_wrap=True)


def _breaks(text: str, width: int) -> list[int]:
    """Where to go on in the next line: before each word that no longer fits."""
    found, used = [], 0
    for word in re.finditer(r"\S+\s*", text):
        if used and used + cell_len(word[0].rstrip()) > width:
            found.append(word.start())
            used = 0
        used += cell_len(word[0])
    return found


def _clean(line: Line) -> Text:
    """Styles of a `Text` stay; so does its own text where there is nothing to strip."""
    if isinstance(line, str):
        return Text(visible(line))
    if visible(line.plain) == line.plain:
        return line
    cleaned = Text(style=line.style)
    for part in line.divide(sorted({0, *(edge for span in line.spans for edge in (span.start, span.end))})[1:]):
        cleaned.append(visible(part.plain), style=part.spans[0].style if part.spans else "")
    return cleaned
