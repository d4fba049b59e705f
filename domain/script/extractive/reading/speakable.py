"""Whether a sentence may be spoken at all (docs/local-writer.md, rule 2)."""

import re

from domain.script.extractive.language.verbs import BASE_FORMS, has_finite_verb
from domain.script.extractive.language.words import lower_words
from domain.script.extractive.tables import load_alternatives

SHORTEST, LONGEST = 6, 32
"""Words of a sentence that can be followed by ear."""

_PATTERNS = load_alternatives("reading/speakable.toml")
_UNSPEAKABLE = re.compile(_PATTERNS["unspeakable"])
_POINTING = re.compile(_PATTERNS["pointing"], re.IGNORECASE)
_ATTRIBUTION = re.compile(rf"\b(?:{_PATTERNS['attributions']})\b")
_FULL_STOP = re.compile(r"\.[\"”’')]*$")
_SHOUTED = re.compile(r"\b[A-Z]{7,}\b|\b[A-Z]{2,}\s+[A-Z]{2,}\s+[A-Z]{2,}\b")
_NUMBERED = re.compile(r"^(?:\d+[.)]|\(?[a-z]\)|[ivx]+[.)])\s", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")


def is_speakable(sentence: str, *, imperative: bool = False, shortest: int = SHORTEST, longest: int = LONGEST) -> bool:
    """Whether the sentence can be understood by ear and alone, but for references to what was said before.

    `imperative`: an order counts as having a verb, since the text is a how-to.
    """
    if not _FULL_STOP.search(sentence) or not _begins_with_a_word(sentence):
        return False
    words = lower_words(sentence)
    if not shortest <= len(words) <= longest:
        return False
    visible = [char for char in sentence if not char.isspace()]
    if sum(char.isalpha() for char in visible) < 0.8 * len(visible):
        return False
    if (
        sentence[:1].islower()
        or _NUMBERED.match(sentence)
        or _UNSPEAKABLE.search(sentence)
        or _POINTING.search(sentence)
        or _SHOUTED.search(sentence)
    ):
        return False
    if "?" in sentence or "!" in sentence or not is_balanced(sentence) or not has_attributed_quotes(sentence):
        return False
    return has_finite_verb(words) or (imperative and words[0] in BASE_FORMS)


def is_balanced(text: str) -> bool:
    """Whether brackets and quotation marks come in pairs."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
        and text.count("«") == text.count("»")
    )


def has_attributed_quotes(text: str) -> bool:
    """Whether every quotation of four words or more stands with words that say whose it is."""
    return all(
        len(match.group(1).split()) < 4 or _ATTRIBUTION.search(f"{text[: match.start()]} {text[match.end() :]}")
        for match in _QUOTED.finditer(text)
    )


def _begins_with_a_word(sentence: str) -> bool:
    first = sentence[:1]
    return first in "“\"'‘" or first.strip("“\"'‘").isalnum()
