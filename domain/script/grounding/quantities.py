"""Quantities of a text: numbers with their units, and with the words that say how exact they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from domain.retrieve.words import STOP, stem
from domain.script.grounding.numeral import Numeral
from domain.script.grounding.numerals import numeral_at
from domain.script.grounding.tables import Language
from domain.script.grounding.units import currency_before, unit_after
from domain.script.grounding.wording import Token, tokens_of

_QUALIFYING = 5
"""Tokens before a number in which words like "just over" are looked for."""
_BEHIND = 6
"""Tokens behind a number in which "give or take" is looked for."""
_NEAR = 5
"""Tokens on either side of a number in which "in total" and the like are looked for."""
_STOPS = {".", ",", ";", ":", "!", "?", ")"}
_WITH_HUNDREDTHS = {"metre", "euro", "dollar", "pound", "franc"}
_DEFINITE = {"the", "these", "those", "its", "their", "his", "her", "our", "your", "my"}
_WHOLE_IN_WORDS = 100
_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 50, 100, 1000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`units`: canonical names, several where one word names several. `noun`: the word behind it, as a stem.

    `qualifier`: about, under, over, exactly, or empty. `near`: the words around it in lower case, `behind`: the two
    behind it. `bare`: it stands alone in a cell of a table, whose heading has the unit. `short`: a year without its
    century, '44.
    """

    text: str
    start: int
    end: int
    values: tuple[float, ...]
    role: str
    step: float
    units: tuple[str, ...] = ()
    noun: str = ""
    qualifier: str = ""
    spelled: bool = False
    bare: bool = False
    short: bool = False
    near: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


def quantities_in(text: str, language: Language | None) -> list[Quantity]:
    """The quantities of a plain text, in order. Numbers with several points (0.0.0.0) have no values."""
    tokens = tokens_of(text)
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        numeral = None if _is_enumerator(text, tokens[at]) else numeral_at(tokens, at, language)
        if numeral is None:
            at += 1
            continue
        numeral = _share(tokens, numeral, language)
        quantity, at = _quantity(text, tokens, numeral, language)
        found.append(quantity)
        if (until := _end_of_years(text, quantity)) is not None:
            found.append(until)
    return found


def _end_of_years(text: str, begin: Quantity) -> Quantity | None:
    """The second year of `1574-77`."""
    short = re.match(r"-(\d{2})(?!\d)", text[begin.end :]) if begin.role == "year" and not begin.spelled else None
    if short is None:
        return None
    year = begin.values[0] // 100 * 100 + int(short[1])
    return (
        replace(begin, text=short[1], start=begin.end + 1, end=begin.end + 3, values=(year,))
        if year > begin.values[0]
        else None
    )


def _is_enumerator(text: str, token: Token) -> bool:
    """`4. Limitations`: the number of a heading or of an item, which counts nothing."""
    begins = token.start == 0 or text[token.start - 1] == "\n"
    return begins and token.kind == "digits" and re.match(r"[.)]\s+[^\W\d]", text[token.end :]) is not None


def _share(tokens: Sequence[Token], numeral: Numeral, language: Language | None) -> Numeral:
    """`one in five`, `nine out of ten`: a fraction; what is none stays as it is."""
    words = [one.lower for one in tokens[numeral.end : numeral.end + 2]]
    counted = [one.lower for one in tokens[numeral.end + 1 : numeral.end + 3]]
    if numeral.spelled and (counted[:1] == ["in"] or counted == ["out", "of"]) and tokens[numeral.end].kind == "word":
        shared = _share(tokens, replace(numeral, end=numeral.end + 1), language)  # one customer in three
        return shared if shared.role == "fraction" else numeral
    behind = 1 if words[:1] == ["in"] else 2 if words == ["out", "of"] else 0
    if behind and numeral.end + behind < len(tokens) and tokens[numeral.end + behind].lower == "every":
        behind += 1
    if not behind or numeral.role != "cardinal" or numeral.end + behind >= len(tokens):
        return numeral
    whole = numeral_at(tokens, numeral.end + behind, language)
    if whole is None or whole.role != "cardinal" or not whole.values or not numeral.values:
        return numeral
    one_in = numeral.values[0] == 1 and numeral.spelled and whole.spelled and whole.values[0] <= _WHOLE_IN_WORDS
    one_in = one_in and not unit_after(tokens, whole.end, language)[0]
    if not (one_in or whole.values[0] in _WHOLES) or not 0 < numeral.values[0] < whole.values[0]:
        return numeral
    share = numeral.values[0] / whole.values[0]
    return replace(numeral, end=whole.end, values=(share,), role="fraction", step=0.01)


