"""What a turn reckons aloud: "that's sixty times as strong", "half of them", "five evenings a week for six weeks"."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from domain.script.grounding.quantities import Quantity
from domain.script.grounding.reading import Reading
from domain.script.grounding.rounding import says
from domain.script.grounding.units import dimensions, in_base

_THAT_IS = re.compile(
    r"\b(?:that|which)(?:'s| is| was| makes| means| would be| comes? to| works? out| adds up)\b"
    r"|\b(?:in other words|do the (?:maths?|sums?)|works out|comes to|adds up to|make that|so (?:about|roughly))\b",
    re.IGNORECASE,
)
_REST = re.compile(
    r"n't\b|\b(?:not|never|no|without|rest|others?|remain\w*|left)\b"
    r"|\b(?:lack|los[et]|miss|fail|drop)\w*|\bg[ai]ves? up\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\b(?:not|rather than|instead of)|n't)(?: (?:the|an?|on|in|at|for|by))? (?=\w)", re.IGNORECASE)
"""The number behind it is what is not so: "four, not five"."""


def denied_in(text: str) -> list[tuple[int, int]]:
    """Places right behind "not", where a number that stands there is not said to be so."""
    return [(one.end(), one.end() + 1) for one in _DENIED.finditer(text)]


def is_reckoned(said: Quantity, turn: Reading, cited: Sequence[Reading]) -> bool:
    """Whether the number is what the speaker makes of others, and comes out right."""
    if not said.values:
        return False
    before, behind = re.split(r"[.!?]\s", turn.text[: said.start])[-1], re.split(r"[.!?]\s", turn.text[said.end :])[0]
    if said.role == "fraction" or "percent" in said.units:
        rest = _REST.search(before + behind) is not None
        if any(_is_part(said, sentence, rest=rest) for held in cited for sentence in held.sentences):
            return True
    beside = [one for one in turn.quantities if one.values and one.start != said.start]
    held = [one for each in cited for one in (*each.quantities, *each.compounds) if one.values]
    if any(_is_factor(said, one, held) for one in beside):
        return True
    return _THAT_IS.search(before) is not None and any(
        _comes_to(said, one, other) for one, other in combinations([*held, *beside], 2)
    )


def _is_part(said: Quantity, sentence: Reading, *, rest: bool) -> bool:
    """Twelve of 24 are half; and of the rest, where 94 percent finish, one in seventeen does not."""
    share = said.values[0] / 100 if "percent" in said.units else said.values[-1]
    numbers = [one for one in sentence.quantities if one.values and one.role in ("cardinal", "fraction")]
    for one in numbers:
        whole = one.values[0] / 100 if "percent" in one.units else one.values[-1] if one.role == "fraction" else 0.0
        if rest and 0 < whole < 1 and _fits(said, share, 1 - whole):
            return True
    counted = [one for one in numbers if one.role == "cardinal" and "percent" not in one.units and one.values[0] > 0]
    for one, other in combinations(counted, 2):
        if one.units != other.units and one.units and other.units:
            continue
        low, high = sorted((one.values[0], other.values[0]))
        if _fits(said, share, low / high):
            return True
    return False


def _fits(said: Quantity, share: float, true: float) -> bool:
    return says(share, 0.01, said.qualifier, "fraction", true)


def _is_factor(said: Quantity, beside: Quantity, held: Iterable[Quantity]) -> bool:
    """Five evenings a week for six weeks, of thirty evenings; ten trips for 250, at 25 each."""
    if said.role != "cardinal" or beside.role != "cardinal" or min(said.values[0], beside.values[0]) <= 1:
        return False
    numbers = {one.values[0] for one in held if one.role == "cardinal"}
    product = said.values[0] * beside.values[0]
    return (product in numbers and beside.values[0] in numbers) or beside.values[0] / said.values[0] in numbers


def _comes_to(said: Quantity, one: Quantity, other: Quantity) -> bool:
    """Any of the four operations, or a percentage of a quantity."""
    for dimension in sorted(dimensions(said.units)) or [""]:
        value = _worth(said, dimension)
        first, second = _worth(one, dimension), _worth(other, dimension)
        if not value or not first or not second:
            continue
        step = said.step * (value / said.values[0] if said.values[0] else 1)
        results = [first + second, abs(first - second), first / second, second / first]
        results += [_worth(one, "") * second, first * _worth(other, "")]
        results += [_worth(one, "") * second / 100] if "percent" in one.units else []
        results += [_worth(other, "") * first / 100] if "percent" in other.units else []
        if any(says(value, step, said.qualifier, "cardinal", result) for result in results if result > 0):
            return True
    return False


def _worth(one: Quantity, dimension: str) -> float:
    """In the base unit of the dimension where the unit measures it, else as it stands."""
    value = one.values[-1] if one.role == "fraction" else one.values[0]
    base = in_base(value, one.units, dimension) if dimension else None
    return value if base is None else base
