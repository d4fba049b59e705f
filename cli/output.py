"""The one place of output: results on stdout, everything else on stderr, exit codes that scripts can rely on."""

import json
import re
import sys
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


LAST_COLUMN = 20
"""Characters that the last column of a table, which is wrapped, should have."""


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


def echo(line: str) -> None:
    """Prints a line of the result."""
    print(line, flush=True)


def echo_json(value: object) -> None:
    """Prints the result as one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def note(line: str) -> None:
    """Prints a line that is not part of the result: to stderr, so that stdout holds the result only."""
    print(line, file=sys.stderr, flush=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, optional: Sequence[str] = ()) -> None:
    """Prints a table on a terminal, and tab-separated lines for other programs.

    Only the last column is wrapped. On a narrow terminal the `optional` columns are left out, the first one first.
    """
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(re.sub(r"\s+", " ", cell) for cell in row))
        return
    console = Console()
    shown = _fitting(headings, rows, optional, width=console.width)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for index in shown:
        grid.add_column(headings[index], no_wrap=index != shown[-1], overflow="fold")
    for row in rows:
        grid.add_row(*(row[index].replace("[", "\\[") for index in shown))
    console.print(grid)


def _fitting(
    headings: Sequence[str], rows: Sequence[Sequence[str]], optional: Sequence[str], *, width: int
) -> list[int]:
    """The columns that fit side by side, with room for a few words in the last one."""
    needed = [max(len(cell) for cell in column) + 2 for column in zip(headings, *rows, strict=True)]
    needed[-1] = min(needed[-1], LAST_COLUMN)
    left = list(range(len(headings)))
    for name in optional:
        if sum(needed[index] for index in left) <= width:
            break
        left.remove(headings.index(name))
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
    """A title as a file name that is valid on every system."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:60].strip("-") or "podcast"
