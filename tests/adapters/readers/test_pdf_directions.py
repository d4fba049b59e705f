"""Lines of PDFs from right to left that hold words and figures which run the other way."""

import pytest

from adapters.readers.pdf.directions import in_reading_order
from adapters.readers.pdf.glyphs import Glyph, runs

WIDE, TALL, SPACE, START = 6.0, 10.0, 3.0, 500.0


def drawn(*words: str, given: str, gutter: int = 0) -> list[list[str]]:
    """Words drawn from the right, `gutter` of them before a gap; pdfium gives them in the order of `given`."""
    at, boxes = START, dict[str, float]()
    for number, word in enumerate(words, start=1):
        at -= WIDE * len(word)
        boxes[word] = at
        at -= SPACE if number != gutter else 30.0
    glyphs = []
    for index, word in enumerate(given.split()):
        backwards = word[0] >= "\u0590"
        for place, letter in enumerate(word):
            left = boxes[word] + WIDE * (len(word) - 1 - place if backwards else place)
            glyphs.append(Glyph(ord(letter), index, (left, 100.0, left + WIDE, 100.0 + TALL), place == 0))
    prose = [Glyph(ord("א"), at, (0.0, 0.0, WIDE, TALL), True) for at in range(40)]  # the rest of the page
    ordered = in_reading_order([*runs(glyphs), prose])[:-1]
    return ["".join(" " * glyph.spaced + chr(glyph.code) for glyph in run).split() for run in ordered]


@pytest.mark.parametrize(
    ("visual", "given", "read_as"),
    [
        ("كان Bridge Old في", "كان Bridge Old في", "كان Old Bridge في"),
        ("كان Bridge Old في", "كان Old Bridge في", "كان Old Bridge في"),
        ("עד 1931 היה", "עד 1931 היה", "עד 1931 היה"),
        ("בין 20 30 איש", "בין 20 30 איש", "בין 20 30 איש"),
        ("מטוס 747 Boeing חדש", "מטוס Boeing 747 חדש", "מטוס Boeing 747 חדש"),
        ("שלום Paris", "Paris שלום", "שלום Paris"),
    ],
)
def test_a_phrase_inside_runs_the_other_way(visual: str, given: str, read_as: str) -> None:
    assert drawn(*visual.split(), given=given) == [read_as.split()]


def test_a_gutter_cuts_the_line() -> None:
    assert drawn("אחד", "שנים", "שלוש", given="אחד שנים שלוש", gutter=2) == [["אחד", "שנים"], ["שלוש"]]
