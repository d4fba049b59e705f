"""Dates and times of day in a text: days of months, months and weekdays by name, and clock times."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.retrieve.words import STOP
from domain.script.grounding.numeral import Numeral
from domain.script.grounding.numerals import numeral_at
from domain.script.grounding.tables import Language
from domain.script.grounding.units import unit_after
from domain.script.grounding.wording import Token, tokens_of

_NEAR = 4
"""Tokens between a month and the days that may belong to it: "3 and 7 May"."""
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)|(?<![\d.])(\d{1,2})[./](\d{1,2})[./](\d{2,4})(?!\d)")
_ALSO_WORDS = {"may", "march", "mar", "jan", "dec", "sep", "oct", "nov", "jun", "jul", "feb", "apr", "aug"}
"""Months that are other words too, or names: they need a number or one of the words below beside them."""
_BEFORE_MONTH = {
    "in",
    "of",
    "early",
    "late",
    "mid",
    "since",
    "until",
    "last",
    "next",
    "by",
    "from",
    "to",
    "this",
    "and",
}
_DAY_HALVES = re.compile(r"\s*(?:o'clock|[ap]\.?m\b|in the (?:morning|afternoon|evening)|at night)", re.IGNORECASE)
_HALF_DAY = 720


@dataclass(frozen=True, slots=True)
class DateWords:
    """A month or weekday from character `start` to `end`; `day` where one is named."""

    text: str
    start: int
    end: int
    month: int = 0
    day: int = 0
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after twelve, without saying which half of the day."""

    start: int
    end: int
    minutes: int


def dates_in(text: str, language: Language | None) -> list[DateWords]:
    """Every reading of a date is listed: 3/4/2020 is one in March and one in April."""
    found: list[DateWords] = []
    for match in _ISO.finditer(text):
        if match[1]:
            pairs = [(int(match[2]), int(match[3]))]
        else:
            pairs = [(int(match[5]), int(match[4])), (int(match[4]), int(match[5]))]
        for month, day in pairs:
            if 1 <= month <= 12 and 1 <= day <= 31:
                found.append(DateWords(match[0], match.start(), match.end(), month, day))
    if language is None:
        return found
    tokens = tokens_of(text)
    for at, token in enumerate(tokens):
        if token.kind != "word":
            continue
        singular = token.lower.removesuffix("'s").removesuffix("s")
        weekday = language.weekdays.get(token.lower) or language.weekdays.get(singular)
        if weekday and (token.text[0].isupper() or not language.dates_in_capitals):
            found.append(DateWords(token.text, token.start, token.end, weekday=weekday))
        month = language.months.get(token.lower.removesuffix("'s"), 0)
        if month and _is_month(tokens, at, language):
            found += _with_days(text, tokens, at, month, language)
    return found


def _is_month(tokens: Sequence[Token], at: int, language: Language) -> bool:
    token = tokens[at]
    if language.dates_in_capitals and token.text[0].islower():
        return False
    if token.lower not in _ALSO_WORDS:
        return True
    before = tokens[at - 1] if at else None
    after = next((one for one in tokens[at + 1 : at + 3] if one.kind != "mark"), None)
    beside = (before is not None and (before.kind == "digits" or before.lower in _BEFORE_MONTH)) or (
        after is not None and (after.kind == "digits" or after.lower in language.numerals.ordinals)
    )
    named = token.lower in ("may", "march") and before is not None and before.kind == "mark"
    return beside or (named and before is not None and before.text == ",")


