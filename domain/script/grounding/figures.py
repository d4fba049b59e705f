"""Numbers, units, dates and times of a turn that its passages do not hold."""

import re
from collections.abc import Iterable, Sequence

from domain.script.grounding.arithmetic import follows
from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.quantities import Quantity
from domain.script.grounding.reading import Reading
from domain.script.grounding.rounding import says
from domain.script.grounding.tables import Words
from domain.script.grounding.units import dimensions, in_base

SMALL = 12
"""Up to it, a number in words often counts what the speakers listed themselves."""
FEWEST_UNKNOWN = 100
"""In a language without a table of number words: smaller ones may stand in words in the passages."""
_PAIRS = {"both", "twin", "twins", "pair", "couple", "double", "dual", "twofold"}
_SUPPOSING = re.compile(r"\b(?:what if|suppose|say) (?:I|you|we|my|your|our)\b[^.!?]*\?", re.IGNORECASE)
"""A speaker makes up a case, and a number with it."""
_SIGNS = "十百千万萬億亿兆십백천만억조"
"""Signs that multiply the figures before them."""
_HALF_BEFORE = {"of", "the", "a", "an", "all", "as", "its", "their", "his", "her", "what"}


def check_figures(turn: Reading, cited: Sequence[Reading], others: Sequence[Reading]) -> list[Finding]:
    """`cited` includes what everyone may name, like titles."""
    masked = [(one.start, one.end) for one in turn.clocks if any(one.minutes in _minutes(held) for held in cited)]
    if turn.language is not None and turn.language.words.idioms:
        said = re.finditer("|".join(turn.language.words.idioms), turn.text, re.IGNORECASE)
        masked += [found.span() for found in said]
        masked += [found.span() for found in _SUPPOSING.finditer(turn.text)]
    findings: list[Finding] = []
    if any(held.clocks for held in cited):
        held_at = tuple(masked)
        wrong = [one for one in turn.clocks if one.minutes and not _within(one.start, held_at)]
        masked += [(one.start, one.end) for one in wrong]
        findings += [_finding(FindingKind.DATE, turn.text[one.start : one.end], None) for one in wrong]
    for date in turn.dates:
        masked.append((date.start, date.end))
        if not any(_holds_date(held, date.month, date.day, date.weekday) for held in cited):
            other = _first(others, lambda held, d=date: _holds_date(held, d.month, d.day, d.weekday))
            findings.append(_finding(FindingKind.DATE, date.text, other))
    for quantity in turn.quantities:
        if _within(quantity.start, masked) or _counts_nothing(quantity, turn, cited):
            continue
        verdicts = {verdict for held in cited if (verdict := _verdict(quantity, held))}
        if "held" in verdicts or follows(quantity, cited, others):
            continue
        other = _first(others, lambda held, q=quantity: _verdict(q, held) == "held")
        kind = FindingKind.UNIT if "unit" in verdicts else FindingKind.NUMBER
        findings.append(_finding(kind, quantity.text, other, instead=_alike(quantity, cited)))
    return findings


def _finding(kind: FindingKind, words: str, other: int | None, *, instead: str = "") -> Finding:
    if other is not None:
        message = f"“{words}” stands in another passage, and in none that the turn cites."
        return Finding(kind=FindingKind.ELSEWHERE, words=words, message=message, other=other)
    if kind is FindingKind.UNIT:
        message = f"The passages that the turn cites have the number of “{words}” with another unit."
    else:
        message = f"“{words}” stands in none of the passages that the turn cites."
    if instead:
        message += f" They have “{instead}”."
    return Finding(kind=kind, words=words, message=message)


def _first(others: Sequence[Reading], holds: object) -> int | None:
    assert callable(holds)
    return next((at for at, one in enumerate(others) if holds(one)), None)


