"""What stands beside the text of PDF pages: numbers of lines, which go, and large initials, which belong to words."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from adapters.readers.pdf.page import Line, PageText

_NUMBER = re.compile(r"\d{1,4}")
_FEWEST = 3  # numbers: two may be chance
_FEW_LINES = 5  # between two numbers: those of items stand closer
_REGULAR = 0.8  # share of the steps that are alike; each page may begin anew
_WIDEST = 10  # lines from one number to the next: editions number every third, fourth, fifth or tenth
_LARGE = 1.6  # times the height of the text: an initial spans two lines or more
_QUOTES = "\"'“‘„«"
_INITIAL = re.compile(rf"[{_QUOTES}]?[^\W\d_]{{1,3}}")
_WHOLE_WORDS = frozenset({
    "A", "I", "O", "An", "As", "At", "But", "By", "For", "He", "If", "In", "It", "My", "No", "On", "She", "So", "The",
    "To", "We", "You",
})  # fmt: skip
"""Initials that may be whole words: they stay apart here, and the words of the text decide about single letters."""


def drop_line_numbers(pages: Sequence[PageText]) -> None:
    """Removes numbers that rise by the same step down the margins of the pages, beside lines or beside empty ones."""
    found = [(page, line) for page in pages for line in _beside(page)]
    for counted in (found, [(page, line) for page, line in found if _has_text(line, page)]):
        if _count_lines(counted):
            gone = {id(line) for _, line in counted}
            for page in pages:
                page.lines = [line for line in page.lines if id(line) not in gone]
            return


def _count_lines(found: Sequence[tuple[PageText, Line]]) -> bool:
    numbers = [int(line.text) for _, line in found]
    if len(numbers) < _FEWEST:
        return len(numbers) == _FEWEST - 1 and _differ_by_lines(*found)
    steps = list(pairwise(numbers))
    for unit in range(1, _WIDEST + 1):
        alike = sum(after - before == unit or (after < before and after <= unit) for before, after in steps)
        if alike >= _REGULAR * len(steps) and all(number % unit == 0 for number in numbers):
            return True
    return False


def _differ_by_lines(first: tuple[PageText, Line], second: tuple[PageText, Line]) -> bool:
    """Whether two numbers of a page are as far apart as they say, in lines of text."""
    (page, upper), (other, lower) = first, second
    between = {round(each.base) for each in page.lines if lower.base - 2 <= each.base <= upper.base + 2}
    apart = int(lower.text) - int(upper.text)
    return page is other and apart == len(between) - 1 and apart >= _FEW_LINES


def _beside(page: PageText) -> list[Line]:
    """Numbers in the margins of a page, from its top."""
    text = [line for line in page.lines if line.words > 2]
    if len(text) < _FEWEST:
        return []
    left = statistics.quantiles([line.left for line in text], n=20)[0]
    right = statistics.quantiles([line.right for line in text], n=20)[-1]
    beside = [
        line
        for line in page.lines
        if _NUMBER.fullmatch(line.text) and (line.right <= left + 1 or line.left >= right - 1)
    ]
    return sorted(beside, key=lambda line: -line.middle)


def _has_text(number: Line, page: PageText) -> bool:
    """Whether a line of text stands at the height of a number."""
    return any(line.bottom <= number.middle <= line.top for line in page.lines if not _NUMBER.fullmatch(line.text))


def join_initials(page: PageText) -> None:
    """Puts a large first letter to the line at its right, whose word it begins."""
    sizes = [line.size for line in page.lines if line.words > 2]
    if not sizes:
        return
    usual = statistics.median(sizes)
    for initial in [line for line in page.lines if _is_initial(line, usual)]:
        beside = [
            line
            for line in page.lines
            if line.words > 1
            and line.size < initial.size
            and -0.3 * usual <= line.left - initial.right <= 1.5 * usual
            and initial.bottom - usual <= line.middle <= initial.top + usual
        ]
        first = max(beside, key=lambda line: line.middle, default=None)
        if first is None or not first.text[:1].isalpha():
            continue
        apart = " " if initial.text.lstrip(_QUOTES) in _WHOLE_WORDS else ""
        whole = replace(first, text=f"{initial.text}{apart}{first.text}", left=min(line.left for line in beside))
        page.lines = [whole if line is first else line for line in page.lines if line is not initial]


def _is_initial(line: Line, usual: float) -> bool:
    letters = line.text.lstrip(_QUOTES)
    return bool(_INITIAL.fullmatch(line.text)) and letters[0].isupper() and line.size >= _LARGE * usual
