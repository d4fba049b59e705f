"""Whether a sentence may be spoken at all (docs/local-writer.md, rule 2)."""

import re

from domain.script.extractive.language.verbs import BASE_FORMS, has_finite_verb, is_past, opens_without_subject
from domain.script.extractive.language.words import DETERMINERS, FUNCTION_WORDS, PRONOUNS, lower_words
from domain.script.extractive.tables import load_alternatives

SHORTEST, LONGEST = 6, 32
"""Words of a sentence that can be followed by ear."""
SHORTEST_INNER, LONGEST_INNER = 3, 40
"""The same for a sentence that is spoken only behind the one before it, which leads up to it."""
SHORTEST_NOTE = 4
"""Words of a sentence of notes, and of any where a source has little else to say."""
FEWEST_LETTERS = 0.7
"""Share of letters among what is seen: with fewer it is a row of a table rather than a sentence."""
LONGEST_QUESTION = 20
"""Words of a heading that the host asks."""
LONGEST_READ = 60
"""Words of a sentence of a story, a letter or a speech, which is read as it stands."""

_PATTERNS = load_alternatives("reading/speakable.toml")
_UNSPEAKABLE = re.compile(_PATTERNS["unspeakable"])
_HOLES = re.compile(_PATTERNS["holes"])
_UNREADABLE = re.compile(r"[=<>{}^|\\~#*@`�]|https?:|www\.")
_POINTING = re.compile(_PATTERNS["pointing"], re.IGNORECASE)
_ATTRIBUTION = re.compile(rf"\b(?:{_PATTERNS['attributions']})\b")
_FULL_STOP = re.compile(r"\.[\"”’')]*$")
_ANY_STOP = re.compile(r"[.?!…][\"”’')]*$")
_SHOUTED = re.compile(r"\b[A-Z]{7,}\b|\b[A-Z]{2,}\s+[A-Z]{2,}\s+[A-Z]{2,}\b")
_NUMBERED = re.compile(r"^(?:\d+[.)]|\(?[a-z]\)|[ivx]+[.)])\s|^\d+,\s", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_LABEL = re.compile(r"((?:[\w.’'/-]+ ){0,3}[\w.’'/-]+):\s")
_WITHOUT_SUBJECT = re.compile(r"^\w+(?:ed|ing)?\b[^,]{0,60}, (?:will|is|was|are|were|has|have|can|should|must|does)\b")


def is_speakable(
    sentence: str,
    *,
    imperative: bool = False,
    shortest: int = SHORTEST,
    longest: int = LONGEST,
    gentle: bool = False,
) -> bool:
    """Whether the sentence can be understood by ear and alone, but for references to what was said before.

    `imperative`: an order counts as having a verb, since the text is a how-to. `gentle`: notes may lack a verb.
    """
    words = lower_words(sentence)
    if not shortest <= len(words) <= longest or not _is_sentence(sentence) or _has_unspeakable(sentence):
        return False
    if not is_balanced(sentence) or not has_attributed_quotes(sentence) or opens_without_subject(words):
        return False
    if gentle:
        return has_finite_verb(words) or len(words) >= SHORTEST
    ordered = imperative and words[0] in BASE_FORMS
    return ordered or (has_finite_verb(words) and not _is_fragment(sentence, words))


def is_answer(sentence: str) -> bool:
    """Whether a sentence, however short, can be said right behind the question that it answers: "Yes."."""
    words = lower_words(sentence)
    return (
        1 <= len(words) <= LONGEST
        and _FULL_STOP.search(sentence) is not None
        and sentence[:1].isupper()
        and is_balanced(sentence)
        and not _has_unspeakable(sentence)
    )


def is_sayable_question(question: str) -> bool:
    """Whether the host can ask it as it stands: one sentence of some words, without signs."""
    return (
        2 <= len(lower_words(question)) <= LONGEST_QUESTION
        and question.endswith("?")
        and question[:1].isupper()
        and not re.search(r"[.!?].", question)
        and is_balanced(question)
        and not _UNSPEAKABLE.search(question)
        and not _POINTING.search(question)
    )


def is_readable(sentence: str) -> bool:
    """Whether a sentence of a story, a letter or a speech can be read aloud as it stands."""
    words = lower_words(sentence)
    return (
        1 <= len(words) <= LONGEST_READ
        and _ANY_STOP.search(sentence) is not None
        and sum(char.isalpha() for char in sentence) >= 0.6 * len(sentence)
        and not _UNREADABLE.search(sentence)
        and not _SHOUTED.search(sentence)
    )


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


def is_inside_quotation(text: str, at: int) -> bool:
    """Whether a quotation that begins before an offset of the paragraph is still open there."""
    before = text[:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _is_sentence(sentence: str) -> bool:
    """Whether it begins with a word, ends in a full stop and consists of letters for the most part."""
    if not _FULL_STOP.search(sentence) or not _begins_with_a_word(sentence) or "?" in sentence or "!" in sentence:
        return False
    if sentence[:1].islower() and not _begins_with_a_name(sentence):
        return False
    visible = [char for char in sentence if not char.isspace()]
    return sum(char.isalpha() for char in visible) >= FEWEST_LETTERS * len(visible)


def _has_unspeakable(sentence: str) -> bool:
    return bool(
        _NUMBERED.match(sentence)
        or _UNSPEAKABLE.search(sentence)
        or _HOLES.search(sentence)
        or _POINTING.search(sentence)
        or _SHOUTED.search(sentence)
    )


def _is_fragment(sentence: str, words: list[str]) -> bool:
    """Whether the sentence lacks a subject, as an item of a list does behind its lead-in, or is a label with a phrase.

    An order counts as one.
    """
    following = words[1] if len(words) > 1 else ""
    if words[0] in BASE_FORMS and following in DETERMINERS | PRONOUNS | {"sure"}:
        return True
    if is_past(words[0]) and _WITHOUT_SUBJECT.match(sentence):
        return True
    label = _LABEL.match(sentence)
    return label is not None and not has_finite_verb(lower_words(label.group(1)))


def _begins_with_a_word(sentence: str) -> bool:
    first = sentence[:1]
    return first in "“\"'‘" or first.strip("“\"'‘").isalnum()


def _begins_with_a_name(sentence: str) -> bool:
    """Whether a sentence with a small letter at its head begins with a name: `npm is a manager`."""
    words = lower_words(sentence)
    return len(words) > 1 and words[0] not in FUNCTION_WORDS | BASE_FORMS and has_finite_verb(words[:4])
