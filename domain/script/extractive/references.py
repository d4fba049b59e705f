"""Whether a sentence points at something outside itself, and which acronyms it needs or explains."""

import re

from domain.script.extractive.edits import LEADING
from domain.script.extractive.lexicon import (
    CONJUNCTIONS,
    DETERMINERS,
    FINITE_AUXILIARIES,
    FUNCTION_WORDS,
    PREPOSITIONS,
    SUBORDINATORS,
    WORD,
    word_set,
)
from domain.script.extractive.material import Leaning
from domain.script.extractive.verbs import BASE_VERBS, is_finite_at

_POINTERS = word_set(
    "it they them their theirs its itself themselves he him his she her hers himself herself this these those such"
)
_DEMONSTRATIVES = word_set("this these those such")
_ALONE = word_set(
    "some many most others few several all none each both neither either another one two three much more less"
)
_BACKWARD = re.compile(
    r"^(?:the (?:latter|former|other|others|same|rest|second|third|next|last|result|results|reason|"
r"reasons|answer|difference|effect|effects|process|idea|"
    r"practice|change|changes|method|technique|trick|problem|outcome|consequence|consequences|"
r"exception|two|three|four|opposite|reverse|whole|"
    r"point|situation|discovery|experiment|term|word|name|change|event|story|man|woman|book|question|"
r"rule|pattern|mixture|first is|first was|"
    r"claim|finding|findings|fact|phenomenon|decision|distinction|advantage|disadvantage|drawback|"
r"remainder|pair|group)\b"
    r"|another|both\b(?!.{1,40}\band\b)|neither|either\b(?!.{1,40}\bor\b)|one of them|some of them|"
r"each of|one (?:is|was|such|reason|result|consequence|answer|example|explanation)\b"
    r"|then\b|there,|here\b|so\b|but\b|and\b|or\b|nor\b|yet\b|otherwise|afterwards?|thereafter|"
r"by then|at that|since then|from then|from there|soon\b"
    r"|before that|after that|until then|even so|even then|only then|only\b|not so|not only|hence\b|"
r"thus\b|therefore\b|likewise|similar(?:ly)?\b|instead"
    r"|rather\b|too\b|too,|because of|as such|in (?:this|that|these|those|such)\b|at (?:this|that)\b|"
r"for (?:this|that|these|those)\b|to (?:this|that|do so)\b|with (?:this|that)\b"
    r"|that\b|worse|better still|still\b|also\b|equally|conversely|a (?:second|third|fourth|final|"
r"further|similar|different|related|few (?:years|days|decades) later)\b|further\b|finally|lastly|"
r"next\b"
    r"|years later|decades later|centuries later|the following (?:year|day|century)|the (?:year|day|"
r"century) after|except\b|even (?:more|better)\b|almost all|that is\b|other\b|others\b|"
r"more (?:important|often)|in short|in both|in each|in either|in other words|in all\b"
    r"|meanwhile|elsewhere|second\b|secondly|third\b|thirdly|fourth\b|first\b(?=,)|firstly|"
r"first of all|to that end|by doing|in doing|in return|on top of|at first\b|as (?:a|the) result|"
r"as a consequence|which\b|who\b|whose\b"
    r"|yes\b|no\b,|not\b|nothing of)",
    re.IGNORECASE,
)  # fmt: skip
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|remains?|became|offers?|gives?) (?:another|a (?:second|third|fourth|further))\b"
)
_REPEATING = re.compile(r"^(?:[\w’'-]+\s+){1,5}also\b|\b(?:once (?:more|again)|in turn|as well\.)", re.IGNORECASE)
_SELF = re.compile(
    r"^(?:this|the present) (?:paper|study|report|article|book|review|work|essay|guide|document|"
    r"thesis|survey|note|chapter)\b",
    re.IGNORECASE,
)
_RESOLVED_THIS = re.compile(
    r"\bthis (?:year|day|century|paper|study|report|book|review|work|guide|essay|article)\b", re.IGNORECASE
)
_THOSE_WHO = re.compile(
    r"\bthose (?:who|whose|of|in|with|that|for|from|at|on|which|used|made|found|by|to|around|near|\w+ing)\b",
    re.IGNORECASE,
)
_SUCH_AS = re.compile(r"\bsuch as\b|\bas such\b", re.IGNORECASE)


def leaning(text: str) -> Leaning:
    """Rule 4, cautious: what may point back is taken to point back."""
    if _SELF.match(text):
        return Leaning.FREE
    lead = LEADING.match(text)
    rest = text[lead.end() :] if lead else text
    if _points_back(rest):
        return Leaning.HARD
    return Leaning.SOFT if lead else Leaning.FREE


_INTRODUCED = re.compile(r"\b(?:an?|another|one)\s((?:[\w’'-]+\s?){1,4})", re.IGNORECASE)


def takes_up(before: str, text: str) -> bool:
    """Whether a sentence says `the gate` where the one before it first spoke of `a gate`."""
    for match in _INTRODUCED.finditer(before):
        words = [word.lower() for word in WORD.findall(match.group(1))]
        end = next(
            (at for at, word in enumerate(words) if word in FUNCTION_WORDS or (at and is_finite_at(words, at))),
            len(words),
        )
        head = words[end - 1] if end else ""
        if len(head) > 2 and re.search(rf"\bthe (?:[\w’'-]+ )?{re.escape(head)}\b", text, re.IGNORECASE):
            return True
    return False


