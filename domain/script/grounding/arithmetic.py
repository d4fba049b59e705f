"""Numbers that follow from those of the passages: years between dates, sums, differences, how many times as much."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from domain.script.grounding.quantities import Quantity
from domain.script.grounding.reading import Reading
from domain.script.grounding.rounding import ABOUT, says
from domain.script.grounding.units import dimensions, in_base

_LATER = {"later", "earlier", "old", "after", "before", "apart", "between", "on", "since"}
_EACH = {"a", "an", "per", "each", "every"}
_LASTED = {"took", "takes", "take", "taken", "lasted", "lasts", "spent"}
_AGES = {"at", "age", "aged", "old", "lived", "turned", "died"}
_SUMS = {
    "total", "together", "altogether", "combined", "overall", "difference", "gap", "extra", "another",
    "each", "apiece", "additional", "left", "rest", "remaining", "covers", "half", "down", "leaves", "leaving",
}  # fmt: skip
_WHOLES = {"whole", "entire", "total", "altogether", "all"}
_BEHIND = {"more", "fewer", "less", "extra", "longer", "shorter", "higher", "lower"}
_COMPARATIVES = {
    "more", "less", "fewer", "higher", "lower", "larger", "smaller", "bigger", "lighter", "heavier", "faster", "slower",
    "longer", "shorter", "cheaper", "dearer", "better", "worse", "up", "down", "over", "above", "below",
}  # fmt: skip
_COMPARED = {
    "as",
    "more",
    "than",
    "higher",
    "larger",
    "bigger",
    "faster",
    "usual",
    "normal",
    "what",
    "its",
    "size",
    "amount",
    "number",
    "rate",
    "that",
}
_OLDEST = 120
_HALF_DAY = 720
_HOUR_OFF = 5
"""Minutes, by which what is called a number of hours may be off."""
_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
"""Days of a year before each month."""
_UNTIL_NOW = {"ago", "now", "today", "since"}
_PRESENT = range(2000, 2061)
"""Years that a listener may call now."""
_NEXT_YEAR = re.compile(
    r"\b(?:previous|preceding|prior|following|next|last) year\b|\byear (?:before|earlier|after|later)\b"
)
_OPEN = re.compile(r"\b(?:from|between) (\d{1,2}) (?:to|and|until|till) (\d{1,2})\b(?!:)")
_RATIO = 0.12
"""Of a multiple without a word about how exact it is: 187 against 81 is called twice, or two and a half times."""


def follows(said: Quantity, cited: Sequence[Reading], others: Sequence[Reading]) -> bool:
    """Whether the number is said as a result, and is one that the passages give."""
    if not said.values:
        return False
    rules: dict[bool, Callable[[Quantity, Reading], bool]] = {
        said.role in ("year", "decade"): _is_year_beside,
        (said.role == "fraction" or "percent" in said.units) and bool(said.behind & _COMPARATIVES): _is_relative,
        said.role == "multiple" or (said.noun == "time" and bool(said.near & _COMPARED)): _is_ratio,
    }
    if rule := rules.get(True):
        return any(rule(said, held) for held in cited)
    if _is_time_between(said, cited, others):
        return True
    if said.qualifier and said.behind & _EACH and any(_is_rate(said, held) for held in cited):
        return True
    summed = said.near & _SUMS or said.behind & _BEHIND
    if summed and any(_is_sum(said, held.quantities) for held in cited):
        return True
    return bool(said.near & _WHOLES) and any(_is_product(said, held.quantities) for held in cited)


def _is_time_between(said: Quantity, cited: Sequence[Reading], others: Sequence[Reading]) -> bool:
    """Years between two dates or until now, an age, or the minutes between two times of day."""
    spans = dimensions(said.units) & {"months", "time"}
    aged = not said.units and said.near & _AGES and said.values[0] < _OLDEST
    if aged or (spans and said.near & (_LATER | _LASTED)):
        here = {year for held in cited for year in held.years}
        years = here if len(here) > 1 and not aged else here | {year for held in others for year in held.years}
        if any(_is_span(said, abs(one - other)) for one, other in combinations(sorted(years), 2)):
            return True
    if spans and "year" in said.units and _is_between_years(said, cited, others):
        return True
    if spans and any(_reaches_now(said, year) for held in cited for year in held.years):
        return True
    if "hour" in said.units and any(said.values[0] == hours for held in cited for hours in _hours_open(held.text)):
        return True
    if {"minute", "hour"} & set(said.units):
        clocks = {one.minutes for held in cited for one in held.clocks}
        later = {one.minutes for held in others for one in held.clocks} if said.near & _LATER else set()
        return _is_between_clocks(said, clocks, clocks | later)
    return bool({"day", "week"} & set(said.units)) and _is_between_dates(said, _days(cited), _days((*cited, *others)))


def _is_between_years(said: Quantity, cited: Sequence[Reading], others: Sequence[Reading]) -> bool:
    """From 1889 to 1994 it is just over a hundred years; to the only year here from one elsewhere, exactly so many."""
    years = {year for held in cited for year in held.years}
    if len(years) == 1 and said.values[0] in {
        abs(one - other) for one in years for held in others for other in held.years
    }:
        return True
    between = [abs(one - other) for one, other in combinations(sorted(years), 2)]
    return any(
        said.values[0] == span or (said.qualifier in ("over", "under") and _is_span(said, span)) for span in between
    )


def _is_between_clocks(said: Quantity, clocks: Iterable[int], ends: Iterable[int]) -> bool:
    """From 13:06 to 14:00 are fifty-four minutes, and from six in the evening to one at noon some nineteen hours."""
    hours = "hour" in said.units
    wanted = said.values[0] * (60 if hours else 1)
    off = max(_HOUR_OFF, ABOUT * wanted) if hours or said.qualifier == "about" else 0
    gaps = {(one - other) % _HALF_DAY for one in clocks for other in ends if one != other}
    gaps |= {-gap % _HALF_DAY for gap in gaps}
    return any(abs(gap + more - wanted) <= off for gap in gaps for more in (0, _HALF_DAY))


def _days(held: Iterable[Reading]) -> set[int]:
    """Of the year."""
    return {_BEFORE[one.month] + one.day for each in held for one in each.dates if one.month and one.day}


def _is_between_dates(said: Quantity, days: Iterable[int], ends: Iterable[int]) -> bool:
    """From the twelfth to the fifteenth are three days, or four with both."""
    wanted = said.values[0] * (7 if "week" in said.units else 1)
    return any(abs(one - other) in (wanted, wanted - 1) for one in days for other in ends if one != other)


def _is_next_year(year: int, held: Reading) -> bool:
    """The year before or after one that the passage names, when the passage speaks of such a year."""
    return bool({year - 1, year + 1} & held.years) and _NEXT_YEAR.search(held.text) is not None


def _is_year_beside(said: Quantity, held: Reading) -> bool:
    return _is_next_year(int(said.values[0]), held) or _is_year_after(said, held)


def _is_year_after(said: Quantity, held: Reading) -> bool:
    """The year, or decade, in which a span ends that begins in another year of the passage."""
    spans = [one.values[0] for one in held.quantities if "year" in one.units and one.values]
    ends = {year + span for year in held.years for span in spans}
    return any(end // 10 * 10 == said.values[0] if said.role == "decade" else end == said.values[0] for end in ends)


def _reaches_now(said: Quantity, year: int) -> bool:
    """Whether so many years from that one end about today, of which the domain, without a clock, knows a range."""
    years = said.values[0] * (10 if "decade" in said.units else 100 if "century" in said.units else 1)
    said_so = said.near & _UNTIL_NOW or (said.qualifier and not years % 10)
    return bool(said_so) and "month" not in said.units and _PRESENT.start <= year + years < _PRESENT.stop


def _hours_open(text: str) -> list[int]:
    """`from 10 to 12` is two hours."""
    return [(int(found[2]) - int(found[1])) % 12 for found in _OPEN.finditer(text)]


def _is_span(said: Quantity, years: int) -> bool:
    value = said.values[0] * (10 if "decade" in said.units else 100 if "century" in said.units else 1)
    if said.units and not {"year", "decade", "century"} & set(said.units):
        return False
    off = 1 if not said.units else 0  # an age, before or after the birthday
    return abs(value - years) <= off or says(value, said.step, said.qualifier, "cardinal", float(years))


def _is_ratio(said: Quantity, held: Reading) -> bool:
    for one, other in combinations([one for one in held.quantities if one.values and one.values[0] > 0], 2):
        high, low = _in_one_unit(one, other)
        if not low:
            continue
        ratio = max(high, low) / min(high, low)
        if says(said.values[0], said.step, said.qualifier, "cardinal", ratio):
            return True
        if not said.qualifier and abs(ratio - said.values[0]) <= _RATIO * said.values[0]:
            return True
    return False


def _is_relative(said: Quantity, held: Reading) -> bool:
    """A third lighter, 25 percent more: the difference of two quantities of one kind, as a share of either."""
    share = said.values[-1] if said.role == "fraction" else said.values[0] / 100
    for one, other in combinations([one for one in held.quantities if one.values and one.values[0] > 0], 2):
        first, second = _in_one_unit(one, other)
        if not first and bool(one.units) != bool(other.units):  # "30 kg, the others about 20"
            first, second = one.values[0], other.values[0]
        if first and any(
            says(share, 0.01, said.qualifier, "fraction", abs(first - second) / base) for base in (first, second)
        ):
            return True
    return False


def _in_one_unit(one: Quantity, other: Quantity) -> tuple[float, float]:
    if not one.units and not other.units and one.role == other.role == "cardinal":
        return one.values[0], other.values[0]
    if (
        bool(one.units) != bool(other.units)
        and one.role == other.role == "cardinal"
        and "percent" not in (*one.units, *other.units)
    ):
        bare = other if one.units else one
        if not bare.noun and 0.05 < one.values[0] / other.values[0] < 20:  # 5.2 million litres, later 15.4 million
            return one.values[0], other.values[0]
    for dimension in dimensions(one.units) & dimensions(other.units):
        first, second = in_base(one.values[0], one.units, dimension), in_base(other.values[0], other.units, dimension)
        if first and second:
            return first, second
    return 0.0, 0.0


def _is_sum(said: Quantity, held: Iterable[Quantity]) -> bool:
    """Sums and differences of two quantities of one kind, and a share of a quantity: half of six million."""
    values = [one for one in held if one.values and one.role in ("cardinal", "fraction")]
    for one, other in combinations(values, 2):
        first, second = _in_one_unit(one, other)
        if first and _matches(said, one, (first + second, abs(first - second))):
            return True
        for share, whole in ((one, other), (other, one)):
            part = share.values[-1] if share.role == "fraction" else 0.0
            part = share.values[0] / 100 if "percent" in share.units else part
            fits = part and whole.role == "cardinal" and "percent" not in whole.units
            if fits and says(said.values[0], said.step, said.qualifier, "cardinal", part * whole.values[0]):
                return True
    return False


def _is_product(said: Quantity, held: Iterable[Quantity]) -> bool:
    """Twelve lines of twenty minutes each are four hours."""
    values = [one for one in held if one.values and one.role == "cardinal" and "percent" not in one.units]
    pairs = [(one, other) for one in values if not one.units for other in values if other.units]
    return any(_matches(said, other, _scaled(other, one.values[0])) for one, other in pairs)


def _is_rate(said: Quantity, held: Reading) -> bool:
    """312 in ten years are about thirty a year."""
    totals = [one.values[0] for one in held.quantities if one.values and one.role == "cardinal" and not one.units]
    spans = [one.values[0] for one in held.quantities if one.values and one.units and one.values[0] > 1]
    spans += [abs(one - other) + more for one, other in combinations(sorted(held.years), 2) for more in (0, 1)]
    return any(
        says(said.values[0], said.step, said.qualifier, "cardinal", total / span)
        for total in totals
        for span in spans
        if span
    )


def _scaled(quantity: Quantity, by: float) -> list[float]:
    bases = [in_base(quantity.values[0], quantity.units, dimension) for dimension in dimensions(quantity.units)]
    return [base * by for base in bases if base is not None]


def _matches(said: Quantity, like: Quantity, results: Iterable[float]) -> bool:
    common = dimensions(said.units) & dimensions(like.units)
    if said.units and not common:
        return False
    base = in_base(said.values[0], said.units, next(iter(common))) if common else said.values[0]
    if base is None:
        return False
    return any(result and says(base, said.step, said.qualifier, "cardinal", result) for result in results)
