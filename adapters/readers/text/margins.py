"""Figures beside a plain text that count its lines or pages: columns that rise, and page numbers on their own."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_LEADING = re.compile(r"^\s{0,6}(\d{1,4})(?:[:\s]\s*(?=\S)|$)")
_TRAILING = re.compile(r"(?<=\S)(?:\s{3,}|\t+)\[?(\d{1,4})\]?$")
_LONE = re.compile(r"\W{0,4}(?:p(?:age|g|\.)?\s*)?(\d{1,3})(?:\s*(?:/|of)\s*\d{1,4})?\W{0,4}", re.IGNORECASE)
_FRAMED = re.compile(
    r"([-–—~·•|*=]{1,3})\s*(?:p(?:age|g|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,7})\s*\1"
    r"|[\[(]?\s*(?:page|pg|p\.)\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*[\])]?",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:;…\"”’)]\s*$")
_FEWEST = 3  # numbers: two may be chance
_EVERY_LINE = 0.7  # share of the lines that are numbered when each line is
_REGULAR = 0.8  # share of the steps from number to number that are alike; a page may begin anew


def without_margins(lines: Sequence[str]) -> list[str]:
    """The lines without numbers of lines in either margin, and without numbers and running heads of pages."""
    kept = _without_running(lines)
    for pattern in (_TRAILING, _LEADING):
        found = {at: int(match.group(1)) for at, line in enumerate(kept) if (match := pattern.search(line))}
        if _count_lines(found, lines=sum(1 for line in kept if line.strip())):
            kept = [pattern.sub("", line, count=1) if at in found else line for at, line in enumerate(kept)]
    return _without_lone(kept)


def _count_lines(found: dict[int, int], *, lines: int) -> bool:
    """Whether numbers rise by one on each line, or by five or ten on every fifth or tenth."""
    if len(found) < _FEWEST:
        return False
    places = sorted(found)
    for unit in (1, 5, 10):
        if unit == 1 and (len(found) < _EVERY_LINE * lines or min(found.values()) > _FEWEST):
            continue  # years count on too
        steps = [
            found[after] == unit or (found[after] - found[before] == unit and after - before >= unit)
            for before, after in pairwise(places)
        ]
        if sum(steps) >= _REGULAR * len(steps):
            return True
    return False


def _without_running(lines: Sequence[str]) -> list[str]:
    """Without the first and last line of pages (between form feeds) that are alike but for their figures."""
    pages: list[list[str]] = [[]]
    for line in lines:
        head, *others = line.split("\f")
        pages[-1].append(head)
        pages += [[other] for other in others]
    if len(pages) < _FEWEST:
        return [line for page in pages for line in page]
    edges = [[at for at, line in enumerate(page) if line.strip()] for page in pages]
    for side in (0, -1):
        ends = [(page, edge[side]) for page, edge in zip(pages, edges, strict=True) if edge]
        alike = Counter(_without_figures(page[at]) for page, at in ends)
        for page, at in ends:
            if alike[_without_figures(page[at])] >= _FEWEST or _LONE.fullmatch(page[at]):
                page[at] = ""
    return [line for page in pages for line in page]


def _without_figures(line: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.strip().lower())


def _without_lone(lines: list[str]) -> list[str]:
    """Without lines between empty ones that hold only a number, when three or more rise and one cuts a sentence."""
    padded = ["", *lines, ""]
    lines = [
        "" if is_page_number(line) and not padded[at].strip() and not padded[at + 2].strip() else line
        for at, line in enumerate(lines)
    ]
    padded = ["", *lines, ""]
    found = {
        at: int(match.group(1))
        for at, line in enumerate(lines)
        if (match := _LONE.fullmatch(line)) and not padded[at].strip() and not padded[at + 2].strip()
    }
    rising = sum(0 < found[after] - found[before] <= 2 for before, after in pairwise(sorted(found)))
    above = ["".join(line for line in lines[max(0, at - 3) : at] if line.strip()) for at in found]
    cuts = any(line and not _ENDED.search(line) for line in above)
    if len(found) < _FEWEST or rising < _REGULAR * (len(found) - 1) or not cuts:
        return lines
    return [line for at, line in enumerate(lines) if at not in found]


def is_page_number(text: str) -> bool:
    """Whether a line that stands alone is the number of a page, by its frame or its word: “- 12 -”, “Page 12 of 30”."""
    return _FRAMED.fullmatch(text.strip()) is not None
