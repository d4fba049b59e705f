"""Whether a sentence points back to something outside itself; in doubt, it does."""

import re

from domain.script.extractive.language.verbs import BASE_FORMS, is_finite_at, is_past
from domain.script.extractive.language.words import (
    CONJUNCTIONS,
    FINITE_AUXILIARIES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    SUBORDINATORS,
    WORD,
    lower_words,
)
from domain.script.extractive.tables import load_alternatives, load_words

_WORDS = load_words("language/words.toml")
_PATTERNS = load_alternatives("language/back_references.toml")
_OPENING = re.compile(rf"^(?:the (?:{_PATTERNS['after_the']})\b|{_PATTERNS['openings']})", re.IGNORECASE)
_ANYWHERE = re.compile(_PATTERNS["anywhere"], re.IGNORECASE)
_ONE_MORE = re.compile(
    r"\b(?:is|are|was|were|remains?|became|offers?|gives?) (?:another|a (?:second|third|fourth|further))\b"
)
_REPEATING = re.compile(r"^(?:[\w’'-]+\s+){1,5}also\b|\b(?:once (?:more|again)|in turn|as well\.)", re.IGNORECASE)
_BECAUSE_ALONE = re.compile(r"because\b(?!.*,)", re.IGNORECASE)
_THIS_DOCUMENT = re.compile(
    r"\bthis (?:year|day|century|paper|study|report|book|review|work|guide|essay|article|document|manual|memo|"
    r"specification|survey|handbook|standard|tutorial|charter|constitution|policy|volume|treatise|thesis|dissertation|memorandum)\b",
    re.IGNORECASE,
)
_THOSE_WHO = re.compile(
    r"\bthose (?:who|whose|of|in|with|that|for|from|at|on|which|used|made|found|by|to|around|near|\w+ing)\b",
    re.IGNORECASE,
)
_SUCH_AS = re.compile(r"\bsuch as\b|\bas such\b", re.IGNORECASE)
_INTRODUCED = re.compile(r"\b(?:an?|another|one)\s((?:[\w’'-]+\s?){1,4})", re.IGNORECASE)


def takes_up(before: str, text: str) -> bool:
    """Whether a sentence says `the gate` where the one before it first spoke of `a gate`."""
    for match in _INTRODUCED.finditer(before):
        words = lower_words(match.group(1))
        end = next(
            (at for at, word in enumerate(words) if word in FUNCTION_WORDS or (at and is_finite_at(words, at))),
            len(words),
        )
        head = words[end - 1] if end else ""
        if len(head) > 2 and re.search(rf"\bthe (?:[\w’'-]+ )?{re.escape(head)}\b", text, re.IGNORECASE):
            return True
    return False


def points_back(text: str) -> bool:
    """Whether a sentence, without a connective at its head, needs the one before it to be understood."""
    if _ONE_MORE.search(text) or _OPENING.match(text) or _REPEATING.search(text) or _BECAUSE_ALONE.match(text):
        return True
    if _ANYWHERE.search(text):
        return True
    resolved = _SUCH_AS.sub("like", _THOSE_WHO.sub("people", _THIS_DOCUMENT.sub("now", text)))
    words = [word.lower().replace("’", "'").split("'")[0] for word in WORD.findall(resolved)]
    if not words:
        return True
    if not _WORDS["demonstratives"].isdisjoint(words) or _has_bare_that(words) or _counts_back(words):
        return True
    if (
        words[0] in _WORDS["quantifiers"]
        and len(words) > 1
        and (words[1] in FINITE_AUXILIARIES | {"of", "also", "even"} or is_finite_at(words, 1))
    ):
        return words[1] != "of" or len(words) < 3 or words[2] in {"them", "its", "their"}
    return _has_bare_pronoun(words)


def _counts_back(words: list[str]) -> bool:
    """Whether a number stands for things named before, as in "the two stand in line"."""
    for at in range(len(words) - 1):
        if words[at] == "the" and words[at + 1] in {"two", "three", "four", "latter", "former"}:
            after = words[at + 2] if at + 2 < len(words) else ""
            if not after or after in FUNCTION_WORDS or is_finite_at(words, at + 2) or after in BASE_FORMS:
                return True
    return False


def _has_bare_that(words: list[str]) -> bool:
    """Whether `that` stands before a noun, as in "turned that order around", and not before a clause."""
    for at, word in enumerate(words):
        if word != "that" or at == 0 or at + 1 >= len(words):
            continue
        if words[at - 1] in PREPOSITIONS - {"in", "than", "after", "before", "since"}:
            return True
        if not is_past(words[at + 1]) and not any(is_finite_at(words, later) for later in range(at + 1, len(words))):
            return True
    return False


def _has_bare_pronoun(words: list[str]) -> bool:
    """Whether the first it, they, he or she comes before anything in the sentence that it could stand for."""
    at = next((at for at, word in enumerate(words) if word in _WORDS["referring_pronouns"]), None)
    if at is None:
        return False
    if at == 1 and words[0] in BASE_FORMS:
        return True  # "Feed it twice": an order names no thing
    before = words[:at]
    nouns = [word for word in before if word not in FUNCTION_WORDS and len(word) > 2]
    if not nouns:
        return True
    verb_before = any(is_finite_at(words, earlier) for earlier in range(at))
    if not verb_before and words[at - 1] == "of":
        return True  # "a part of it has been dried"
    if words[at] in {"it", "them", "him"} and _is_lone_object(words, at):
        return True
    # "In Egypt it was baked": an opening phrase without a verb names no subject for the pronoun.
    return (
        not verb_before
        and words[0] in PREPOSITIONS - SUBORDINATORS | {"by", "within", "for"}
        and words[at] in {"it", "they", "he", "she"}
    )


def _is_lone_object(words: list[str], at: int) -> bool:
    """Whether the pronoun is the object of a single clause, as in "much of the trade passes through it".

    Such an object is never what the subject names.
    """
    verbs = [earlier for earlier in range(at) if is_finite_at(words, earlier)]
    if len(verbs) != 1 or any(word in CONJUNCTIONS | SUBORDINATORS for word in words[:at]):
        return False
    return all(word in FUNCTION_WORDS for word in words[verbs[-1] + 1 : at])
