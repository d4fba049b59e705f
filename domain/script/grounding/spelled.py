"""Numbers in words, by the table of a language."""

import re
from collections.abc import Sequence

from domain.script.grounding.numeral import Numeral, step_of
from domain.script.grounding.tables import Numerals
from domain.script.grounding.wording import Token

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSAND = 1000


class Spelled:
    """Reads the words of a number from a place in the text."""

    def __init__(self, tokens: Sequence[Token], numerals: Numerals) -> None:
        self._tokens = tokens
        self._numerals = numerals
        self._articles = set(numerals.articles.split())
        self._joining = set(numerals.joining.split())

    def at(self, at: int) -> Numeral | None:
        words, first = self._numerals, self._word(at)
        if first in words.multiples:
            return Numeral(at, at + 1, (words.multiples[first],), "multiple", 1.0, True)
        if first in words.decades:
            return Numeral(at, at + 1, (float(words.decades[first]),), "decade", 1.0, True) if first[0] != "h" else None
        if first in self._articles:
            return self._after_article(at)
        if first in words.halves and self._word(at + 1) in self._articles:
            return self._half_of(at)
        if first in words.fractions and first not in words.ordinals and words.fractions[first] == 0.5:
            return Numeral(at, at + 1, (0.5,), "fraction", 0.5, True)
        return self._number(at)

    def _word(self, at: int) -> str:
        return self._tokens[at].lower if 0 <= at < len(self._tokens) and self._tokens[at].kind == "word" else ""

    def _after_article(self, at: int) -> Numeral | None:
        """`a third`, `a hundred and five`, `a dozen`; `a` before anything else belongs to no number."""
        words, second = self._numerals, self._word(at + 1)
        if second in words.fractions and words.fractions[second] < 1:
            scale = words.scales.get(self._word(at + 2), 0) or (
                words.scales.get(self._word(at + 3), 0) if self._word(at + 2) in ("of", *self._articles) else 0
            )
            if scale:
                end = at + (3 if self._word(at + 2) in words.scales else 4)
                return Numeral(at, end, (words.fractions[second] * scale,), "cardinal", scale * 0.01, True)
            after = self._word(at + 2)
            if second in words.ordinals and after and after not in words.behind_parts.split():
                both = (float(words.ordinals[second]), words.fractions[second])  # a third option
                return Numeral(at, at + 2, both, "ordinal", 1.0, True)
            return Numeral(at, at + 2, (words.fractions[second],), "fraction", 0.01, True)
        if second in words.scales or second in ("dozen",):
            found = self._number(at + 1)
            return None if found is None else Numeral(at, found.end, found.values, found.role, found.step, True)
        return None

    def _half_of(self, at: int) -> Numeral:
        """`half a million`, `half a dozen`, and `half` before anything else."""
        half, third = self._numerals.halves[self._word(at)], self._word(at + 2)
        scale = self._numerals.scales.get(third, 0) or (12 if third == "dozen" else 0)
        if scale:
            return Numeral(at, at + 3, (half * scale,), "cardinal", scale * 0.1, True)
        return Numeral(at, at + 1, (half,), "fraction", half, True)

    def _number(self, at: int) -> Numeral | None:
        words = self._numerals
        total, group, end, ordinal = self._whole(at)
        if end == at:
            return None
        value = total + group
        if ordinal:
            return self._ordinal(at, end, value)
        if words.pairs_are_years and 10 <= value <= 21 and (paired := self._year(at, end, int(value))):
            return paired
        if words.pairs_are_years and 0 < value < 100 and (priced := self._price(at, end, value)):
            return priced
        step = step_of(value)
        if words.point and self._word(end) == words.point and (decimals := self._decimals(end + 1)):
            digits, end = decimals
            value, step = float(f"{int(value)}.{digits}"), float(10.0 ** -len(digits))
        fraction = words.fractions.get(self._word(end))
        if fraction and value < 20 and self._word(end) not in words.ordinals:
            return Numeral(at, end + 1, (value * fraction,), "fraction", 0.01, True)
        half = self._half_after(end)
        if half:
            behind = words.scales.get(self._word(end - 1), 1)  # a million and a half
            part = half[0] * (behind if behind >= _THOUSAND else 1)
            value, end, step = value + part, half[1], part
        if scale := words.scales.get(self._word(end), 0):
            value, step, end = value * scale, step * scale, end + 1
        return Numeral(at, end, (value,), "cardinal", step, True)

    def _whole(self, at: int) -> tuple[float, float, int, bool]:
        words, total, group, end = self._numerals, 0.0, 0.0, at
        while True:
            here = end
            if end > at and self._word(here) in self._joining and self._joins(here + 1, total, group):
                here += 1
            if end > at and here < len(self._tokens) and self._tokens[here].text == "-":
                here += 1
            word = self._word(here)
            value = words.cardinals.get(word)
            value = value if value is not None or not words.compound else compound_value(word, words)
            ordinal = words.ordinals.get(word)
            if value is None and ordinal is not None and (end > at or word not in words.skipped.split()):
                if ordinal >= 100:
                    return total, max(1.0, group) * ordinal, here + 1, True
                if self._fits(ordinal, group) or end == at:
                    return total, group + ordinal, here + 1, True
                return total, group, end, False
            scale = words.scales.get(word, 0)
            if value is not None and (end == at or self._fits(value, group)):
                group += value
            elif value is not None and value == 20 and group == 4:  # quatre-vingts
                group = 80.0
            elif scale == 100:
                group = max(1.0, group) * 100
            elif scale:
                total, group = total + max(1.0, group) * scale, 0.0
            else:
                return total, group, end, False
            end = here + 1

    def _joins(self, at: int, total: float, group: float) -> bool:
        """Whether `and` stands inside a number: behind hundreds and thousands, and before a smaller one."""
        value = self._numerals.cardinals.get(self._word(at), self._numerals.ordinals.get(self._word(at)))
        if not self._numerals.pairs_are_years:  # y, et, e
            return value is not None and group % 10 == 0 and group > 0
        return value is not None and ((group >= 100 and group % 100 == 0) or (group == 0 and total > 0))

    def _fits(self, value: float, group: float) -> bool:
        """Whether a number may be added to those before it: four to twenty, fifty to two hundred."""
        if value >= 100:
            return group == 0
        if value >= 10:
            return group % 100 == 0 or (group % 100 in (60, 80) and value < 20)
        if group % 100 in (10, 70, 90) and value >= 7 and not self._numerals.pairs_are_years:
            return True  # dix-sept, soixante-dix-sept
        return value > 0 and group % 10 == 0 and group % 100 != 10

    def _ordinal(self, at: int, end: int, value: float) -> Numeral:
        fraction = self._numerals.fractions.get(self._word(end - 1))
        both = (value, 1 / value) if value >= 10 else (value, *((fraction,) if fraction else ()))
        if end - at > 1 and fraction and (before := self._numerals.cardinals.get(self._word(at))) and before < 10:
            both = (*both, before * fraction)
        return Numeral(at, end, both, "ordinal", 1.0, True)

    def _year(self, at: int, end: int, century: int) -> Numeral | None:
        """`nineteen eighty-four`, `twenty oh five`, `eighteen hundreds`, `nineteen-eighties`."""
        here = end + 1 if end < len(self._tokens) and self._tokens[end].text == "-" else end
        word = self._word(here)
        if word in self._numerals.decades:
            return Numeral(at, here + 1, (century * 100.0 + self._numerals.decades[word],), "decade", 1.0, True)
        if word in ("oh", "o"):
            unit = self._numerals.cardinals.get(self._word(here + 1), 0)
            return Numeral(at, here + 2, (century * 100.0 + unit,), "year", 1.0, True) if 0 < unit < 10 else None
        total, group, until, ordinal = self._whole(here)
        if total == 0 and not ordinal and 10 <= group <= 99 and until > here:
            return Numeral(at, until, (century * 100.0 + group,), "year", 1.0, True)
        return None

    def _price(self, at: int, end: int, value: float) -> Numeral | None:
        """`two thirty-nine` is 2.39, or 239."""
        total, group, until, ordinal = self._whole(end)
        if total or ordinal or not 10 <= group <= 99 or until == end or self._word(end) in self._joining:
            return None
        return Numeral(at, until, (value + group / 100, value * 100 + group), "cardinal", 0.01, True)

    def _decimals(self, at: int) -> tuple[str, int] | None:
        digits = ""
        while (value := self._numerals.cardinals.get(self._word(at))) is not None and self._word(at) != "dozen":
            tens = value >= 20 and not value % 10 and 0 < self._numerals.cardinals.get(self._word(at + 2), 0) < 10
            if tens and self._tokens[at + 1].text == "-":
                value, at = value + self._numerals.cardinals[self._word(at + 2)], at + 2
            digits += str(value)
            at += 1
        if not digits and at < len(self._tokens) and _FIGURES.fullmatch(self._tokens[at].text):
            return self._tokens[at].text, at + 1
        return (digits, at) if digits else None

    def _half_after(self, at: int) -> tuple[float, int] | None:
        """`two and a half`, `one and three quarters`."""
        if self._word(at) not in self._joining:
            return None
        if self._word(at + 1) in self._articles and self._word(at + 2) in self._numerals.halves:
            return self._numerals.halves[self._word(at + 2)], at + 3
        if not self._numerals.pairs_are_years and self._word(at + 1) in self._numerals.halves:
            return self._numerals.halves[self._word(at + 1)], at + 2
        count = self._numerals.cardinals.get(self._word(at + 1), 0)
        fraction = self._numerals.fractions.get(self._word(at + 2), 0)
        if 0 < count < 10 and fraction and self._word(at + 2) not in self._numerals.ordinals:
            return count * fraction, at + 3
        return None


def compound_value(word: str, numerals: Numerals) -> int | None:
    """The worth of a number that is written as one word: `dreiundzwanzig`, `neunzehnhundert`, `ventitré`."""
    if len(word) < 4:
        return None
    parts = sorted({**numerals.cardinals, **numerals.scales}, key=len, reverse=True)
    total, group, at = 0, 0, 0
    while at < len(word):
        part = next((one for one in parts if word.startswith(one, at)), None)
        joint = next((one for one in numerals.joining.split() if word.startswith(one, at)), None)
        if part is None and joint is not None and at:
            at += len(joint)
            continue
        if part is None:
            return None
        if part in numerals.scales:
            scale = numerals.scales[part]
            total, group = (total, max(1, group) * scale) if scale == 100 else (total + max(1, group) * scale, 0)
        else:
            group += numerals.cardinals[part]
        at += len(part)
    return total + group
