"""Words: how they are counted, and the closed classes of English."""

import re

from domain.script.extractive.tables import load_words

WORD = re.compile(r"[^\W_]+(?:[’'\-–.,][^\W_]+)*")
"""Letters and digits, with apostrophes, hyphens and decimal points inside.

`domain.retrieve.words` counts what stands between spaces; here every count decides which sentences are spoken, and
"well-known" and "1,200" are one word each, while a dash between spaces is none.
"""


def word_count(text: str) -> int:
    """Words as spoken: `Louis Pasteur's 1,200 loaves` has four."""
    return len(WORD.findall(text))


def lower_words(text: str) -> list[str]:
    """The words of a text in order and in lower case."""
    return [word.lower() for word in WORD.findall(text)]


_CLASSES = load_words("language/words.toml")

AUXILIARIES = _CLASSES["auxiliaries"]
FINITE_AUXILIARIES = AUXILIARIES - {"be", "been"}
SINGULAR_VERBS = _CLASSES["singular_verbs"]
PLURAL_VERBS = _CLASSES["plural_verbs"]
DETERMINERS = _CLASSES["determiners"]
PREPOSITIONS = _CLASSES["prepositions"]
CONJUNCTIONS = _CLASSES["conjunctions"]
SUBORDINATORS = _CLASSES["subordinators"]
ADVERBS = _CLASSES["adverbs"]
PRONOUNS = _CLASSES["pronouns"]
QUESTION_WORDS = _CLASSES["question_words"]
FUNCTION_WORDS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | ADVERBS | PRONOUNS | AUXILIARIES
