"""Formulas in one line, as text that the spoken normaliser reads: `E = mc²`, `(a + b) ∕ c`, `√(x + 1)`.

What has no such line (matrices, limits above and below signs, …) raises NotSimple; `UNREAD` then stands in its place,
and the sentence around it is left out.
"""

import re

from adapters.readers.formulas.raised import lowered

UNREAD = "\ufdd0"
"""A noncharacter of Unicode, which no text holds."""

_LONGEST = 60  # characters: more cannot be followed by ear
_ABOVE = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_ATOM = re.compile(r"[^\W_]+(?:\.\d+)?[²³⁰-⁹₀-ₜ′]*|√?\w|\([^()]*\)")
_TIGHT = re.compile(r"\s*([=+−×·÷±≤≥≠≈<>∈→⇒∝∕])\s*")
_INVISIBLE = re.compile("[\u2061-\u2064\u200b\u00ad]")
_BIG = re.compile("[∑∏∫∮⋃⋂]")


class NotSimple(Exception):
    """A formula that cannot be said in a few words."""


def fraction(above: str, below: str) -> str:
    if above.isdigit() and below.isdigit():
        return f"{above}/{below} "
    return f"{_grouped(above)} ∕ {_grouped(below)}"


def power(base: str, exponent: str) -> str:
    if exponent in ("′", "'", "″", "*", "∗", "°", "∘"):
        return base + {"∘": "°", "'": "′", "∗": "*"}.get(exponent, exponent)
    raised = "".join(_ABOVE.get(letter, " ") for letter in exponent.replace(" ", ""))
    if " " not in raised:
        return base + raised
    apart = _TIGHT.sub(r" \1 ", exponent).strip()
    return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^({apart})"


def index(base: str, below: str) -> str:
    if _BIG.search(base):
        raise NotSimple
    return base + lowered(below, before=base)


def root(of: str, degree: str = "") -> str:
    if degree and degree != "3":
        raise NotSimple
    return ("∛" if degree else "√") + _grouped(of)


def one_line(text: str) -> str:
    """A finished formula.

    Raises:
        NotSimple: for one that is empty or long.
    """
    if len(text) > 8 * _LONGEST:
        raise NotSimple
    text = _INVISIBLE.sub("", text).replace("-", "−").replace("∗", "·")
    text = " ".join(_TIGHT.sub(r" \1 ", text).split()).strip()
    text = re.sub(
        r"(^|[=(<>≤≥×·≈±∈→⇒]\s|\()−\s", r"\1−", re.sub(r"\(\s+|\s+(?=\))", lambda match: match[0].strip(), text)
    )
    if not text or len(text) > _LONGEST or _BIG.search(text) or UNREAD in text:
        raise NotSimple
    return text


def _grouped(text: str) -> str:
    text = text.strip()
    return text if _ATOM.fullmatch(text) else f"({text})"
