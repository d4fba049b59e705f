"""Verbs of English, and whether a word in its place reads as a finite verb."""

from domain.script.extractive.language.words import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE_AUXILIARIES,
    PREPOSITIONS,
)
from domain.script.extractive.tables import load_words

_LISTS = load_words("language/verbs.toml")


def _third_person(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


PAST_OF_IRREGULAR = dict(pair.split(":") for pair in _LISTS["past_forms"])
BASE_FORMS = _LISTS["regular"] | frozenset(PAST_OF_IRREGULAR)
IMPERATIVES = _LISTS["imperatives"]
THIRD_PERSONS = frozenset(map(_third_person, BASE_FORMS))
_PAST_FORMS = frozenset(PAST_OF_IRREGULAR.values())


def is_past(word: str) -> bool:
    """Whether a lower-case word has the form of a past tense."""
    return word in _PAST_FORMS or (len(word) > 4 and word.endswith("ed") and word not in _LISTS["not_past"])


def is_participle(word: str) -> bool:
    """Whether a lower-case word has the form of a past participle, as in a passive."""
    return (
        (is_past(word) and word.endswith("ed"))
        or word in _LISTS["participles"]
        or (word in _PAST_FORMS and word.endswith("t"))
    )


def is_finite_at(words: list[str], at: int) -> bool:
    """Whether the lower-case word at `at` reads as a finite verb, judged with its neighbours."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in FINITE_AUXILIARIES:
        return True
    if word in THIRD_PERSONS:
        return word not in _LISTS["also_nouns"] or not (
            following in THIRD_PERSONS
            or is_past(following)
            or following in FINITE_AUXILIARIES
            or following in CONJUNCTIONS - {"that", "when", "because", "if", "how"}
        )
    if at == 0 or words[at - 1] in DETERMINERS | PREPOSITIONS | {"to"}:
        return False
    if is_past(word):
        return True
    before = next((earlier for earlier in reversed(words[:at]) if earlier not in ADVERBS), "")
    plural = (before.endswith("s") and not before.endswith("ss")) or before in _LISTS["plural_subjects"]
    return word in BASE_FORMS and plural and following not in FINITE_AUXILIARIES


def has_finite_verb(words: list[str]) -> bool:
    """Whether any of the lower-case words is one. A participle alone passes for a past tense."""
    return any(is_finite_at(words, at) for at in range(len(words)))
