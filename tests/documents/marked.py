"""Documents of marked sentences: each has a name that stands nowhere else, so that what was read of them can be told.

An `Element` is one block; the other modules of this name write a list of them in a format. What no reader of a format
sees is `hidden`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = (
    "paragraph", "heading", "list", "ordered", "nested", "table", "quote", "breaks", "inline", "definitions", "loose",
    "details", "figure", "note", "frame", "drawing", "hidden",
)  # fmt: skip
"""Of elements; a format that lacks one writes a paragraph."""

_SYLLABLES = ("ba", "do", "fe", "gi", "ku", "lo", "ma", "ne", "pi", "ru", "sa", "to", "ve", "wi", "zu")
_ENDINGS = (
    "lit the lamps along the pier before the boats came home.",
    "wrote the height of the tide into a grey book each evening.",
    "carried oil up the stairs while the wind was still asleep.",
    "told the pilots which of the rocks had moved in the storm.",
    "mended the glass of the lantern with lead and a little tin.",
)
NAME = re.compile(rf"\bQ(?:{'|'.join(_SYLLABLES)}){{3}}\b")


@dataclass(frozen=True)
class Element:
    """One block. `size`: sentences or items in it. `way`: one of several ways to write it."""

    kind: str
    size: int = 1
    way: int = 0


@dataclass(frozen=True)
class Marked:
    """A block with its sentences."""

    kind: str
    sentences: tuple[str, ...]
    way: int

    @property
    def visible(self) -> bool:
        return self.kind != "hidden"


def marked(elements: Sequence[Element]) -> list[Marked]:
    """The elements with sentences that are all different."""
    numbers = iter(range(10**6))
    return [
        Marked(each.kind, tuple(_sentence(next(numbers), each.kind) for _ in range(each.size)), each.way)
        for each in elements
    ]


def names_in(text: str) -> list[str]:
    return NAME.findall(text)


def _sentence(number: int, kind: str) -> str:
    name = "Q"
    rest = number
    for _ in range(3):
        rest, at = divmod(rest, len(_SYLLABLES))
        name += _SYLLABLES[at]
    if kind == "heading":
        return f"Keeper {name} and the Lamps"
    return f"Keeper {name} {_ENDINGS[number % len(_ENDINGS)]}"
