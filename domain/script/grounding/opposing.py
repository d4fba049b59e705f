"""Statements of a turn whose nearest sentence in the passages says the opposite: rejected for accepted, dry for wet."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from domain.script.grounding.meanings import Sense, Term, terms_in
from domain.script.grounding.reading import Reading

LEAST_COMMON = 2
"""Words that turn and sentence share, the opposite ones among them."""
NEAREST = 0.75
"""Of the words that the nearest sentence shares: one with fewer says something else."""
SHARE = 0.25
"""Of the words of the turn's sentence."""
SHARE_TOLD = 0.5
"""The same, where the words alone are opposite: slow and fast are said of many things."""
ELSEWHERE = 0.75
"""Of what the nearest sentence shares: another one with so much may be what the turn says."""
WINDOW = 4
"""Words on either side of the opposite ones, among which turn and sentence share one."""
AT_ONCE = 3
"""Words in which a negation stands that bears on a whole sentence."""
SUBJECT = 2
"""Words that a sentence begins with, what it is about, which all of it is said of."""
FEW = 3
"""Words of a clause that goes on with a pronoun, with which it needs the sentence before to be about something."""
MANY = 4
"""Words that turn and sentence share, with which both are about the same wherever they stand."""
KEPT = 2048
"""Sentences whose statements are kept: those of the passages are looked at for each sentence of a segment."""
_PRONOUN = re.compile(
    r"\W*(?:and |but |so |then )?(?:it|its|they|their|them|this|these|those|he|she|his|her|that)\b", re.IGNORECASE
)
_OF_ANOTHER = re.compile(r"\b(?:him|them)\b")
_DENYING = {"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without"}
_PARTS = re.compile(
    r"[;:—]\s|,?\s(?:but|while|whereas|although|though|and|compared with|up from|down from)\s"
    r"|,\s(?=which|who|after|against)"
)
_UNTIL = re.compile(r"(?:n't|\b(?:not|never|no|nobody))\b.*\b(?:until|unless)\b", re.IGNORECASE)
_SUPPOSING = re.compile(r"^\W*(?:and |but |so )?(?:if|unless|whenever)\b", re.IGNORECASE)
_PORTION = re.compile(r"\b(?:half|(?:a|one|two) (?:third|quarter|fifth)s?|rest|remaining|others)\b")

