"""What an answer does, judged by its first sentence: a question is asked only where that sentence answers it.

This is rule 9 of docs/local-writer.md.
"""

import re
from collections.abc import Iterator

from domain.script.extractive.choosing.excerpts import Excerpt
from domain.script.extractive.language.capitals import Capitals, first_word_lowered
from domain.script.extractive.language.leading_phrases import leading_clause, leading_phrase
from domain.script.extractive.language.orders import Order, order_of
from domain.script.extractive.language.subjects import Subject, subject_of
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.language.topics import Topics
from domain.script.extractive.language.verbs import (
    BASE_FORMS,
    DATED,
    PLACED,
    TRANSITIVE,
    WITH_PREPOSITION,
    base_of,
    is_participle,
    is_past,
)
from domain.script.extractive.language.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    PREPOSITIONS,
    PRONOUNS,
    lower_words,
)
from domain.script.extractive.talking.acts import ActType, DialogueAct

_CAUSE = re.compile(
    r"\b(?:because|due to|caused by|leads? to|led to|results? (?:in|from)|therefore|owing to|"
    r"thanks to|which is why|that is why|since)\b"
)
_SINCE_THEN = re.compile(r"\bsince\s+(?:the|\d|then|its|at|about)")
_RESULT = re.compile(
    r"\b(?:found|showed|shows?|revealed|discovered|demonstrated|concluded|suggests?|confirmed|observed|proved|"
    r"reported|estimated)\s+that\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:for example|for instance),", re.IGNORECASE)
