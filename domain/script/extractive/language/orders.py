"""Orders: sentences that tell the listener what to do, and what of them a question may take up."""

import re
from dataclasses import dataclass
from itertools import takewhile

from domain.script.extractive.language.verbs import BASE_FORMS, IMPERATIVES, is_past
from domain.script.extractive.language.words import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE_AUXILIARIES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    lower_words,
)

_WHEN = re.compile(
    r"(?:If|When|Once|Whenever|Before|After|As soon as)\s[^,;:()“”\"]{5,60}(?=,\s)"
    r"|To\s(?!the\b|an?\b|this\b|our\b|their\b)[a-z]+\s[^,;:()“”\"]{3,50}(?=,\s)"
)
"""What comes before the order: "If you smell gas", "To raise the pressure"."""
_LONGEST_WHEN, _LONGEST_THING = 9, 3
"""Words; of a thing, without its article."""
_PARTICLES = frozenset({"out", "up", "down", "off", "on", "in", "away", "open"})
_AFTER_AN_ORDER = DETERMINERS | PREPOSITIONS | PRONOUNS | _PARTICLES | {"sure", "only", "either", "both", "nothing"}
"""Words that stand behind the verb of an order; behind a noun that looks like one stands its verb."""
_NEW_CLAUSE = CONJUNCTIONS | SUBORDINATORS | PRONOUNS
_SEEN = 8
"""Words by which it is decided."""


@dataclass(frozen=True, slots=True)
class Order:
    """`when`: the clause before the order, as it stands; `thing`: what something is done to, with its article."""

    when: str = ""
    thing: str = ""


def order_of(sentence: str) -> Order | None:
    """What is ordered, where the main clause of a sentence is an order; None where it is none, or may be none."""
    when = _WHEN.match(sentence)
    words = lower_words(sentence[when.end() :] if when else sentence)
    if not _is_order(words):
        return None
    return Order(when=_sayable(when.group()) if when else "", thing=_thing(words))


def _is_order(words: list[str]) -> bool:
    """Whether words begin with the base form of a verb that is not a noun in front of its own verb."""
    if words[:2] == ["do", "not"]:
        return True
    words = words[words[:1] == ["never"] :]
    if len(words) < 2 or words[0] not in BASE_FORMS | IMPERATIVES:
        return False
    if words[1] not in _AFTER_AN_ORDER and not words[1][:1].isdigit():
        return False  # "Cover crops protect the soil"
    clause = list(takewhile(lambda word: word not in _NEW_CLAUSE, words[2:_SEEN]))
    told = words[1] in PREPOSITIONS and any(map(is_past, clause))  # "Trade with the islands grew"
    return not told and FINITE_AUXILIARIES.isdisjoint(clause)


def _sayable(when: str) -> str:
    """The clause, where it names all that it speaks of but the listener."""
    words = lower_words(when)
    known = PRONOUNS - {"you", "your"}
    return when if len(words) <= _LONGEST_WHEN and known.isdisjoint(words) and " that " not in when else ""


def _thing(words: list[str]) -> str:
    """The noun phrase with "the" right behind the verb; empty where it does not end in front of a word that is surely
    none of it."""
    at = 1 + (words[1] in _PARTICLES)
    if words[0] in ("do", "never") or words[at : at + 1] != ["the"]:
        return ""
    end = at + 1
    while (
        end < len(words) and words[end] not in FUNCTION_WORDS | ADVERBS | _PARTICLES and not words[end].endswith("ly")
    ):
        end += 1
    noun = words[at + 1 : end]
    plain = 1 <= len(noun) <= _LONGEST_THING and end < len(words) and not any(map(is_past, noun[-1:]))
    return " ".join(words[at:end]) if plain and not any(word[:1].isdigit() for word in noun) else ""