Marks = Callable[..., tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Opposition:
    said: str
    source: Reading


def opposed(
    sentence: Reading, before: Reading | None, sentences: Sequence[Reading], marks: Marks, denies: Callable[[str], bool]
) -> Opposition | None:
    """`before`: the sentence before it in the turn. `denies`: whether a text has a negation of any kind."""
    held = [
        one
        for at, source in enumerate(sentences)
        for one in _statements(source, sentences[at - 1] if at else None, marks, said=False)
    ]
    for stated in _statements(sentence, before, marks, said=True):
        shares = [_share(stated, one) for one in held]
        nearest = max(shares, default=0)
        rivals = [one for one, share in zip(held, shares, strict=True) if share >= ELSEWHERE * nearest]
        for source, share in zip(held, shares, strict=True):
            if share < max(LEAST_COMMON, NEAREST * nearest, SHARE * len(stated.terms)):
                continue
            for at, term in enumerate(stated.terms):
                if any(
                    _is_opposed(stated, at, one, source=source, share=share, rivals=rivals, denies=denies)
                    for one in term.senses
                ):
                    return Opposition(term.text, source.sentence)
    return None


def _is_opposed(
    stated: "Statement",
    at: int,
    sense: Sense,
    *,
    source: "Statement",
    share: int,
    rivals: Sequence["Statement"],
    denies: Callable[[str], bool],
) -> bool:
    """Whether the source says the opposite of a sense of a term, of the same, and no rival says what the turn says."""
    if not sense.sign or source.signs.get(sense.row) != {-sense.sign} or stated.signs[sense.row] != {sense.sign}:
        return False
    if _is_left_open(stated.terms[at], stated) or _compares(stated.terms[at], stated, source):
        return False
    told = _is_told(sense.row, sense.told, source)
    denied = denies(_without(stated.text, source.text)) or agree(stated, source)
    if told and share < SHARE_TOLD * len(stated.terms):
        return False
    if not told and (sense.sign != sense.told or denied or _SUPPOSING.match(stated.text)):
        return False
    whole = share >= min(MANY, len(source.terms)) and (told or len(source.terms) <= LEAST_COMMON)
    if not (whole or _meets(stated, at, source, sense.row)):
        return False
    return not any(sense.sign in one.signs.get(sense.row, ()) and _meets(stated, at, one, sense.row) for one in rivals)


@dataclass(frozen=True)
class Statement:
    """A sentence or a part of one. `around`: what the sentence before it names, when it goes on with a pronoun.

    `denied`: it begins with a negation, which bears on all of it: "There is no …".
    """

    text: str
    sentence: Reading
    terms: tuple[Term, ...]
    signs: dict[str, set[int]]
    around: frozenset[str]
    denied: bool

    @property
    def denied_until(self) -> bool:
        return _UNTIL.search(self.text) is not None

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset[str]().union(self.around, *(one.keys for one in self.terms))


@lru_cache(maxsize=KEPT)
def _statements(sentence: Reading, before: Reading | None, marks: Marks, *, said: bool) -> tuple[Statement, ...]:
    """The sentence; its parts when it says both of two opposites."""
    whole = statement(sentence, before, sentence.text, marks, said=said)
    parts = [one for one in _PARTS.split(whole.text) if one.strip()]
    if len(parts) < 2 or not any(len(signs) > 1 for signs in whole.signs.values()):
        return (whole,)
    return tuple(statement(sentence, before, one, marks, said=said) for one in parts)


def statement(sentence: Reading, before: Reading | None, text: str, marks: Marks, *, said: bool) -> Statement:
    places = marks(text, said=said)
    terms = terms_in(text, sentence.code.split("-")[0], places)
    goes_on = before is not None and (_PRONOUN.match(sentence.text) or _OF_ANOTHER.search(sentence.text))
    around = frozenset[str]().union(*(one.keys for one in _terms(before, marks))) if before and goes_on else frozenset()
    denied = any(len(text[:start].split()) < AT_ONCE for start, _ in places)
    return Statement(text, sentence, terms, _signs(terms), around, denied)


def _without(said: str, held: str) -> str:
    """The words of a turn without those of the passage: `who refuse` denies nothing where both have it."""
    words = set(re.findall(r"\w+", held.lower()))
    return " ".join(
        one for one in re.findall(r"\w+(?:'\w+)?", said) if one.lower() not in words or one.lower() in _DENYING
    )


def agree(said: Statement, held: Statement) -> bool:
    """Whether the turn has the opposite word for what the passage denies: turned down, for not approved."""
    told = {(sense.row, sense.sign): sense.told for term in held.terms for sense in term.senses if sense.row[0] == "#"}
    return any(
        told.get((sense.row, sense.sign), sense.told) != sense.told for term in said.terms for sense in term.senses
    )


def is_denial(sentence: Reading, marks: Marks) -> bool:
    """Whether a word of the sentence is the opposite of another: invalid, excluded."""
    return any(one.told < 0 for term in _terms(sentence, marks) for one in term.senses)


def _terms(sentence: Reading, marks: Marks) -> tuple[Term, ...]:
    return terms_in(sentence.text, sentence.code.split("-")[0], marks(sentence.text))


def _share(said: Statement, held: Statement) -> int:
    return sum(1 for one in said.terms if one.keys & held.keys) + len(said.around & held.keys and {1})


def _signs(terms: Sequence[Term]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for term in terms:
        for sense in term.senses:
            found.setdefault(sense.row, set()).add(sense.sign)
    return found


def _is_told(row: str, told: int, held: Statement) -> bool:
    """Whether the words themselves are opposite, and no negation makes them so."""
    return any(one.row == row and one.told != told for term in held.terms for one in term.senses)


def _compares(term: Term, said: Statement, held: Statement) -> bool:
    """`A is less than B` is `B is more than A`; half of them die is half of them live."""
    both = (said.text.lower(), held.text.lower())
    if any(" than " in one for one in both) and term.text.lower().endswith(("er", "more", "less")):
        return True
    return all(_PORTION.search(one) for one in both)


def _is_left_open(term: Term, said: Statement) -> bool:
    """`though you don't have to`: what it is said of stands elsewhere."""
    if said.denied_until:
        return True
    clauses = {one.clause for one in said.terms}
    return len(clauses) > 1 and sum(1 for one in said.terms if one.clause == term.clause) == 1 and "'t" in term.text


def _meets(said: Statement, at: int, held: Statement, row: str) -> bool:
    """Whether both say it of the same: a word near the one that stands near the other too."""
    near = _near(said, at, row)
    places = [n for n, term in enumerate(held.terms) if any(one.row == row for one in term.senses)]
    return any(near & _near(held, place, row) for place in places)


def _near(one: Statement, at: int, row: str) -> frozenset[str]:
    if one.denied:
        return frozenset[str]().union(*(term.keys for term in one.terms)) - {row} - one.terms[at].keys
    terms = [term for term in one.terms if term.part == one.terms[at].part]
    at = terms.index(one.terms[at])
    near = [*terms[:SUBJECT], *terms[max(0, at - WINDOW) : at], *terms[at + 1 : at + 1 + WINDOW]]
    few = sum(1 for each in terms if each.clause == terms[at].clause) <= FEW
    around = one.around if few and not one.text.startswith(("His", "Her", "Its", "Their")) else frozenset[str]()
    return around.union(*(each.keys for each in near)) - {row} - terms[at].keys
