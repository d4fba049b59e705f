"""Phrases and clauses that open a sentence and end in a comma, which a question may take up word by word."""

import re

from domain.script.extractive.language.verbs import has_finite_verb, is_finite_at
from domain.script.extractive.language.words import AUXILIARIES, PRONOUNS, lower_words
from domain.script.extractive.tables import load_words

_EMPTY = load_words("language/subjects.toml")["empty_openings"]
_PHRASE = re.compile(
    r"(?:In|At|On|During|By|Under|Inside|Near|Across|Throughout|Between|Around|After|Before|"
    r"Among|Within|From|Since|Until|Over)\s(?P<rest>[^,;:()“”\"]{2,60}),\s(?=\w)"
)
_CLAUSE = re.compile(r"(?:When|If|Once|As soon as|Whenever)\s[^,;:()“”\"]{5,60},\s(?=\w)")
_DATE_AND_MORE = re.compile(r"\b\d{3,4}s? (?:the|a|an|his|her|its|their)\b")
"""A date that runs on into the subject: "By 1400 the gardens at Uji, south of Kyoto, had"."""
_LONGEST_PHRASE, _LONGEST_CLAUSE = 6, 8
"""Words that each has at most."""


def leading_phrase(sentence: str) -> str | None:
    """`In 1862,` or `In the oven,` at the head of a sentence, without the comma."""
    match = _PHRASE.match(sentence)
    if not match:
        return None
    words = lower_words(match.group())
    rest = match.group("rest")
    tangible = re.search(r"\d|[A-Z]", rest) or words[1] in {"the", "a", "an", "most", "many", "some"} or " of " in rest
    if (
        _DATE_AND_MORE.search(rest)
        or not tangible
        or len(words) > _LONGEST_PHRASE
        or not (_EMPTY | PRONOUNS).isdisjoint(words)
        or any(word.endswith("ing") for word in words[1:2])
        or any(is_finite_at(words, at) for at in range(1, len(words)) if words[at] in AUXILIARIES)
    ):
        return None
    return match.group()[:-2]


def leading_clause(sentence: str) -> str | None:
    """`When dough rests,` at the head of a sentence, without the comma and without a pronoun in it."""
    match = _CLAUSE.match(sentence)
    if not match:
        return None
    words = lower_words(match.group())
    if (
        len(words) > _LONGEST_CLAUSE
        or not PRONOUNS.isdisjoint(words)
        or " that " in match.group()
        or not has_finite_verb(words[1:])
    ):
        return None
    return match.group()[:-2]
