"""Clauses of a sentence, and what a negation or a hedge in it bears on."""

import re
from collections.abc import Sequence

from domain.script.grounding.content import WORD

_CLAUSE = re.compile(r"[;:—]\s|\s-\s|\bbut\b|\balthough\b|\bthough\b|,\s(?=(?:and|so|while|whereas|which|or)\b)")


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def scope_of(text: str) -> str:
    """What a mark bears on: up to the end of its clause, without what stands between commas right behind the mark.

    In "it is probable, they say, that …" it begins behind `that`.
    """
    text = re.sub(r"^(?:\s*,[^,;:.]*,)?(?:\s*that\b)?", "", text)
    return re.split(r"[;:—]|\bbut\b|\band (?=the|we|it|they|he|she|must|is|are)\b|\bwhen\b|\bif\b", text, maxsplit=1)[0]


def clauses_of(text: str) -> list[str]:
    return [one for one in _CLAUSE.split(text) if one.strip()]


def either(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{one}\b" if one[-1].isalpha() else rf"\b{one}" for one in phrases) or r"(?!)")
