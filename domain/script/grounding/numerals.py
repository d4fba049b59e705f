"""Numbers in figures, in words and in Roman letters, with what they are worth."""

import re
from collections.abc import Sequence

from domain.script.grounding.numeral import Numeral, step_of
from domain.script.grounding.spelled import Spelled
from domain.script.grounding.tables import Language
from domain.script.grounding.wording import Token

_YEARS = range(1000, 2100)
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")
_SUFFIX = {"st", "nd", "rd", "th", "s"}
_LETTERS = {"m": 1e6, "k": 1e3}


def numeral_at(tokens: Sequence[Token], at: int, language: Language | None) -> Numeral | None:
    token = tokens[at]
    if token.kind == "digits":
        return _in_figures(tokens, at, language)
    if token.kind == "word" and _ROMAN.fullmatch(token.text):
        return Numeral(at, at + 1, (float(_roman(token.text)),), "ordinal", 1.0)
    if token.kind == "word" and language is not None:
        return Spelled(tokens, language.numerals).at(at)
    return None


def read_figures(text: str, decimal: str) -> tuple[float, ...]:
    """The values that figures may have, the likeliest first; none for 0.0.0.0 and the like."""
    other = "," if decimal == "." else "."
    marks = [one for one in text if one in ".,"]
    groups = re.split("[.,]", text)
    thousands = all(len(one) == 3 for one in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0"
    joined = float("".join(groups))
    if not marks:
        return (joined,)
    if len(marks) > 1:
        if len(set(marks)) == 1:
            return (joined,) if thousands else ()
        head, _, tail = text.rpartition(marks[-1])
        return (float(re.sub("[.,]", "", head) + "." + tail),)
    as_decimal = float(f"{groups[0]}.{groups[1]}")
    if not thousands:
        return (as_decimal,)
    return (joined, as_decimal) if marks[0] == other else (as_decimal, joined)


def _in_figures(tokens: Sequence[Token], at: int, language: Language | None) -> Numeral | None:
    token = tokens[at]
    decimal = language.decimal if language else "."
    values = read_figures(token.text, decimal)
    end, role = at + 1, "cardinal"
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.start == token.end and after.lower in _SUFFIX and values:
        decade = after.lower == "s"
        if decade and values[0] % 10:
            return Numeral(at, end, values, role, step_of(values[0]))
        return Numeral(at, end + 1, values, "decade" if decade else "ordinal", 1.0)
    step = 10.0 ** -len(re.split("[.,]", token.text)[1]) if values and values[0] % 1 else step_of(*values[:1] or (1,))
    scale = _scale_after(tokens, end, language)
    if scale and values:
        return Numeral(at, end + 1, tuple(one * scale for one in values), "cardinal", step * scale)
    if values and len(token.text) == 4 and token.text.isdigit() and int(token.text) in _YEARS:
        role = "year"
    return Numeral(at, end, values, role, step)


def _scale_after(tokens: Sequence[Token], at: int, language: Language | None) -> float:
    if at >= len(tokens) or language is None:
        return 0.0
    word = tokens[at]
    if word.start == tokens[at - 1].end and word.text in _LETTERS:
        return _LETTERS[word.text] if word.text == "k" or tokens[at - 2].text in "$€£" else 0.0
    return float(language.numerals.scales.get(word.lower, 0))


def _roman(text: str) -> int:
    worth = {"I": 1, "V": 5, "X": 10}
    figures = [worth[one] for one in text]
    return sum(-one if one < after else one for one, after in zip(figures, [*figures[1:], 0], strict=True))
