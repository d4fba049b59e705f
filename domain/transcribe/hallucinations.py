"""Words that a recogniser may have invented: loops, words in silence, and more words than can be said.

Recognisers of Whisper's kind do all three in silence and music (Koenecke et al., "Careless Whisper", 2024).
"""

from collections.abc import Sequence

from domain.transcribe.pieces import Span
from domain.transcribe.words import Doubt, Word

LONGEST_LOOP = 12
"""Words of the longest phrase that is looked for again; loops are mostly a short sentence."""

_SAID = {1: 6, 2: 4, 3: 4}
"""How often people say the same words one after another, by their number: "no" six times happens, a phrase of four
words three times hardly does."""
_SAID_LONGER = 3

FASTEST, COUNTED = 10.0, 12
"""Words a second, over so many words, that no mouth says: the fastest talkers reach six (Guinness: 655 words a minute,
which is eleven, for a minute of training)."""

WITHIN = 0.3
"""Seconds of a silence at its edges in which a word may lie: word times err."""


def doubted(words: Sequence[Word], silences: Sequence[Span]) -> list[Word]:
    """The words, each that may be invented with its doubt. `silences`: of at least a second, in the words' time."""
    doubts: dict[int, Doubt] = dict.fromkeys(_too_fast(words), Doubt.PACE)
    doubts |= dict.fromkeys(_in_silence(words, silences), Doubt.SILENCE)
    doubts |= dict.fromkeys(_repeated(words), Doubt.REPEATED)
    return [each.model_copy(update={"doubt": doubts.get(at)}) for at, each in enumerate(words)]


def doubtful(words: Sequence[Word]) -> int:
    return sum(each.doubt is not None for each in words)


def _repeated(words: Sequence[Word]) -> set[int]:
    """All but the first saying of a phrase that is said more often than people do."""
    letters, found = [each.letters for each in words], set[int]()
    for size in range(1, LONGEST_LOOP + 1):
        most, at = _SAID.get(size, _SAID_LONGER), 0
        while at + size <= len(letters):
            phrase, times = letters[at : at + size], 1
            while letters[at + times * size : at + (times + 1) * size] == phrase:
                times += 1
            if times > most or (times == most and size > 1):
                found.update(range(at + size, at + times * size))
            at += max(1, (times - 1) * size)
    return found


def _in_silence(words: Sequence[Word], silences: Sequence[Span]) -> set[int]:
    return {
        at
        for at, each in enumerate(words)
        if any(start + WITHIN <= each.start and each.end <= end - WITHIN for start, end in silences)
    }


def _too_fast(words: Sequence[Word]) -> set[int]:
    found = set[int]()
    for at in range(len(words) - COUNTED + 1):
        if words[at + COUNTED - 1].end - words[at].start < COUNTED / FASTEST:
            found.update(range(at, at + COUNTED))
    return found
