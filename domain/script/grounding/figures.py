"""Numbers, units, dates and times of a turn that its passages do not hold."""

import re
from collections.abc import Iterable, Sequence

from domain.retrieve.words import stem
from domain.script.grounding.arithmetic import follows
from domain.script.grounding.binding import belongs_elsewhere
from domain.script.grounding.comparing import compared, verdict_of
from domain.script.grounding.eliding import is_vague, readings_of
from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.quantities import Quantity
from domain.script.grounding.reading import Reading, read, sentence_spans
from domain.script.grounding.reckoning import denied_in, is_reckoned
from domain.script.grounding.tables import Words
from domain.script.grounding.units import dimensions

SMALL = 12
"""Up to it, a number in words often counts what the speakers listed themselves."""
FEW = 3
"""Up to it, "over two summers" is for as long as two summers."""
FEWEST_UNKNOWN = 100
"""In a language without a table of number words: smaller ones may stand in words in the passages."""
_DEFINITE = {"the", "all", "these", "those", "its", "their", "his", "her", "our"}
_PAIRS = {"both", "twin", "twins", "pair", "couple", "double", "dual", "twofold"}
_SUPPOSING = re.compile(r"\b(?:what if|suppose|say) (?:I|you|we|my|your|our)\b[^.!?]*\?", re.IGNORECASE)
"""A speaker makes up a case, and a number with it."""
_SIGNS = "十百千万萬億亿兆십백천만억조"
"""Signs that multiply the figures before them."""
_HALF_BEFORE = {"of", "the", "a", "an", "all", "as", "its", "their", "his", "her", "what"}


def check_figures(turn: Reading, cited: Sequence[Reading], others: Sequence[Reading]) -> list[Finding]:
    """`cited` includes what everyone may name, like titles."""
    masked = [*turn.questions]
    masked += [(one.start, one.end) for one in turn.clocks if any(one.minutes in _minutes(held) for held in cited)]
    if turn.language is not None and turn.language.words.idioms:
        idioms = re.finditer("|".join(turn.language.words.idioms), turn.text, re.IGNORECASE)
        masked += [found.span() for found in idioms]
        masked += [found.span() for found in _SUPPOSING.finditer(turn.text)]
        masked += denied_in(turn.text)
    findings: list[Finding] = []
    if any(held.clocks for held in cited):
        held_at = tuple(masked)
        wrong = [one for one in turn.clocks if one.minutes and not _within(one.start, held_at)]
        masked += [(one.start, one.end) for one in wrong]
        findings += [_finding(FindingKind.DATE, turn.text[one.start : one.end], None) for one in wrong]
    for date in turn.dates:
        if _within(date.start, masked):
            continue
        masked.append((date.start, date.end))
        if not any(_holds_date(held, date.month, date.day, date.weekday) for held in cited):
            other = _first(others, lambda held, d=date: _holds_date(held, d.month, d.day, d.weekday))
            findings.append(_finding(FindingKind.DATE, date.text, other))
    spans = [(one.start, one.end) for one in turn.compounds]
    said = [one for one in turn.quantities if not _within(one.start, spans)] + turn.compounds
    for quantity in said:
        if _within(quantity.start, masked) or _counts_nothing(quantity, turn, cited):
            continue
        readings = list(readings_of(quantity, [one for one in said if one.end <= quantity.start], turn.language))
        verdicts = {verdict for held in cited for one in readings if (verdict := verdict_of(one, held))}
        if "held" in verdicts:
            if instead := _instead(quantity, turn, cited):
                findings.append(_finding(FindingKind.NUMBER, quantity.text, None, instead=instead, of=True))
            continue
        if any(follows(one, cited, others) or is_reckoned(one, turn, cited) for one in readings):
            continue
        other = _first(others, lambda held, q=quantity: verdict_of(q, held) == "held")
        if other is not None and _is_known(quantity, turn, cited, others[other]):
            continue
        kind = FindingKind.UNIT if "unit" in verdicts else FindingKind.NUMBER
        findings.append(_finding(kind, quantity.text, other, instead=_alike(quantity, cited)))
    return findings


def _instead(said: Quantity, turn: Reading, cited: Sequence[Reading]) -> str:
    """The number that the passages have in place of one that they have of something else."""
    start = next((one for one in sentence_spans(turn.text) if one[0] <= said.start < one[1]), None)
    if start is None or turn.language is None:
        return ""
    sentence = read(turn.text[slice(*start)], turn.code)
    if sentence.text.endswith("?"):
        return ""
    return belongs_elsewhere(said, sentence, cited, lambda one, true: compared(one, true) == "held")


def _finding(kind: FindingKind, words: str, other: int | None, *, instead: str = "", of: bool = False) -> Finding:
    """`of`: the passages have the number of something else."""
    if other is not None:
        message = f"“{words}” stands in another passage, and in none that the turn cites."
        return Finding(kind=FindingKind.ELSEWHERE, words=words, message=message, other=other)
    if kind is FindingKind.UNIT:
        message = f"The passages that the turn cites have the number of “{words}” with another unit."
    else:
        message = f"“{words}” stands in none of the passages that the turn cites."
    if of:
        message = f"The passages that the turn cites have “{words}” of something else."
    if instead:
        message += f" They have “{instead}”."
    return Finding(kind=kind, words=words, message=message)


def _first(others: Sequence[Reading], holds: object) -> int | None:
    assert callable(holds)
    return next((at for at, one in enumerate(others) if holds(one)), None)


def _is_known(said: Quantity, turn: Reading, cited: Sequence[Reading], other: Reading) -> bool:
    """`the eleven sensors`: the listener knows of them, and the cited passages speak of them too."""
    before = turn.text[: said.start].split()[-1:]
    if not before or before[0].lower() not in _DEFINITE or not said.noun:
        return False
    counted = {stem(word) for one in other.quantities for word in (one.noun, *one.behind)}
    return said.noun in counted and any(said.noun in held.stems for held in cited)


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
    vague = is_vague(quantity, turn.text, [one for held in cited for one in held.quantities])
    if (
        vague
        or value == 0
        or ({quantity.noun, f"{quantity.noun}s"} & set(counted) and not _is_counted(quantity, cited))
    ):
        return vague or not quantity.units
    if not quantity.spelled or quantity.units or (quantity.qualifier and value > FEW):
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
