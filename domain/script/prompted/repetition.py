"""Sentences that come again: said in an earlier turn, or copied from the prompt."""

import re
from collections.abc import Iterable, Set

LEAST_WORDS = 6
"""Of a sentence whose coming again is a repetition; shorter ones are how people talk."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
"""In any language and without a list of abbreviations: a sentence cut too early is only compared in two pieces."""


def split_sentences(text: str) -> list[str]:
    return _SENTENCE_END.split(text)


def normalised(text: str) -> str:
    """Words alone, without case and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def long_sentences(texts: Iterable[str]) -> frozenset[str]:
    """The normalised sentences of six words and more, by which they are known again."""
    return frozenset(
        sentence
        for text in texts
        for one in split_sentences(text)
        if (sentence := normalised(one)).count(" ") + 1 >= LEAST_WORDS
    )


def without_repeats(text: str, heard: Set[str], instructions: Set[str]) -> tuple[str, bool]:
    """The text without the sentences heard before or copied from the prompt; and whether any was left out."""
    kept: list[str] = []
    own: frozenset[str] = frozenset()
    sentences = split_sentences(text)
    for sentence in sentences:
        bare = normalised(sentence)
        if bare in heard or bare in own or bare in instructions:
            continue
        kept.append(sentence)
        own |= long_sentences([sentence])
    return (text, False) if len(kept) == len(sentences) else (" ".join(kept), True)
