"""Where a long sentence may be cut (docs/local-writer.md, rule 19)."""

import re

from domain.script.extractive.language.dependence import Dependence, dependence_of
from domain.script.extractive.language.verbs import has_finite_verb
from domain.script.extractive.language.words import lower_words, word_count
from domain.script.extractive.reading.speakable import LONGEST, SHORTEST

_SUBORDINATE = re.compile(r"(?:if|when|although|because|while|since|as)\b", re.IGNORECASE)


def cut_at_semicolon(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The offsets of the sentence [start, end), or of its halves when it is too long and both of them stand alone."""
    sentence = text[start:end]
    whole = [(start, end)]
    if word_count(sentence) <= LONGEST or sentence.count(";") != 1 or any(mark in sentence for mark in '(“"'):
        return whole
    cut = sentence.index(";") + 1
    second = sentence[cut:].lstrip()
    for half in (sentence[:cut], second):
        words = lower_words(half)
        if not SHORTEST <= len(words) <= LONGEST or not has_finite_verb(words):
            return whole
    if dependence_of(second[:1].upper() + second[1:]) is not Dependence.NONE or _SUBORDINATE.match(sentence):
        return whole
    return [(start, start + cut), (end - len(second), end)]
