"""Cuts a text into pieces that a voice takes at once: at sentence ends, then at clauses, then between words.

Pieces joined by a space are the text again, spaces apart. Only a single word that is itself too long is cut inside.
"""

import re
from collections.abc import Callable

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"”’»)\]]*\s+")
_CLAUSE_END = re.compile(r"(?<=[,;:—])\s+")
_SPACE = re.compile(r"\s+")
_NOT_AN_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Jr|Sr|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|Rev|vs|No)|\b[A-Z])\.$"
)

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
    return _pack(text.strip(), fits, (_sentences, _clauses, _words))


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


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentence = text[start : match.end()].rstrip()
        if _NOT_AN_END.search(sentence) or text[match.end() : match.end() + 1].islower():
            continue
        sentences.append(sentence)
        start = match.end()
    sentences.append(text[start:])
    return [sentence for sentence in sentences if sentence.strip()]


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(text) if clause]


def _words(text: str) -> list[str]:
    return [word for word in _SPACE.split(text) if word]
