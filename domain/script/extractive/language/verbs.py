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


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2:-1] not in "aeiou" else base + "ed"


PAST_OF_IRREGULAR = dict(pair.split(":") for pair in _LISTS["past_forms"])
BASE_FORMS = _LISTS["regular"] | frozenset(PAST_OF_IRREGULAR)
TRANSITIVE, PLACED, DATED = _LISTS["transitive"], _LISTS["placed"], _LISTS["dated"]
WITH_PREPOSITION = dict(pair.split(":") for pair in _LISTS["with_preposition"])
IMPERATIVES = _LISTS["imperatives"]
THIRD_PERSONS = frozenset(map(_third_person, BASE_FORMS))
VERB_FORMS = BASE_FORMS | THIRD_PERSONS
_PAST_FORMS = frozenset(PAST_OF_IRREGULAR.values())

_BASES = (
    {_third_person(base): base for base in sorted(BASE_FORMS)}
    | {_regular_past(base): base for base in sorted(_LISTS["regular"])}
    | {past: base for base, past in sorted(PAST_OF_IRREGULAR.items())}
)


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


def opens_without_subject(words: list[str]) -> bool:
    """Whether lower-case words begin with a verb in the third person that cannot be a noun: `introduces two files`."""
    if words[0] not in THIRD_PERSONS:
        return False
    return words[0] not in _LISTS["also_nouns"] or (len(words) > 1 and words[1] in DETERMINERS)


def is_ambiguous_at(words: list[str], at: int) -> bool:
    """Whether the lower-case word at `at` is a verb or a plural, and the next one too may be the verb."""
    return words[at] in _LISTS["also_nouns"] and at + 1 < len(words) and words[at + 1] in BASE_FORMS


def base_of(verb: str) -> str | None:
    """The base form of a third person, a past tense or a base form; None when the verb is not in the lists."""
    return _BASES.get(verb) or (verb if verb in BASE_FORMS else None)


def has_also_noun_at_end(words: list[str]) -> bool:
    """Whether the last of two or three lower-case words is a plural noun, although it could be a third person."""
    return 1 < len(words) <= 3 and words[-1] in _LISTS["also_nouns"]