def _with_days(text: str, tokens: Sequence[Token], at: int, month: int, language: Language) -> list[DateWords]:
    """The month with each number beside it that may be its day, or alone."""
    found: list[DateWords] = []
    here = max(0, at - _NEAR)
    while here < min(len(tokens), at + 3):
        numeral = None if here == at else _day_at(tokens, here, language)
        if numeral is None or not numeral.values or not 1 <= numeral.values[0] <= 31 or numeral.values[0] % 1:
            here += 1
            continue
        if here > at and (any(one.day for one in found) or _counts_what_follows(tokens, numeral)):
            break  # "the fourteenth of September twenty boats came"
        adjacent = here > at or all(_is_between(one) for one in tokens[numeral.end : at])
        if adjacent and (here < at or here == at + 1 or tokens[at + 1].lower in ("the", ".")):
            start = min(tokens[here].start, tokens[at].start)
            end = max(tokens[numeral.end - 1].end, tokens[at].end)
            found.append(DateWords(text[start:end], start, end, month, int(numeral.values[0])))
        here = numeral.end
    return found or [DateWords(tokens[at].text, tokens[at].start, tokens[at].end, month)]


def _counts_what_follows(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether a number is followed by what it counts; the day of a month is followed by a mark or a small word."""
    after = tokens[numeral.end] if numeral.end < len(tokens) else None
    noun = after is not None and after.kind == "word" and after.lower not in STOP and after.text[0].islower()
    return noun and numeral.role == "cardinal" and numeral.spelled


def _day_at(tokens: Sequence[Token], at: int, language: Language) -> Numeral | None:
    token = tokens[at]
    skipped = language.numerals.skipped.split()
    if token.lower in skipped:
        return Numeral(at, at + 1, (float(language.numerals.ordinals[token.lower]),), "ordinal", 1.0, True)
    return numeral_at(tokens, at, language)


def _is_between(token: Token) -> bool:
    between = ("of", "de", "and", "to", "or", "-", ".", ",", "und", "et", "y")
    return token.lower in between or token.kind == "digits" or token.lower in ("st", "nd", "rd", "th")


def clocks_in(text: str, language: Language | None) -> list[Clock]:
    tokens = tokens_of(text)
    found = [_from_figures(token) for token in tokens if token.kind == "clock"]
    if language is None or not language.numerals.pairs_are_years:
        return found
    for at, token in enumerate(tokens):
        if token.lower in ("noon", "midnight"):
            found.append(Clock(token.start, token.end, 0))
        if token.lower in ("past", "to") and (clock := _from_words(tokens, at, language)):
            found.append(clock)
        numeral = numeral_at(tokens, at, language)
        if numeral and numeral.values and 1 <= numeral.values[0] <= 12 and not numeral.values[0] % 1:
            end = tokens[numeral.end - 1].end
            if half := _DAY_HALVES.match(text, end):
                found.append(Clock(token.start, half.end(), int(numeral.values[0]) * 60 % _HALF_DAY))
    return found


def _from_figures(token: Token) -> Clock:
    hours, minutes = token.text.split(":")
    return Clock(token.start, token.end, (int(hours) * 60 + int(minutes)) % _HALF_DAY)


def _from_words(tokens: Sequence[Token], at: int, language: Language) -> Clock | None:
    """`a quarter past ten`, `twenty to nine`: `at` is the place of `past` or `to`."""
    hour = numeral_at(tokens, at + 1, language) if at + 1 < len(tokens) else None
    if hour is None or not hour.values or not 1 <= hour.values[0] <= 12 or unit_after(tokens, hour.end, language)[0]:
        return None
    before = at - 2 if tokens[at - 1].lower == "minutes" else at - 1
    for first in range(max(0, before - 2), before + 1):
        word = tokens[first].lower
        numeral = numeral_at(tokens, first, language)
        past = {"quarter": 15, "half": 30}.get(word)
        if numeral is not None and numeral.end == before + 1 and numeral.role == "cardinal" and numeral.values:
            past = int(numeral.values[0])
        if (
            past is None
            or not 1 <= past < 60
            or (past % 5 and before == at - 1)
            or (word in ("quarter", "half") and first != before)
        ):
            continue
        sign = 1 if tokens[at].lower == "past" else -1
        start = first - 1 if first and tokens[first - 1].lower == "a" else first
        return Clock(
            tokens[start].start, tokens[hour.end - 1].end, (int(hour.values[0]) * 60 + sign * past) % _HALF_DAY
        )
    return None