def _quantity(text: str, tokens: Sequence[Token], numeral: Numeral, language: Language | None) -> tuple[Quantity, int]:
    units, end = unit_after(tokens, numeral.end, language)
    values, step = numeral.values, numeral.step
    if units and numeral.role in ("cardinal", "fraction"):
        half, end = _half_behind(tokens, end, language)
        if not half:
            half, end = _hundredths_behind(tokens, units, end, language)
        values = tuple(one + half for one in values) if half else values
        step = half or step
    if not units:
        units = currency_before(tokens, numeral.first) if numeral.role != "decade" else ()
        if not units and numeral.role == "fraction":
            units, end = _unit_of_fraction(tokens, numeral.end, language)
    of = (
        2
        if [one.lower for one in tokens[end : end + 1]] == ["of"]
        and end + 2 < len(tokens)
        and tokens[end + 1].lower in _DEFINITE
        else 0
    )
    behind = takewhile(lambda one: one.text not in _STOPS, tokens[end + of : end + of + 2])
    noun = next((one.lower for one in behind if one.kind == "word"), "")
    noun = "" if noun in STOP or (language is not None and noun in language.words.no_nouns.split()) else noun
    role = "cardinal" if units and numeral.role == "year" else numeral.role
    if "century" in units and numeral.role == "ordinal":
        role, units = "century", ()
    start, stop = tokens[numeral.first].start, tokens[end - 1].end
    around = tokens[max(0, numeral.first - _NEAR) : end + _NEAR]
    return (
        Quantity(
            text=text[start:stop],
            start=start,
            end=stop,
            values=values,
            role=role,
            step=step,
            units=units,
            noun=stem(noun),
            qualifier=_qualifier(tokens, numeral, end, language),
            spelled=numeral.spelled,
            short=text[max(0, start - 1) : start] == "'" and stop - start == len("44"),
            bare=text[stop : stop + 2].strip()[:1] == "|",
            near=frozenset(one.lower for one in around),
            behind=frozenset(one.lower for one in tokens[end : end + 2]),
        ),
        max(end, numeral.end),
    )


def _half_behind(tokens: Sequence[Token], at: int, language: Language | None) -> tuple[float, int]:
    """`an hour and a half`, `two hours and a quarter`."""
    if language is None or at + 2 >= len(tokens):
        return 0.0, at
    first, second, third = (one.lower for one in tokens[at : at + 3])
    numerals = language.numerals
    if first in numerals.joining.split() and second in numerals.articles.split() and third in numerals.halves:
        return numerals.halves[third], at + 3
    return 0.0, at


def _hundredths_behind(
    tokens: Sequence[Token], units: tuple[str, ...], at: int, language: Language | None
) -> tuple[float, int]:
    """`one metre twenty`, `five euros fifty`."""
    if not set(units) & _WITH_HUNDREDTHS or at >= len(tokens):
        return 0.0, at
    numeral = numeral_at(tokens, at, language)
    if numeral is None or not numeral.spelled or numeral.role != "cardinal" or not 10 <= numeral.values[0] < 100:
        return 0.0, at
    return (0.0, at) if unit_after(tokens, numeral.end, language)[0] else (numeral.values[0] / 100, numeral.end)


def _unit_of_fraction(tokens: Sequence[Token], at: int, language: Language | None) -> tuple[tuple[str, ...], int]:
    """`half an hour`, `a quarter of an hour`, `a twentieth of a hectopascal`: the unit behind `of` and an article."""
    here = at
    while here < len(tokens) and here - at < 2 and tokens[here].lower in ("of", "a", "an", "the", "one"):
        here += 1
    units, end = unit_after(tokens, here, language) if here > at else ((), at)
    return (units, end) if units else ((), at)


def _qualifier(tokens: Sequence[Token], numeral: Numeral, end: int, language: Language | None) -> str:
    if language is None:
        return ""
    first = numeral.first - (1 if numeral.first and tokens[numeral.first - 1].text in "$€£¥₹" else 0)
    before = tokens[max(0, first - _QUALIFYING) : first]
    while before and before[-1].lower in ("a", "an", "the", "or", "by"):
        before = before[:-1]
    said = " ".join(one.lower for one in before)
    words = language.words
    best, kind = "", ""
    for name in ("about", "under", "over", "exactly"):
        for phrase in getattr(words, name):
            if len(phrase) > len(best) and re.search(rf"(?:^|\W){re.escape(phrase)}$", said):
                best, kind = phrase, name
    if kind:
        return kind
    after = " ".join(one.lower for one in tokens[end : end + _BEHIND])
    if any(re.match(one, after) for one in words.over_after):
        return "over"
    return "about" if any(re.match(rf"(?:\w+ )?(?:, )?{re.escape(one)}\b", after) for one in words.about_after) else ""


def single_units_in(text: str, language: Language | None) -> list[tuple[str, ...]]:
    """The units of which a text has one, in words: `a century`, `each year`, `per month`."""
    if language is None:
        return []
    tokens = tokens_of(text)
    articles = {*language.numerals.articles.split(), "one", "each", "every", "per"}
    found = [unit_after(tokens, at + 1, language)[0] for at, one in enumerate(tokens) if one.lower in articles]
    return [units for units in found if units]


def hours_with_halves(text: str, language: Language | None) -> str:
    """`an hour and a half` has no number word of its own: the article before a unit and a half becomes one."""
    if language is None or not language.numerals.halves:
        return text
    articles = "|".join(language.numerals.articles.split()) or "a"
    halves = "|".join(language.numerals.halves)
    joint = language.numerals.joining.split()[0] if language.numerals.joining else "and"
    pattern = rf"\b(?:{articles})(?= [^\W\d_]+ {joint} (?:{articles}) (?:{halves})\b)"
    return re.sub(pattern, lambda found: "1".ljust(len(found[0])), text, flags=re.IGNORECASE)