def _within(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _minutes(held: Reading) -> set[int]:
    hours = {int(one.values[0]) * 60 % 720 for one in held.quantities if one.values and one.values[0] in range(1, 25)}
    return {one.minutes for one in held.clocks} | (hours if not held.clocks else set())


def _holds_date(held: Reading, month: int, day: int, weekday: int) -> bool:
    if weekday:
        return any(one.weekday == weekday for one in held.dates)
    return any(one.month == month and (not day or one.day == day) for one in held.dates)


def _counts_nothing(quantity: Quantity, turn: Reading, cited: Sequence[Reading]) -> bool:
    """Whether the number states nothing: `one` as a pronoun, `three things`, `half-hearted`, below zero."""
    value = quantity.values[0] if quantity.values else None
    if value is None:
        return False
    if turn.language is None:
        return value < FEWEST_UNKNOWN or turn.text[quantity.end : quantity.end + 1] in _SIGNS
    counted = turn.language.words.counted_by_speakers.split()
    if value == 0 or ({quantity.noun, f"{quantity.noun}s"} & set(counted) and not _is_counted(quantity, cited)):
        return not quantity.units
    if not quantity.spelled or quantity.units or quantity.qualifier:
        return False
    if quantity.role in ("fraction", "multiple", "decade"):
        return _is_idle(quantity, value, turn, turn.language.words)
    return quantity.role in ("cardinal", "ordinal") and value <= SMALL and _is_loose(quantity, value, cited)


def _is_idle(quantity: Quantity, value: float, turn: Reading, words: Words) -> bool:
    """Whether half, twice or the thirties are said as a manner of speaking: "half asleep", "her thirties"."""
    behind = turn.text[quantity.end : quantity.end + 20].split()
    after = behind[0].strip(",.!?").lower() if behind else ""
    if quantity.role == "fraction":
        return value == 0.5 and after not in _HALF_BEFORE
    if quantity.role == "multiple":
        adverb = quantity.text.lower() in ("twice", "double", "triple", "thrice")
        return adverb and after not in words.comparing.split()
    before = turn.text[: quantity.start].replace("-", " ").split()
    return value < 100 and bool(before) and before[-1].lower() in words.possessives.split()


def _is_loose(quantity: Quantity, value: float, cited: Sequence[Reading]) -> bool:
    """Whether a small number in words counts what the passages may only list, or say with "both"."""
    both = value == 2 and any(_PAIRS & held.words for held in cited)
    if value % 1:
        return False
    return value == 1 or not quantity.noun or both or (value <= 3 and not _is_counted(quantity, cited))


def _is_counted(quantity: Quantity, cited: Sequence[Reading]) -> bool:
    """Whether the passages have a number of the same things."""
    return any(one.noun == quantity.noun for held in cited for one in held.quantities)


def _verdict(said: Quantity, held: Reading) -> str:
    """`held`, or `unit` when only its number is there with another unit, or nothing."""
    if not said.values:
        return "held" if said.text in held.text else ""
    unit = ""
    singles = held.single_units if said.units else []
    days = [(one.start, one.end) for one in held.dates if one.day]
    for true in (*held.quantities, *singles):
        if not true.values or (said.role != "ordinal" and true.role != "year" and _within(true.start, days)):
            continue
        verdict = _compare(said, true)
        if verdict == "held":
            return "held"
        unit = unit or verdict
    return unit


def _compare(said: Quantity, true: Quantity) -> str:
    if said.role in ("decade", "century") or true.role in ("decade", "century"):
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
            if any(one is not None and says(base, step, said.qualifier, said.role, one) for one in other):
                return "held"
    exact = said.role == "year" or ("year" in (true.role, said.role) and not said.units)
    raw = any(
        says(value, said.step, said.qualifier, said.role, one, exact=exact)
        for value in said.values
        for one in true.values
    )
    if not raw:
        return ""
    if not said.units or not true.units:
        dated = said.units and true.role in ("year", "ordinal") and not true.bare
        return "" if dated else "held"
    return "held" if _same_unit(said, true) else "unit"


def _same_unit(said: Quantity, true: Quantity) -> bool:
    return bool(set(said.units) & set(true.units)) or "degree" in (*said.units, *true.units)


def _in_period(said: Quantity, true: Quantity) -> bool:
    value = said.values[0]
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


def _alike(said: Quantity, cited: Sequence[Reading]) -> str:
    """What the passages have of the same unit or noun, nearest in size."""
    found = [
        true
        for held in cited
        for true in held.quantities
        if true.values
        and said.values
        and ((dimensions(said.units) & dimensions(true.units)) or (said.noun and said.noun == true.noun))
    ]
    return min(found, key=lambda true: abs(true.values[0] - said.values[0])).text if found else ""
