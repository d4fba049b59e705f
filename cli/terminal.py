"""Foreign words made harmless for a terminal, and lines as wide as it."""

import re
import unicodedata
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, moving the cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS and other strings
    r"|\x1b[ -/]*[0-~]?"  # any other
)
"""Control sequences of ECMA-48, in their 7-bit and 8-bit forms."""

_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates of the bidirectional algorithm: they change the order of what follows."""

Line = str | Text

NARROWEST = 20
"""Columns that are written to at least, however deep a line is indented."""


def visible(text: str) -> str:
    """The text without control sequences, control characters and characters that reorder others."""
    plain = _SEQUENCES.sub("", text)
    return "".join(each for each in plain if each in "\n\t" or not _is_control(each))


def escaped(json: str) -> str:
    """A JSON document in which what `visible` drops is escaped. The C0 controls are escaped in any JSON."""
    return "".join(f"\\u{ord(each):04x}" if each != "\n" and _is_control(each) else each for each in json)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _REORDERING


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