_CONTRAST = re.compile(
    r"(?:however|nevertheless|nonetheless|on the other hand|by contrast|in contrast|that said|still|conversely),",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
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
_PLACE_WORDS = frozenset({"In", "At", "On", "Under", "Inside", "Near", "Between", "Across"})
_KIND_OF_THING = re.compile(
    r"(?:an?|any|the (?:name|term|word|process|study|science|art|practice|part|layer|set|sum))\b"
)
MOST_UNFAMILIAR = 3
"""Sentences that speak of "the reef", beyond which a listener knows what it is."""
MOST_TOPICS = 3
"""Topics of an answer that are tried, best first."""
_NOT_OBJECTS = (PREPOSITIONS | CONJUNCTIONS | ADVERBS | AUXILIARIES | PRONOUNS) - {
    "that",
    "how",
    "why",
    "what",
    "whether",
}
_ASKING_MODALS = frozenset({"can", "may", "must", "shall", "should", "will"})
_SINGLED_OUT = re.compile(r"\w+ the (?:same|first|only|most|best|case|reason|result)")
_SAYS = re.compile(
    r"(?:said|says|told|explained|explains|reported|argued|argues|warned|pointed|admitted|thought|replied|estimated)$"
)
_STATE_VERBS = """
became came felt fell grew had kept lay led lived meant remained rose seemed stood stayed belonged died needed
wanted lost knew looked held cost contained differed
"""
_STATES = frozenset(_STATE_VERBS.split())
"""Verbs of which "What did it do?" would not ask."""
_SENTENCE_END = re.compile(r"\.[”\"’)]*\s+(?=[A-Z“\"])")


def acts_before(
    excerpt: Excerpt,
    text: str,
    capitals: Capitals,
    *,
    adjacent: bool,
    echo: str = "",
    title: frozenset[str] = frozenset(),
    topics: Topics | None = None,
    theme: str = "",
) -> Iterator[DialogueAct]:
    """The acts that fit before an answer, best first.

    `text`: the answer as it will be said. `adjacent`: it follows in the source on the answer before. `echo`: what that
    one was about. `title`: the terms of the document's title, which no question needs to name. `theme`: the phrase of
    the heading above the answer.
    """
    first = _first_sentence(text)
    if excerpt.first.attributed_to:
        quoted = first.removeprefix(f"{excerpt.first.attributed_to}: “").rstrip("”")
        yield from _from_topics(quoted, topics, title)
        yield DialogueAct(ActType.FIRST_PERSON)
        return
    if excerpt.first.is_steps:
        yield DialogueAct(ActType.STEPS)
    if adjacent and _EXAMPLE.match(first):
        yield DialogueAct(ActType.EXAMPLE)
    if adjacent and _CONTRAST.match(first):
        yield DialogueAct(ActType.CONTRAST)
    if order := order_of(first):
        yield from _from_order(order, first_word_lowered(first, is_name=capitals.is_name))
    else:
        yield from _from_statement(first, text, capitals, title=title, topics=topics)
    if theme:
        yield DialogueAct(ActType.THEME, {"p": theme})
    yield DialogueAct(ActType.CONTINUE) if adjacent else DialogueAct(ActType.LINK, {"e": echo} if echo else {})


def _from_statement(
    first: str, text: str, capitals: Capitals, *, title: frozenset[str], topics: Topics | None
) -> Iterator[DialogueAct]:
    """Acts that ask for what the first sentence of an answer, whose whole text is `text`, states."""
    subject = subject_of(first, capitals)
    if subject and (terms := set(terms_of(subject.phrase))) <= title and 2 * len(terms) >= len(title):
        subject = None
    named = {"s": subject.phrase} if subject else {}
    yield from _from_opening(first, first_word_lowered(first, is_name=capitals.is_name))
    if subject:
        yield from _from_subject(subject, first, topics)
    if _FIGURE.search(first) and len(_NUMBER.findall(text)) > 1:
        about = named if subject and not subject.indefinite and not _SAYS.match(subject.verb) else {}
        if not about and topics and (known := topics.of(first, without=title)):
            about = {"s": known[0]}
        yield DialogueAct(ActType.FIGURES, about)
    if _RESULT.search(first):
        yield DialogueAct(ActType.RESULT)
    if subject and not subject.indefinite:
        yield from _from_deed(subject, first, capitals)
        if _DATED.search(first) and _is_past(first):
            yield DialogueAct(ActType.TIME, named)
        yield DialogueAct(ActType.ABOUT, named | _auxiliary(subject))
    yield from _from_topics(first, topics, title)


def _from_topics(text: str, topics: Topics | None, title: frozenset[str]) -> Iterator[DialogueAct]:
    """Acts that name what the answer speaks of besides its subject."""
    for topic in topics.of(text, without=title)[:MOST_TOPICS] if topics else []:
        yield DialogueAct(ActType.TOPIC, {"s": topic})


def _from_order(order: Order, lowered: str) -> Iterator[DialogueAct]:
    """Acts that ask what is to be done: in a case, to an end, or with a thing."""
    if order.when:
        yield DialogueAct(ActType.IN_CASE, {"when": lowered[: len(order.when)]})
    if order.thing:
        yield DialogueAct(ActType.ORDER, {"s": order.thing})
    yield DialogueAct(ActType.ADVICE)


def _from_opening(first: str, lowered: str) -> Iterator[DialogueAct]:
    """Acts that take up how the answer opens: `In 1862,`, `In the oven,`, `When dough rests,`."""
    if clause := leading_clause(first):
        past = _is_past(clause) and clause.startswith("When ")
        yield DialogueAct(ActType.MOMENT if past else ActType.CLAUSE, {"when": lowered[: len(clause)]})
    phrase = leading_phrase(first)
    if not phrase:
        return
    past = _is_past(first[len(phrase) :])
    if _YEAR.search(phrase) and past:
        yield DialogueAct(ActType.MOMENT, {"when": lowered[: len(phrase)]})
    elif not past and not _YEAR.search(phrase) and phrase.split()[0] in _PLACE_WORDS:
        yield DialogueAct(ActType.PLACE, {"when": lowered[: len(phrase)]})


def _from_subject(subject: Subject, first: str, topics: Topics | None) -> Iterator[DialogueAct]:
    """Acts that ask what the answer says of its subject."""
    named = {"s": subject.phrase}
    start = first.lower().find(subject.phrase.lower())
    predicate = first[start + len(subject.phrase) :].strip()
    is_kind = _KIND_OF_THING.match(predicate.split(" ", 1)[-1]) and not _SINGLED_OUT.match(predicate)
    familiar = (
        topics is not None and subject.phrase.startswith("the ") and topics.uses(subject.phrase) > MOST_UNFAMILIAR
    )
    if subject.verb in {"is", "are"} and is_kind and not familiar:
        yield DialogueAct(ActType.DEFINITION, named | _auxiliary(subject) | {"be": subject.verb})
    if subject.indefinite and not subject.phrase.startswith(("a ", "an ")):
        return
    yield from _from_verb(subject, predicate, first)
    if subject.indefinite:
        return
    passive = subject.verb in {"is", "are", "was", "were"} and is_participle(subject.after)
    if passive and lower_words(predicate)[2:3] in (["by"], ["with"], ["from"], ["using"]):
        slots = named | _auxiliary(subject) | {"be": subject.verb, "v": subject.after}
        yield DialogueAct(ActType.PASSIVE, slots)
    if _CAUSE.search(first) and not _SINCE_THEN.search(first):
        yield DialogueAct(ActType.CAUSE, named | _auxiliary(subject))
    if _COMPARISON.search(first):
        yield DialogueAct(ActType.COMPARISON, named | _auxiliary(subject))


def _from_verb(subject: Subject, predicate: str, first: str) -> Iterator[DialogueAct]:
    """Acts that ask for what the verb of the answer goes on to say: its object, its purpose, its place or its date."""
    named, words = {"s": subject.phrase}, lower_words(predicate)
    third = words[2] if len(words) > 2 else ""
    if subject.verb in {"is", "are", "was", "were"}:
        done = named | {"be": subject.verb, "v": subject.after}
        if subject.after == "used" and third in {"for", "to"}:
            yield DialogueAct(ActType.PURPOSE, done)
        elif (
            subject.after in PLACED
            and third in {"in", "on", "at", "inside", "under", "near"}
            and not _DATED.search(first)
        ):
            yield DialogueAct(ActType.PLACED, done)
        elif subject.after in DATED and _YEAR.search(first) and third in {"in", "by", "on", "around", "about"}:
            yield DialogueAct(ActType.DATED, done)
        return
    if subject.verb in _ASKING_MODALS:
        acts = subject.after in BASE_FORMS and subject.after != "be"
        if acts or (subject.after == "also" and third in BASE_FORMS):
            yield DialogueAct(ActType.MODAL, named | {"m": subject.verb})
        return
    base = base_of(subject.verb)
    if base is None or words[:1] != [subject.verb] or predicate[len(subject.verb) :][:1] != " ":
        return
    past = is_past(subject.verb) and subject.verb not in BASE_FORMS
    do = "did" if past else "" if subject.plural is None else "do" if subject.plural else "does"
    if not do:
        return
    if WITH_PREPOSITION.get(base) == subject.after:
        origin = (base, subject.after) == ("come", "from")
        act = ActType.ORIGIN if origin else ActType.OBJECT
        yield DialogueAct(act, named | {"do": do, "b": f"{base} {subject.after}"})
    elif base in TRANSITIVE and subject.after not in _NOT_OBJECTS and not subject.after.endswith("ly"):
        yield DialogueAct(ActType.OBJECT, named | {"do": do, "b": base})


def _from_deed(subject: Subject, first: str, capitals: Capitals) -> Iterator[DialogueAct]:
    """Acts that ask what someone said or did, by a name and the verb behind it."""
    last = subject.phrase.split()[-1]
    if not last[:1].isupper() or not capitals.is_name(last) or subject.after == "not":
        return
    named = {"s": subject.phrase}
    if _SAYS.match(subject.verb):
        yield DialogueAct(ActType.SAYING, named | {"do": "did" if is_past(subject.verb) else "does"})
    elif is_past(subject.verb) and subject.verb not in AUXILIARIES | _STATES and first.startswith(subject.phrase):
        yield DialogueAct(ActType.DEED, named)


def _auxiliary(subject: Subject) -> dict[str, str]:
    """The slot for do or does, when the number of the subject is known."""
    return {} if subject.plural is None else {"do": "do" if subject.plural else "does"}


def _is_past(text: str) -> bool:
    """Whether the first finite verb that shows its tense is in the past."""
    words = lower_words(text)[:14]
    for at, word in enumerate(words):
        if word in {"was", "were", "had", "did", "could", "would"}:
            return True
        if at and is_past(word) and words[at - 1] not in PREPOSITIONS:
            return True
        if word in {"is", "are", "has", "have", "does", "do", "can", "may", "will"}:
            return False
    return False


def _first_sentence(text: str) -> str:
    match = _SENTENCE_END.search(text)
    return text[: match.end()].strip() if match else text
