"""Figures in a text, as digits alone: languages write 1,234.5 in different ways."""

import re
from collections.abc import Iterable

_FIGURE = re.compile(r"\d(?:[\d.,\u00a0\u202f'’]*\d)?")


def figures_in(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(re.sub(r"\D", "", figure) for text in texts for figure in _FIGURE.findall(text))
