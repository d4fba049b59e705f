"""Lines of a page in reading order, column by column, without running headers, footers and page numbers."""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from adapters.readers.pdf.lines import mode
from adapters.readers.pdf.page import Line, PageText
from domain.retrieve.writing import is_right_to_left

_NUMBER = re.compile(r"^\W*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\W*$", re.I)
_MARK = re.compile(r"^(?:\d{1,3}(?:,\d{1,3})*|[*†‡§¶])$")
_EDGE = 0.12  # share of the page height at either end in which running lines stand

_MOST_WORDS = 9  # of a running line in the size of the text; those of the text have ten or more
_OTHER_SIZE = 0.5  # points
_FULL, _FEWEST_BESIDE = 0.75, 6  # of the width of the lines below, where there are enough to tell it
_NUMBERED = re.compile(r"^(\d{1,4})\s+\D|\D\s+(\d{1,4})$")
_FEWEST_NUMBERS = 3  # pages that count on
_TEXT_ROWS = 3  # rows together are a paragraph: running lines are one or two

_Key = tuple[str, bool, int]


def drop_running(pages: list[PageText]) -> None:
    """Removes lines that repeat page after page near an edge, apart from their digits, and numbers of pages.

    A line further from the text than lines usually are is removed when it repeats three times, or holds the number of
    its page; one that follows the text closely might be text, and has to stand on 40 % of the pages (headers alternate
    between left and right pages), shorter than a line of the text or in another size.
    """
    keys: Counter[_Key] = Counter()
    counted: Counter[tuple[bool, int]] = Counter()
    body = mode((line.size, line.words) for page in pages for line in page.lines)
    edges = [_edge_lines(page) for page in pages]
    for lines in edges:
        keys.update({_key(edge) for edge in lines})
        counted.update({ahead for edge in lines if (ahead := _ahead(edge)) is not None})
    filled = sum(1 for page in pages if page.lines)
    apart = 2 if filled <= 4 else 3
    close = max(apart, 0.4 * filled)
    for page, lines in zip(pages, edges, strict=True):
        running: set[int] = set()
        for edge in lines:
            times = keys[_key(edge)] if filled > 1 else 0
            if edge.apart:
                ahead = _ahead(edge)
                is_counted = ahead is not None and counted[ahead] >= _FEWEST_NUMBERS
                drop = times >= apart or is_counted or _NUMBER.match(edge.line.text) is not None
            else:
                drop = times >= close and _may_run(edge.line, page, body)
            if drop:
                running.add(id(edge.line))
        page.lines = [line for line in page.lines if id(line) not in running]


def _ahead(edge: "_Edge") -> tuple[bool, int] | None:
    """How far a number at either end of a line apart is ahead of the page's own place, at which edge."""
    number = _NUMBERED.search(edge.line.text) if edge.apart else None
    return (edge.top, int(number[1] or number[2]) - edge.line.page) if number else None


