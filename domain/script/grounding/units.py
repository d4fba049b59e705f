"""Units behind and before numbers, and what a value in one unit is worth in another."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from domain.script.grounding.tables import SCALES, SYMBOLS, Language
from domain.script.grounding.wording import Token

_CURRENCIES = "$€£¥₹"
_LONGEST = 3  # tokens: `kilometres per hour`


def unit_after(tokens: Sequence[Token], at: int, language: Language | None) -> tuple[tuple[str, ...], int]:
    """The canonical units that the tokens from `at` may name, and where they end; `four-hundred-metre` has one too."""
    start = at
    while at < len(tokens) and tokens[at].text == "-" and at - start < 1:
        at += 1
    for length in range(_LONGEST, 0, -1):
        words = tokens[at : at + length]
        if len(words) < length:
            continue
        phrase = " ".join(one.lower for one in words)
        if language is not None and (named := language.units.get(phrase)):
            return tuple(named.split()), at + length
        symbol = "".join(one.text for one in words)
        near = all(one.start - before.end == 0 for before, one in pairwise(words))
        if near and symbol in SYMBOLS and (len(symbol) > 1 or _may_be_symbol(tokens, at)):
            return tuple(SYMBOLS[symbol].split()), at + length
    return (), start


def currency_before(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    token = tokens[at - 1] if at > 0 else None
    if token is None or token.text not in _CURRENCIES:
        return ()
    return tuple(SYMBOLS[token.text].split())


@cache
def dimensions(units: tuple[str, ...]) -> frozenset[str]:
    found = {SCALES[one].dimension for one in units if one in SCALES}
    return frozenset(found | {"temperature"} if "degree" in found else found)


def in_base(value: float, units: tuple[str, ...], dimension: str) -> float | None:
    """The value in the base unit of a dimension, when one of the units measures it."""
    for one in units:
        scale = SCALES.get(one)
        if scale is not None and scale.dimension == dimension:
            return value * scale.factor + scale.offset
    return None


def _may_be_symbol(tokens: Sequence[Token], at: int) -> bool:
    """A lone letter is a unit behind figures only; `A`, `V` and `I` begin sentences and names."""
    before = tokens[at - 1] if at else None
    return before is not None and (before.kind == "digits" or tokens[at].kind == "unit" or before.text == "-")
