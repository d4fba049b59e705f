"""What a text is known by: the stems of its content words, and its names and numbers."""

import re

from domain.retrieve.words import STOP, stem
from domain.script.grounding.tables import IRREGULAR, LIGHT
from domain.script.grounding.wording import folded

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*")
"""Words and numbers."""


def content_stems(text: str) -> frozenset[str]:
    return frozenset(found for one in WORD.findall(text.lower()) if (found := content_stem(one)))


def content_stem(word: str) -> str:
    """The stem of a word that says something, or nothing."""
    bare = folded(word)
    if bare in STOP or bare.endswith("n't") or len(bare) < 3 or bare in LIGHT:
        return ""
    found = stem(IRREGULAR.get(bare, bare))
    return "" if found in LIGHT else found
