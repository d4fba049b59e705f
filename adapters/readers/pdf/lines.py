"""Lines of a PDF side by side: cells of one row, bullets with their text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from adapters.readers.pdf.page import Line

MARK = re.compile(r"^(?:[!•◦▪●■–—*·‣➢➤-]|\(?(?:\d{1,2}|[a-z])[.)])$")


def join_marks(lines: list[Line]) -> list[Line]:
    """The lines, with bullets and item numbers put together with the text that stands far from them."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is not None and MARK.match(before.text) and same_row(before, line):
            joined[-1] = replace(
                line,
                text=f"{before.text} {line.text}",
                left=before.left,
                words=line.words + 1,
            )
        else:
            joined.append(line)
    return joined


def same_row(before: Line, line: Line) -> bool:
    overlap = min(line.top, before.top) - max(line.bottom, before.bottom)
    tall = min(line.top - line.bottom, before.top - before.bottom)
    return line.page == before.page and line.left >= before.right - 1 and overlap > 0.5 * tall


def group_rows(group: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in group:
        if rows and same_row(rows[-1][-1], line) and line.left > rows[-1][-1].right + 0.9 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def mode(weighted: Iterable[tuple[float, int]]) -> float:
    total: Counter[float] = Counter()
    for value, weight in weighted:
        total[value] += weight
    return total.most_common(1)[0][0] if total else 10.0
