"""Raised and lowered characters as text: powers, ordinals, ions, chemical formulas; marks of notes are left out."""

import re
from functools import lru_cache

_ABOVE = dict(zip("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_BELOW = dict(zip("0123456789+-−–=()aeoxhklmnpstijruv", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", strict=True))

_POWER = re.compile(r"[+\-−–]?\d{1,4}|[ni]")
_CHARGE = re.compile(r"\d?[+\-−–]")
_NOTE_MARK = re.compile(
    r"[\[(]?(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|[a-z]|[ivx]{1,4}|note \d+)[\])]?|[*†‡§¶]+", re.IGNORECASE
)
_BRACKETED = re.compile(r"\[[^\[\]]*\]")  # "[citation needed]"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d$")
_FIGURE = re.compile(r"\d$")
_MATHEMATICS = re.compile(r"[=+−×·/<>≤≥]\s?[^\W\d_]{1,3}$|\((?:[^()]*[=+\-−×·/][^()]*|\w)\)$|[₀-₉ₐ-ₜ]$")
_FUNCTION = re.compile(r"\b(?:sin|cos|tan|cot|sec|csc|log|ln|lg)$")
_LAST_WORD = re.compile(r"([^\W\d_]+)$")
_OPERATOR = re.compile(r"\s*([+−=])\s*")
_CONTEXT = 40  # characters before a superscript that tell what it is
_NUMBER_SIGN = re.compile(r"(?<![^\W\d_])[nN]$")
_OF_CENTURIES = frozenset({"e", "er", "re", "ème", "eme", "o"})
_CENTURY = re.compile(r"(?<![^\W\d_])[IVXLC]{1,6}$")
"""A Roman figure, which French and Spanish follow with the end of its word."""
_SINGLE_WORDS = frozenset("aAI")


def raised(text: str, *, before: str) -> str:  # noqa: PLR0911  # one rule a return
    """What a superscript is read as, after the text `before` it; empty for the mark of a note."""
    text, before = " ".join(text.split()), before[-_CONTEXT:]
    compact = text.replace(" ", "")
    if (compact in _OF_CENTURIES and _CENTURY.search(before)) or (
        compact in ("o", "os") and _NUMBER_SIGN.search(before)
    ):
        return compact.replace("o", "º") if _NUMBER_SIGN.search(before) else compact
    if not text or (_is_note(text, before) and not before.endswith("^")):
        return ""
    if not before[-1:].strip() or before[-1:] in "([,;=+-−×·/":  # an isotope's mass: ¹⁴C
        return _translated(compact, _ABOVE) if compact.isdigit() else text
    if _POWER.fullmatch(compact) or _CHARGE.fullmatch(compact):
        return _translated(compact, _ABOVE)
    if len(compact) > 1 and compact.isalpha():  # 21st, Mlle, 1er, TM
        return compact
    if len(compact) == 1 and (_FIGURE.search(before) or not compact.isalnum()):  # 2e, nº, °, ′
        return compact
    apart = _OPERATOR.sub(r" \1 ", text).strip()
    return f"^{compact}" if len(compact) == 1 else f"^({apart})"


def lowered(text: str, *, before: str) -> str:
    """What a subscript is read as: figures and single letters keep their place, words follow plainly."""
    compact = "".join(text.split())
    if len(compact) <= 4 and all(letter in _BELOW for letter in compact) and not compact.isalpha():
        return _translated(compact, _BELOW)
    if len(compact) == 1 and compact in _BELOW and before[-1:].isalpha():
        return _BELOW[compact]
    return compact if re.fullmatch(r"[\d.,]+", compact) else " ".join(text.split())


def _is_note(text: str, before: str) -> bool:
    """Whether raised text is a mark: figures or a letter after a word or a sentence, not after a figure or symbol."""
    if not before or not (_NOTE_MARK.fullmatch(text) or _BRACKETED.fullmatch(text)):
        return False
    if text[0] in "[(*†‡§¶":
        return True
    if _YEAR.search(before) and text.isdigit():
        return True
    if _FIGURE.search(before) or _MATHEMATICS.search(before):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return before[-1] in ".,;:!?\"'”’»…)]"
    return not _takes_power(word.group(1), before)


def _takes_power(word: str, before: str) -> bool:
    """Whether a power may stand on a word: a unit after a figure or on its own, a variable, a function."""
    if len(word) == 1:
        return word not in _SINGLE_WORDS or bool(re.search(r"[\d=+\-−×·/(]\s?[aAI]$", before))
    if word in _units():
        return len(word) != 2 or word not in ("in", "as") or bool(re.search(r"\d\s?\w+$", before))
    return bool(_FUNCTION.search(before)) or (len(word) == 2 and word[0].isupper() and word not in _CAPITAL_WORDS)


_CAPITAL_WORDS = frozenset({
    "He", "We", "It", "In", "On", "At", "By", "To", "Of", "So", "If", "Is", "As", "Be", "Or", "No", "My", "Us",
    "Up", "An", "Do", "Go", "Me",
})  # fmt: skip


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    from domain.tts.spoken.unit_names import LETTER_UNITS, UNITS  # noqa: PLC0415  # most files have no superscript

    return frozenset((*UNITS, *LETTER_UNITS, "dm", "hm", "µm", "in"))


def _translated(text: str, table: dict[str, str]) -> str:
    return "".join(table[letter] for letter in text)
