"""What a number leaves out, or says in two parts: "eleven million, after nearly fourteen", "three hours twenty"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.script.grounding.quantities import Quantity
from domain.script.grounding.tables import Language
from domain.script.grounding.units import dimensions, in_base

_BETWEEN = re.compile(r",?\s*(?:and)?\s*|-")
_IN_SCALE = re.compile(r"(?<!\d )(?<!\w)(thousand|million|billion|bn|mn)s?\b", re.IGNORECASE)
_LEAST_SCALE = 1000
_VAGUE = ("few", "several", "couple", "couple of", "many")


def readings_of(said: Quantity, before: Sequence[Quantity], language: Language | None) -> Iterator[Quantity]:
    """The number as it stands, and with the scale or the unit of one before it in the turn, which it may leave out."""
    yield said
    if said.role != "cardinal" or said.units or not said.values or language is None:
        return
    for one in reversed(before):
        scale = _scale_of(one, language)
        if scale >= _LEAST_SCALE > said.values[0]:
            yield replace(
                said, values=tuple(value * scale for value in said.values), step=said.step * scale, units=one.units
            )
        if one.units and not said.noun:
            yield replace(said, units=one.units)
        if scale >= _LEAST_SCALE or one.units:
            return


def scales_in(text: str, language: Language | None) -> list[float]:
    """Scales that stand in a heading, for all numbers of a table: `EUR million`."""
    if language is None:
        return []
    scales = language.numerals.scales
    return [float(scales[word]) for one in _IN_SCALE.finditer(text) if (word := one[1].lower()) in scales]


def _scale_of(one: Quantity, language: Language) -> float:
    words = one.text.lower().replace("-", " ").split()
    return max((float(language.numerals.scales.get(word, 0)) for word in words), default=0.0)


def compounds_in(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """`3 h 20 min`, `six feet two inches`: neighbours of one kind, the smaller one behind, as one quantity."""
    found = []
    for one, other in pairwise(quantities):
        if not (one.units and other.units and one.values and other.values and one.role == other.role == "cardinal"):
            continue
        if not _BETWEEN.fullmatch(text[one.end : other.start].strip(" ")) or one.start >= other.start:
            continue
        for dimension in sorted(dimensions(one.units) & dimensions(other.units)):
            unit, part = in_base(1.0, one.units, dimension), in_base(1.0, other.units, dimension)
            if unit and part and part < unit and other.values[0] * part < unit:
                whole = one.values[0] + other.values[0] * part / unit
                text_of = text[one.start : other.end]
                found.append(replace(one, text=text_of, end=other.end, values=(whole,), step=other.step * part / unit))
                break
    return found


def is_vague(said: Quantity, text: str, held: Sequence[Quantity]) -> bool:
    """Whether `a few hundred` is said of some hundreds."""
    before = " ".join(text[: said.start].lower().split()[-2:])
    if not said.values or not before.endswith(_VAGUE):
        return False
    scale = said.values[0]
    return any(scale * 2 <= one.values[0] < scale * 10 for one in held if one.values)
