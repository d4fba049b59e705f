"""Numbers that the cited passages have of something else than the turn says, and have another one for."""

import re
from collections.abc import Callable, Sequence

from domain.script.grounding.meanings import Term, terms_in
from domain.script.grounding.quantities import Quantity
from domain.script.grounding.reading import Reading, read
from domain.script.grounding.units import dimensions

_PARTS = re.compile(
    r"[;:—]\s|,\s(?=(?:and|but|while|whereas|which|who)\b)|\b(?:and|but|while|whereas|although|against|compared)\b|\n|\|"
)
_ROLES = ("cardinal", "year")
_LEAST_COMMON = 2
"""Words that the turn shares with what another sentence of the passages says of the other number."""
_LEAST = 3
"""A number in words below it counts what is named in other words more often."""


def belongs_elsewhere(said: Quantity, sentence: Reading, cited: Sequence[Reading], same: Callable[..., bool]) -> str:
    """The number that the passages have for what is said, when theirs of this value shares no word with the sentence.

    `same`: whether two quantities may be said for one another.
    """
    if said.role not in _ROLES or not said.values or (said.spelled and said.values[0] < _LEAST):
        return ""
    words = [term for term in _terms(sentence) if not _counts(term, sentence.quantities)]
    own: list[int] = []
    at_home: set[int] = set()
    rivals: list[tuple[int, str, int]] = []
    for at, part in _parts(cited):
        keys = frozenset[str]().union(*(one.keys for one in _terms(part) if not _counts(one, part.quantities)))
        common = sum(1 for term in words if term.keys & keys)
        for true in part.quantities:
            if not true.values or true.role not in _ROLES:
                continue
            if same(said, true):
                own.append(common)
                at_home.add(at)
            elif said.role == true.role and (said.role == "year" or _is_alike(said, true)):
                rivals += [(common, true.text, at)] if not any(same(one, true) for one in sentence.quantities) else []
    if not own or not rivals or (max(own) and not (said.role == "year" and len(sentence.quantities) == 1)):
        return ""
    common, text, at = max(rivals)
    beside = at in at_home and said.role == "cardinal"
    return text if common >= (1 if beside else max(own) + _LEAST_COMMON) else ""


def _is_alike(said: Quantity, true: Quantity) -> bool:
    return bool(dimensions(said.units) & dimensions(true.units)) or bool(said.noun and said.noun == true.noun)


def _parts(cited: Sequence[Reading]) -> list[tuple[int, Reading]]:
    """The parts with a number of all sentences, each with the place of its sentence."""
    sentences = [sentence for held in cited for sentence in held.sentences]
    parts = [(at, read(one.strip(), each.code)) for at, each in enumerate(sentences) for one in _PARTS.split(each.text)]
    return [(at, part) for at, part in parts if part.quantities]


def _terms(one: Reading) -> tuple[Term, ...]:
    return terms_in(one.text, one.code.split("-")[0], ())


def _counts(term: Term, quantities: Sequence[Quantity]) -> bool:
    return any(term.text in one.text or one.text in term.text for one in quantities)
