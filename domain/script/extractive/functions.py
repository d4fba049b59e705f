"""What a turn of the EXPERT does, judged by its first sentence; a question is asked only where
the sentence answers it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.script.extractive.capitals import Capitals
from domain.script.extractive.edits import lowered
from domain.script.extractive.lexicon import PREPOSITIONS, WORD, word_set
from domain.script.extractive.material import Run
from domain.script.extractive.phrases import Function
from domain.script.extractive.ranking import terms_of
from domain.script.extractive.subjects import Subject, intro_phrase, opening_clause, subject_of
from domain.script.extractive.verbs import IRREGULAR, is_past

_CAUSE = re.compile(
    r"\b(?:because|due to|caused by|leads? to|led to|results? (?:in|from)|therefore|owing to|"
    r"thanks to|so that|which is why|that is why|since)\b"
)
_RESULT = re.compile(
    r"\b(?:found|showed|shows?|revealed|discovered|demonstrated|concluded|suggests?|confirmed|observed|proved|reported|estimated)\s+that\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:for example|for instance),", re.IGNORECASE)
_CONTRAST = re.compile(
    r"(?:however|nevertheless|nonetheless|on the other hand|by contrast|in contrast|that said|still|conversely),",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:(?<!more )(?<!less )(?<!fewer )(?<!rather )(?<!other )than|than (?:in|on|at|the|those|any|ever)\b|"
    r"whereas|unlike|compared (?:with|to)|in contrast to)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})s?\b|\b\w+ century\b|\b\d+(?:,\d{3})? (?:BC|BCE|AD|CE)\b")
_DATED = re.compile(
    rf"\b(?:in|by|around|about|during|until|after|before|of)\s(?:the\s)?(?:early\s|late\s|year\s)?(?:{_YEAR.pattern})"
)
_FIGURE = re.compile(
    r"\b\d[\d.,]*\s?(?:percent|million|billion|thousand|kilo\w+|metres|meters|miles|feet|tons?|tonnes|"
    r"grams|degrees|hours|minutes|seconds|days|people|kilometres|euros?|dollars)\b|[$€£]\d|"
    r"\b\d{2,}(?:[.,]\d+)+\b(?! years)"
)
_NUMBER = re.compile(r"\b\d[\d.,]*\b(?! years)")
_PLACES = word_set("In At On Under Inside Near Between Across")
_KIND = re.compile(r"(?:an?|any|the (?:name|term|word|process|study|science|art|practice|part|layer|set|sum))\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A function that the turn serves, with what its forms may name."""

    function: Function
    places: dict[str, str] = field(default_factory=dict)


def functions_of(
    run: Run, text: str, capitals: Capitals, *, adjacent: bool, echo: str = "", title: frozenset[str] = frozenset()
) -> Iterator[Asked]:
    """Best first. `text` is the turn as it will be said; `adjacent`: what it follows was the turn before.

    `echo` is what that turn was about; `title` the terms of the document's title.
    """
    first = _first_sentence(text)
    low = lowered(first, capitals.proper)
    if run.head.voiced_by:
        yield Asked(Function.VOICE)
        return
    if run.head.steps:
        yield Asked(Function.STEPS)
    if adjacent and _EXAMPLE.match(first):
        yield Asked(Function.EXAMPLE)
    if adjacent and _CONTRAST.match(first):
        yield Asked(Function.CONTRAST)
    subject = subject_of(first, capitals)
    if subject and set(terms_of(subject.phrase)) <= title:
        subject = None  # the whole document is about it
    named = {"s": subject.phrase} if subject else {}
    yield from _about_opening(first, low)
    if subject:
        yield from _about_subject(subject, first)
    if _FIGURE.search(first) and len(_NUMBER.findall(text)) > 1:
        yield Asked(Function.FIGURES, {} if subject and subject.indefinite else named)
    if _RESULT.search(first):
        yield Asked(Function.RESULT)
    if subject and not subject.indefinite:
        if _DATED.search(first) and _is_past(first):
            yield Asked(Function.TIME, named)
        yield Asked(Function.ABOUT, named | _verbs(subject))
    yield Asked(Function.CONTINUE) if adjacent else Asked(Function.LINK, {"e": echo} if echo else {})


def _about_opening(first: str, low: str) -> Iterator[Asked]:
    """`In 1862,`, `In the oven,`, `When dough rests,`: the question takes the words from the answer."""
    if clause := opening_clause(first):
        yield Asked(Function.CLAUSE, {"when": low[: len(clause)]})
    phrase = intro_phrase(first)
    if not phrase:
        return
    past = _is_past(first[len(phrase) :])
    if _YEAR.search(phrase) and past:
        yield Asked(Function.MOMENT, {"when": low[: len(phrase)]})
    elif not past and not _YEAR.search(phrase) and phrase.split()[0] in _PLACES:
        yield Asked(Function.PLACE, {"when": low[: len(phrase)]})


def _about_subject(subject: Subject, first: str) -> Iterator[Asked]:
    named = {"s": subject.phrase} | _verbs(subject)
    place = first.lower().find(subject.phrase.lower())
    rest = first[place + len(subject.phrase) :].strip()
    if (
        subject.verb in {"is", "are"}
        and _KIND.match(rest.split(" ", 1)[-1])
        and not re.match(r"\w+ the (?:same|first|only|most|best|case|reason|result)", rest)
    ):
        yield Asked(Function.DEFINITION, named | {"be": subject.verb})
    if subject.indefinite:
        return
    if subject.verb in {"is", "are", "was", "were"} and _participle(subject.after):
        tail = [word.lower() for word in WORD.findall(rest)][2:3]
        if tail and tail[0] in {"by", "with", "from", "using"}:
            yield Asked(Function.PASSIVE, named | {"be": subject.verb, "v": subject.after})
    if _CAUSE.search(first) and not re.search(r"\bsince\s+(?:the|\d|then|its|at|about)", first):
        yield Asked(Function.CAUSE, named)
    if _COMPARE.search(first):
        yield Asked(Function.COMPARE, named | _verbs(subject))


def _verbs(subject: Subject) -> dict[str, str]:
    return {} if subject.plural is None else {"do": "do" if subject.plural else "does"}


def _participle(word: str) -> bool:
    irregular = {
        "made",
        "known",
        "built",
        "driven",
        "grown",
        "found",
        "held",
        "drawn",
        "given",
        "taken",
        "eaten",
        "brewed",
        "ground",
        "kept",
        "set",
        "written",
        "fed",
        "sold",
        "lost",
    }
    return (
        (is_past(word) and word.endswith("ed"))
        or word in irregular
        or (word in IRREGULAR.values() and word.endswith("t"))
    )


def _is_past(text: str) -> bool:
    words = [word.lower() for word in WORD.findall(text)][:14]
    for at, word in enumerate(words):
        if word in {"was", "were", "had", "did", "could", "would"} or (
            at and is_past(word) and words[at - 1] not in PREPOSITIONS
        ):
            return True
        if word in {"is", "are", "has", "have", "does", "do", "can", "may", "will"}:
            return False
    return False


def _first_sentence(text: str) -> str:
    match = re.search(r"\.[”\"’)]*\s+(?=[A-Z“\"])", text)
    return text[: match.end()].strip() if match else text
