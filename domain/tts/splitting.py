"""The pieces of a text that a voice takes at once: cut at sentence ends, else at clauses, else between words.

Pieces joined by a space are the text again, but for its spaces. Only a word that is itself too long is cut inside.
"""

import re
from collections.abc import Callable

from domain.sentences import split_sentences

_CLAUSE_END = re.compile(r"(?<=[,;:—])\s+")
_SPACE = re.compile(r"\s+")
Fits = Callable[[str], bool]


def split_for_vendor(text: str, *, maximum_characters: int) -> tuple[str, ...]:
    """Pieces of at most `maximum_characters`, none empty. Raises ValueError when the maximum is below one."""
    if maximum_characters < 1:
        raise ValueError("maximum_characters must be at least 1")
    pieces: list[str] = []
    for piece in _split(text, lambda candidate: len(candidate) <= maximum_characters):
        pieces += (piece[start : start + maximum_characters] for start in range(0, len(piece), maximum_characters))
    return tuple(pieces)


def split_by_words(text: str, *, maximum_words: int) -> tuple[str, ...]:
    """Pieces of at most `maximum_words` words, none empty. Raises ValueError when the maximum is below one."""
    if maximum_words < 1:
        raise ValueError("maximum_words must be at least 1")
    return tuple(_split(text, lambda candidate: len(candidate.split()) <= maximum_words))


def _split(text: str, fits: Fits) -> list[str]:
    return _pack(text.strip(), fits, (split_sentences, _clauses, _words))


def _pack(text: str, fits: Fits, cutters: tuple[Callable[[str], list[str]], ...]) -> list[str]:
    """The fewest pieces that greedy filling gives; a part that is too long for one goes to the next finer cutter."""
    if not text:
        return []
    if fits(text) or not cutters:
        return [text]
    packed: list[str] = []
    for part in cutters[0](text):
        for piece in _pack(part, fits, cutters[1:]):
            if packed and fits(joined := f"{packed[-1]} {piece}"):
                packed[-1] = joined
            else:
                packed.append(piece)
    return packed


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(text) if clause]


def _words(text: str) -> list[str]:
    return [word for word in _SPACE.split(text) if word]