def _may_run(line: Line, page: PageText, body: float) -> bool:
    """Whether a line that stands as close to the text as its own lines do may be none of them."""
    if line.text.endswith((".", "!", "?", ":")):
        return False
    if abs(line.size - body) > _OTHER_SIZE:
        return True
    beside = sorted(other.right for other in page.lines if abs(other.left - line.left) < 2)
    full = beside[len(beside) * 4 // 5 :][:1]
    return line.words <= _MOST_WORDS and (
        len(beside) < _FEWEST_BESIDE or line.right - line.left < _FULL * (full[0] - line.left)
    )


class _Edge(NamedTuple):
    line: Line
    top: bool  # at the upper edge
    apart: bool  # set apart from the text


def _edge_lines(page: PageText) -> list[_Edge]:
    """At most the three outermost rows at each edge."""
    rows: dict[int, list[Line]] = {}
    for line in page.lines:
        rows.setdefault(round(line.base / 2), []).append(line)
    heights = sorted(rows)
    steps = sorted(above - below for below, above in pairwise(heights))
    usual = steps[len(steps) // 2] if steps else 0
    found: list[_Edge] = []
    for top in (True, False):
        outermost = heights[::-1] if top else heights
        gaps = [abs(first - second) for first, second in pairwise(outermost)]
        separated = max((at for at, gap in enumerate(gaps[:3]) if gap > 1.4 * usual), default=-1)
        breaks = [at for at, gap in enumerate(gaps[:3]) if gap > 1.4 * usual]
        if breaks and breaks[0] + 1 >= _TEXT_ROWS:
            separated = -1
        for at, height in enumerate(outermost[:3]):
            for line in rows[height]:
                inside = line.middle > page.height * (1 - _EDGE) if top else line.middle < page.height * _EDGE
                if inside:
                    found.append(_Edge(line, top, at <= separated or len(outermost) == 1))
    return found


def _key(edge: _Edge) -> _Key:
    """The same for lines that differ in figures only, at one edge, in one size (a title is larger than its header)."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", edge.line.text.lower()).strip(), edge.top, round(edge.line.size)


def in_reading_order(page: PageText) -> list[Line]:
    """Rows from the top, column by column between lines that span the gutter. Pieces of one row come left to right."""
    _drop_note_marks(page)
    gutters = _gutters(page)
    if not gutters:
        return _rows(page.lines)
    ordered: list[Line] = []
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for line in sorted(page.lines, key=lambda line: -line.middle):
        if any(line.left < gutter - 2 and line.right > gutter + 2 for gutter in gutters):
            ordered.extend(line for column in columns for line in _rows(column))
            columns = [[] for _ in columns]
            ordered.append(line)
        else:
            columns[sum(line.left >= gutter - 2 for gutter in gutters)].append(line)
    ordered.extend(line for column in columns for line in _rows(column))
    return ordered


def _drop_note_marks(page: PageText) -> None:
    """Removes raised figures that stand after a word as lines of their own."""
    marks = [line for line in page.lines if _MARK.match(line.text)]
    if not marks:
        return
    dropped: set[int] = set()
    for mark in marks:
        for line in page.lines:
            raised = line.base + 0.2 * line.size < mark.base < line.top + 0.3 * line.size
            beside = line.left - 2 <= mark.left <= line.right + 1.2 * line.size
            if raised and beside and mark.size < 0.85 * line.size and line.words > 1:
                dropped.add(id(mark))
                break
    page.lines = [line for line in page.lines if id(line) not in dropped]


def _rows(lines: list[Line]) -> list[Line]:
    """Sorted by baseline, then from the left; lines whose heights overlap by half are one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if rows:
            first = rows[-1][0]
            overlap = min(line.top, first.top) - max(line.bottom, first.bottom)
            if overlap > 0.5 * min(line.top - line.bottom, first.top - first.bottom):
                rows[-1].append(line)
                continue
        rows.append([line])
    return [line for row in rows for line in _across(row)]


def _across(row: list[Line]) -> list[Line]:
    """From the left, or from the right where most of a row runs so."""
    if is_right_to_left("".join(line.text for line in row)):
        return sorted(row, key=lambda line: -line.right)
    return sorted(row, key=lambda line: line.left)


def _gutters(page: PageText) -> list[float]:
    """Positions from the left that hardly any text crosses, with columns of prose on both sides.

    Prose: at least three lines a column, one in the last, of 3.5 words on average; cells of tables are shorter.
    """
    lines = [line for line in page.lines if line.words >= 2]
    if len(lines) < 12:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    width = right - left
    bins = 200
    crossing = [0] * bins
    for line in lines:
        start, end = (int((edge - left) / width * (bins - 1)) for edge in (line.left, line.right))
        for at in range(start, end + 1):
            crossing[at] += 1
    low = max(2, len(lines) // 8)  # titles, captions and figures may span
    gutters: list[float] = []
    at = int(bins * 0.2)
    while at < int(bins * 0.8):
        if crossing[at] > low:
            at += 1
            continue
        end = at
        while end < bins and crossing[end] <= low:
            end += 1
        lowest = min(crossing[at:end])
        hollow = [bin_ for bin_ in range(at, end) if crossing[bin_] == lowest]
        gutters.append(left + (hollow[0] + hollow[-1] + 1) / 2 / (bins - 1) * width)
        at = end
    gutters = [gutter for gutter in gutters if any(line.left >= gutter - 2 for line in lines)]  # not a ragged edge
    return gutters if gutters and _are_columns(lines, gutters, width) else []


def _are_columns(lines: list[Line], gutters: list[float], width: float) -> bool:
    for at in range(len(gutters) + 1):
        low = gutters[at - 1] if at else float("-inf")
        high = gutters[at] if at < len(gutters) else float("inf")
        column = [line for line in lines if line.left >= low - 2 and line.right <= high + 2]
        fewest = 3 if at < len(gutters) else 1  # the last column of a text ends where the text does
        if len(column) < fewest or sum(line.words for line in column) < 3.5 * len(column):
            return False
        if max(line.right for line in column) - min(line.left for line in column) < 0.2 * width:
            return False
    return True
