"""Whether a number of a passage is the one that a turn says."""

from collections.abc import Iterable, Sequence
from math import log10

from domain.retrieve.words import stem
from domain.script.grounding.quantities import Quantity
from domain.script.grounding.reading import Reading
from domain.script.grounding.rounding import EQUAL, says
from domain.script.grounding.units import dimensions, in_base

_PERIODS = ("decade", "century")
FEW = 3
"""Up to it, a number in words may count what stands beside it in other words."""


def verdict_of(said: Quantity, held: Reading) -> str:
    """`held`, or `unit` when only its number is there with another unit, or nothing."""
    if not said.values:
        return "held" if said.text in held.text else ""
    unit = ""
    singles = held.single_units if said.units else []
    days = [(one.start, one.end) for one in held.dates if one.day]
    for true in (*held.quantities, *held.compounds, *singles):
        if not true.values or (
            said.role != "ordinal" and true.role != "year" and any(start <= true.start < end for start, end in days)
        ):
            continue
        verdict = compared(said, true, held.scales)
        if verdict == "held" and _is_of_another(said, true, held):
            continue
        if verdict == "held":
            return "held"
        unit = unit or verdict
    if said.spelled and _as_minutes(said) in _clock_minutes(held):
        return "held"
    if said.qualifier == "about" and any(_is_between(said, *ends) for ends in held.ranges):
        return "held"
    return unit


def _as_minutes(said: Quantity) -> float:
    """`two twenty-four` is 2:24 too."""
    if len(said.values) != 2 or said.values[1] != round(said.values[0] * 100):
        return -1.0
    hours, minutes = divmod(said.values[1], 100)
    return (hours * 60 + minutes) % 720


def _clock_minutes(held: Reading) -> set[float]:
    """Of times of day, and of hours with minutes."""
    spans = [in_base(one.values[0], one.units, "time") for one in held.compounds if "hour" in one.units]
    return {one.minutes for one in held.clocks} | {round(span / 60) for span in spans if span}


def _is_between(said: Quantity, low: Quantity, high: Quantity) -> bool:
    """`25 to 30 seconds` is about twenty-eight."""
    units = {*low.units, *high.units}
    same = not units or not said.units or bool(units & set(said.units))
    return same and low.values[0] <= said.values[0] <= high.values[0]


def _is_of_another(said: Quantity, true: Quantity, held: Reading) -> bool:
    """Whether the number of the passage counts other things, and the passage has another number of those said."""
    if said.role != "cardinal" or true.role != "cardinal":
        return False
    if said.units and not true.units and true.noun == "time":
        return True
    nameless = not (said.units or said.noun) or not (true.units or true.noun)
    if nameless or (said.spelled and said.values[0] <= FEW):
        return False
    if dimensions(said.units) & dimensions(true.units) or set(said.units) & set(true.units):
        return False
    behind = {stem(one) for one in (*true.behind, true.noun)}, {stem(one) for one in (*said.behind, said.noun)}
    if not said.units and not true.units and (said.noun in behind[0] or true.noun in behind[1]):
        return False
    return any(_is_alike(said, one) for one in held.quantities if one is not true and one.role == "cardinal")


def _is_alike(said: Quantity, other: Quantity) -> bool:
    if said.units:
        return bool(dimensions(said.units) & dimensions(other.units))
    return said.noun == other.noun and not other.units


def compared(said: Quantity, true: Quantity, scales: Sequence[float] = ()) -> str:
    if said.role in _PERIODS or true.role in _PERIODS or (said.short and true.role == "year"):
        return "held" if _in_period(said, true) else ""
    shares = _as_shares(said, true)
    if shares is not None:
        return "held" if any(says(shares[0], 0.01, said.qualifier, "fraction", one) for one in shares[1]) else ""
    common = dimensions(said.units) & dimensions(true.units)
    for dimension in common:
        for value in said.values:
            base = in_base(value, said.units, dimension)
            if base is None or (other := [in_base(one, true.units, dimension) for one in true.values]) == [None]:
                continue
            step = abs((in_base(value + said.step, said.units, dimension) or 0) - base)
            qualifier = said.qualifier or ("about" if _is_converted(said, true, dimension) else "")
            if any(one is not None and says(base, step, qualifier, said.role, one) for one in other):
                return "held"
    exact = said.role == "year" or ("year" in (true.role, said.role) and not said.units)
    raw = any(
        says(value / scale, said.step / scale, said.qualifier, said.role, one, exact=exact)
        for value in said.values
        for one in true.values
        for scale in (1, *scales)
    )
    if not raw:
        return ""
    if not said.units or not true.units:
        dated = said.units and true.role in ("year", "ordinal") and not true.bare
        return "" if dated else "held"
    return "held" if _same_unit(said, true) else "unit"


def _is_converted(said: Quantity, true: Quantity, dimension: str) -> bool:
    """Whether the units are of two systems, feet and metres: what is converted is rounded."""
    one, other = in_base(1.0, said.units, dimension), in_base(1.0, true.units, dimension)
    if dimension in ("time", "months") or not one or not other:
        return False
    power = log10(abs(one / other))
    return abs(power - round(power)) > EQUAL


def _same_unit(said: Quantity, true: Quantity) -> bool:
    return bool(set(said.units) & set(true.units)) or "degree" in (*said.units, *true.units)


def _in_period(said: Quantity, true: Quantity) -> bool:
    value = said.values[0]
    if said.short:
        return value == true.values[0] % 100
    if said.role == true.role:
        return (said.role == "century" and value == true.values[0]) or (
            said.role == "decade" and _decade(value, true.values[0])
        )
    if true.role != "year":
        return False
    if said.role == "century":
        return (true.values[0] - 1) // 100 + 1 == value
    return said.role == "decade" and _decade(value, true.values[0] // 10 * 10)


def _decade(one: float, other: float) -> bool:
    return one == other or (min(one, other) < 100 and one % 100 == other % 100)


def _as_shares(said: Quantity, true: Quantity) -> tuple[float, Iterable[float]] | None:
    """Both as parts of one, when one is a fraction and the other is a percentage."""
    if said.role == "fraction" and "percent" in true.units:
        return said.values[-1], [one / 100 for one in true.values]
    if true.role == "fraction" and "percent" in said.units:
        return said.values[0] / 100, true.values
    if "ordinal" in (said.role,) and len(said.values) > 1 and "percent" in true.units:
        return said.values[-1], [one / 100 for one in true.values]
    return None