def _points_back(text: str) -> bool:
    if _PREDICATE.search(text):
        return True
    if _BACKWARD.match(text) or _REPEATING.search(text) or re.match(r"because\b(?!.*,)", text, re.IGNORECASE):
        return True
    cleaned = _SUCH_AS.sub("like", _THOSE_WHO.sub("people", _RESOLVED_THIS.sub("now", text)))
    tokens = WORD.findall(cleaned)
    words = [token.lower().replace("’", "'").split("'")[0] for token in tokens]
    if not words:
        return True
    if any(word in _DEMONSTRATIVES for word in words) or _points_with_that(words) or _counts_back(words):
        return True
    if (
        words[0] in _ALONE
        and len(words) > 1
        and (words[1] in FINITE_AUXILIARIES | {"of", "also", "even"} or is_finite_at(words, 1))
    ):
        return words[1] != "of" or len(words) < 3 or words[2] in {"them", "its", "their"}
    return _bare_pronoun(cleaned, words)


def _counts_back(words: list[str]) -> bool:
    """`the two stand in line`, `one of the three`: a number that stands for things named before."""
    for at in range(len(words) - 1):
        if words[at] == "the" and words[at + 1] in {"two", "three", "four", "latter", "former"}:
            after = words[at + 2] if at + 2 < len(words) else ""
            if not after or after in FUNCTION_WORDS or is_finite_at(words, at + 2) or after in BASE_VERBS:
                return True
    return False


def _points_with_that(words: list[str]) -> bool:
    """`that` before a noun, as in "turned that order around": after a preposition, or with no verb behind it."""
    for at, word in enumerate(words):
        if word != "that" or at == 0 or at + 1 >= len(words):
            continue
        if words[at - 1] in PREPOSITIONS - {"in", "than", "after", "before", "since"}:
            return True
        if not any(is_finite_at(words, later) for later in range(at + 1, len(words))):
            return True
    return False


def _bare_pronoun(text: str, words: list[str]) -> bool:
    """Whether the first it, they, he or she comes before anything in the sentence that it could stand for."""
    at = next((at for at, word in enumerate(words) if word in _POINTERS), None)
    if at is None:
        return False
    before = words[:at]
    nouns = [word for word in before if word not in FUNCTION_WORDS and len(word) > 2]
    if not nouns:
        return True
    verb_before = any(is_finite_at(words, place) for place in range(at))
    if not verb_before and words[at - 1] == "of":
        return True  # "a part of it has been dried"
    if words[at] in {"it", "them", "him"} and _only_object(words, at):
        return True
    # "In Egypt it was baked": an opening phrase without a verb names no subject for the pronoun.
    return (
        not verb_before
        and words[0] in PREPOSITIONS - SUBORDINATORS | {"by", "within", "for"}
        and words[at] in {"it", "they", "he", "she"}
    )


def _only_object(words: list[str], at: int) -> bool:
    """`Much of the trade passes through it`: in a single clause an object is never what the subject names."""
    verbs = [place for place in range(at) if is_finite_at(words, place)]
    if not verbs or any(word in CONJUNCTIONS | SUBORDINATORS for word in words[:at]):
        return False
    return all(word in FUNCTION_WORDS for word in words[verbs[-1] + 1 : at]) and len(verbs) == 1


_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,5}\b|\b[A-Z][a-z]?[A-Z]{1,4}\b")
_KNOWN = word_set(
    "US USA UK EU UN NASA TV AD BC CE BCE AM PM DNA RNA CO2 PC CEO GPS HIV AIDS UNESCO NATO BBC DVD "
    "CD ID OK PDF HTML URL USB LED WHO FBI CIA II III IV VI VII VIII IX XI XII XIII XIV XV XVI XX A I"
)
_EXPANSION = re.compile(r"((?:[\w’'-]+\s+){1,7})\(([A-Z][A-Za-z0-9]{1,6}?)s?\)")


def acronyms(text: str) -> frozenset[str]:
    """Acronyms a listener has to be told about."""
    return frozenset(match for match in _ACRONYM.findall(text) if match not in _KNOWN)


def expansions(text: str) -> frozenset[str]:
    """Acronyms that the text introduces: `sea surface temperature (SST)`."""
    found: set[str] = set()
    if "(" not in text:
        return frozenset()
    for match in _EXPANSION.finditer(text):
        initials = "".join(word[0] for part in match.group(1).split() for word in part.split("-") if word).lower()
        short = match.group(2).lower()
        if short[0] in initials and sum(letter in initials for letter in short) >= min(len(short), 2):
            found.add(match.group(2))
    return frozenset(found)


def attachable(words: list[str]) -> bool:
    """Whether a phrase can stand alone as a name of something: no dangling function word at either end."""
    return bool(words) and words[-1] not in DETERMINERS | PREPOSITIONS | CONJUNCTIONS
