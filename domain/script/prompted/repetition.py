"""Sentences that come again: said in an earlier turn, or copied from the prompt."""

import re
from collections.abc import Iterable, Set

from domain.sentences import split_sentences

LEAST_WORDS = 6
"""Of a sentence whose coming again is a repetition; shorter ones are how people talk."""


def normalised(text: str) -> str:
    """Words alone, without case and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def long_sentences(texts: Iterable[str]) -> frozenset[str]:
    """The normalised sentences of six words and more, by which they are known again."""
    return frozenset(
        sentence
        for text in texts
        for one in split_sentences(text, unspaced=True)
        if (sentence := normalised(one)).count(" ") + 1 >= LEAST_WORDS
    )


def without_repeats(text: str, heard: Set[str], instructions: Set[str]) -> tuple[str, bool]:
    """The text without the sentences heard before or copied from the prompt; and whether any was left out."""
    kept: list[str] = []
    own: frozenset[str] = frozenset()
    sentences = split_sentences(text, unspaced=True)
    for sentence in sentences:
        bare = normalised(sentence)
        if bare in heard or bare in own or bare in instructions:
            continue
        kept.append(sentence)
        own |= long_sentences([sentence])
    return (text, False) if len(kept) == len(sentences) else (" ".join(kept), True)
