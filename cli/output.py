"""The one place of output: results on stdout, everything else on stderr, exit codes that scripts can rely on."""

import json
import re
import sys
import unicodedata
from collections.abc import Container, Sequence
from enum import IntEnum
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from cli.terminal import Line, console_of, escaped, write
from domain.visible_text import visible

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


WIDE_COLUMN = 16
"""Characters that a column of a table in which words are wrapped should have."""

NAME_BYTES = 120
"""File systems allow 255 bytes in a name; a mark of its job, an ending and what a download adds follow."""

NARROW, SHORT_ID = 100, 8
"""Columns below which the beginning of an id is shown, and its length: of ten thousand random ids, two begin alike in
one of a hundred installations."""

COLOURS = {
    "COMPLETED": "green",
    "QUEUED": "cyan",
    "GENERATING": "cyan",
    "NEEDS_ATTENTION": "yellow",
    "AWAITING_REVIEW": "yellow",
    "FAILED": "red",
    "CANCELLED": "dim",
    "ok": "green",
    "note": "yellow",
    "missing": "red",
    "open": "green",
    "closed": "yellow",
    "away": "red",
}


class Exit(IntEnum):
    """Exit codes; scripts rely on them."""

    DONE = 0
    BAD_INPUT = 2
    NEEDS_ATTENTION = 3
    FAILED = 4
    NO_SERVER = 5
    INTERRUPTED = 130  # what shells report after Ctrl-C


class CliExit(Exception):
    """The end of the command: an exit code, and a message for stderr."""

    def __init__(self, code: Exit, message: str = "") -> None:
        super().__init__(message)
        self.code, self.message = code, message


def echo(line: Line) -> None:
    """Prints a line of the result."""
    write(line, sys.stdout)


def echo_json(value: object) -> None:
    """Prints the result as one JSON document."""
    print(escaped(json.dumps(value, ensure_ascii=False, indent=2)), flush=True)


def note(line: Line) -> None:
    """Prints a line that is not part of the result: to stderr, so that stdout holds the result only."""
    write(line, sys.stderr)


def interactive() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str, *, yes: bool) -> bool:
    """Asked of a person only, and not with `--yes`; scripts mean what they say."""
    return yes or not interactive() or typer.confirm(visible(question), err=True)


def shown_id(job_id: str) -> str:
    """The id, or on a narrow terminal its beginning, which every command takes too."""
    return job_id[:SHORT_ID] if narrow() else job_id


def narrow() -> bool:
    """Whether the result is shown on a terminal that is too narrow for long columns."""
    return sys.stdout.isatty() and console_of(sys.stdout).width < NARROW


def coloured(status: str) -> Text:
    """A status or verdict in its colour, which only terminals show."""
    return Text(status, style=COLOURS.get(status, ""))


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Text]],
    *,
    optional: Sequence[str] = (),
    wrapped: Sequence[str] = (),
) -> None:
    """Prints a table on a terminal, and tab-separated lines for other programs.

    Words are wrapped in the last column and in those of `wrapped`. On a narrow terminal the `optional` columns are left
    out, the first one first; so are, on any, those in which nothing stands.
    """
    cells = [
        [Text(re.sub(r"\s+", " ", visible(str(each))), each.style if isinstance(each, Text) else "") for each in row]
        for row in rows
    ]
    if not sys.stdout.isatty():
        for row in cells:
            print("\t".join(each.plain for each in row), flush=True)
        return
    console = console_of(sys.stdout)
    wide = {headings[-1], *wrapped}
    shown = _fitting(headings, cells, optional, wide, width=console.width)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for index in shown:
        grid.add_column(Text(headings[index]), no_wrap=headings[index] not in wide, overflow="fold")
    for row in cells:
        grid.add_row(*(row[index] for index in shown))
    console.print(grid)


def _fitting(
    headings: Sequence[str],
    rows: Sequence[Sequence[Text]],
    optional: Sequence[str],
    wide: Container[str],
    *,
    width: int,
) -> list[int]:
    """The columns that fit side by side, with room for a few words in the wide ones."""
    needed = [
        max(cell_len(heading), *(cell.cell_len for cell in column)) + 2
        for heading, *column in zip(headings, *rows, strict=True)
    ]
    needed = [
        min(each, WIDE_COLUMN) if heading in wide else each for heading, each in zip(headings, needed, strict=True)
    ]
    left = [index for index in range(len(headings)) if any(row[index].plain for row in rows)]
    for name in optional:
        if sum(needed[index] for index in left) <= width:
            break
        left = [index for index in left if headings[index] != name]
    return left


def clock(seconds: float) -> str:
    """A duration as 4:05 or 1:04:05."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def size(count: int) -> str:
    """A number of bytes, as 12 kB."""
    shown = float(count)
    for unit in ("B", "kB", "MB"):
        if shown < 1000:
            return f"{shown:.0f} {unit}"
        shown /= 1000
    return f"{shown:.1f} GB"


def shortened(text: str, width: int) -> str:
    """The text on one line, cut to at most `width` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def slug(title: str) -> str:
    """A title as a file name that is valid on every system, with the letters of every script."""
    letters = (each if unicodedata.category(each)[0] in "LMN" else "-" for each in unicodedata.normalize("NFC", title))
    name = re.sub(r"-+", "-", "".join(letters).lower()).strip("-")
    return name.encode()[:NAME_BYTES].decode(errors="ignore").strip("-") or "podcast"
