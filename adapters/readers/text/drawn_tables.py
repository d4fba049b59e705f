"""Tables that are drawn with signs, or set in columns of spaces, in plain text."""

import re
from collections.abc import Sequence

from adapters.readers.content import Piece

_RULE = re.compile(r"^[\s+|=:─━┼│┃├┤┌┐└┘┬┴╪═║╬_-]*[-=─━═_]{2,}[\s+|=:─━┼│┃├┤┌┐└┘┬┴╪═║╬_-]*$")
_DRAWN = re.compile(r"\s*[|│┃║]\s*")
_SPACED = re.compile(r"(?<![.!?:;,])\s{2,}")
_FEWEST_ROWS, _FEWEST_DRAWN = 3, 2  # two lines with a wide gap may be chance; drawn lines are not
_LONGEST_CELL, _LONGEST_LINE = 60, 400


def as_table(group: Sequence[str]) -> Piece | None:
    """The rows of a group of lines whose every line has as many cells as the others; None for any other group."""
    if len(group) < _FEWEST_DRAWN or max(map(len, group)) > _LONGEST_LINE:
        return None
    rows = [line.strip() for line in group if not _RULE.match(line)]
    ruled = len(rows) < len(group)
    for pattern, fewest in ((_DRAWN, _FEWEST_DRAWN), (_SPACED, _FEWEST_DRAWN if ruled else _FEWEST_ROWS)):
        cells = [[cell.strip() for cell in pattern.split(row.strip("|│┃║ "))] for row in rows]
        if (
            len(cells) >= fewest
            and len(cells[0]) >= 2
            and all(len(row) == len(cells[0]) and max(map(len, row)) <= _LONGEST_CELL for row in cells)
            and any(letter.isdigit() for row in cells[1:] for cell in row for letter in cell) | (pattern is _DRAWN)
        ):
            return Piece("table", "\n".join(" | ".join(row) for row in cells))
    return None
