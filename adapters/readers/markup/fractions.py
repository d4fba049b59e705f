"""Fractions that markup sets above and below a stroke, as figures that a voice can say."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_STROKE = re.compile(r"\s*[/⁄∕]\s*")
_FIGURES = re.compile(r"\s*\d{1,4}\s*")


def write_fractions(tree: LexborHTMLParser) -> None:
    """Puts "1 1/2" in place of a raised figure, a stroke and a lowered one behind a whole number."""
    for hint in tree.css(".frac .sr-only, .sfrac .sr-only"):
        hint.replace_with(" ")  # "1+1⁄2", where only the plus is out of sight
    for above in tree.css("sup"):
        stroke = above.next
        below = stroke.next if stroke is not None and stroke.tag == "-text" else None
        if (
            stroke is None
            or below is None
            or below.tag != "sub"
            or not _STROKE.fullmatch(stroke.text(deep=False))
            or not _FIGURES.fullmatch(above.text(deep=True))
            or not _FIGURES.fullmatch(below.text(deep=True))
        ):
            continue
        whole = _ends_in_figure(above.prev)
        stroke.replace_with("/")
        below.replace_with(below.text(deep=True).strip())
        above.replace_with(f"{' ' if whole else ''}{above.text(deep=True).strip()}")


def _ends_in_figure(node: LexborNode | None) -> bool:
    return node is not None and node.text(deep=node.tag != "-text")[-1:].isdigit()
