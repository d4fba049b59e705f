"""The content words of a text, stemmed, as the ranking compares them.

`domain.retrieve.words` has a stemmer too. This one is coarser and knows English alone; every weight of the ranking,
and with it the choice of sentences, rests on its stems, so the two are not exchanged.
"""

import re

from domain.script.extractive.language.words import FUNCTION_WORDS, WORD

_SUFFIX = re.compile(r"(?:ies|ing|ed|es|s|ly|’s|'s)$")


def terms_of(text: str) -> tuple[str, ...]:
    """Stems of the words of three letters and more that are not function words, in order."""
    return tuple(
        _stem(word)
        for match in WORD.finditer(text)
        if (word := match.group().lower()) not in FUNCTION_WORDS and len(word) > 2
    )


def _stem(word: str) -> str:
    if len(word) < 5:
        return word
    stem = _SUFFIX.sub("", word)
    return stem[:-1] if len(stem) > 4 and stem[-1] in "ey" else stem
