"""What an exchange rests on of those before it: a name or a number that was told there, and is only repeated here."""

import re
from collections.abc import Iterable, Sequence

from domain.sentences import split_sentences

_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")


def told_in(text: str) -> frozenset[str]:
    """Names and numbers: words with a capital that no sentence begins with, and whatever holds two digits or more."""
    found: set[str] = set()
    for sentence in split_sentences(text, unspaced=True):
        for n, match in enumerate(_WORD.finditer(sentence)):
            word = match[0]
            if sum(map(str.isdigit, word)) > 1 or (
                any(map(str.isupper, word[1:] if n == 0 else word)) and len(word) > 1
            ):
                found.add(word.removesuffix("'s").removesuffix("’s").casefold())
    return frozenset(found)


class References:
    """Of texts in order. Sets of names and numbers are numbers, a bit each, since many selections are tried.

    `apart`: texts on which no other rests, whatever is told in them.
    """

    def __init__(self, texts: Sequence[str], *, apart: Iterable[int] = ()) -> None:
        bits: dict[str, int] = {}
        self._told = [sum(1 << bits.setdefault(one, len(bits)) for one in told_in(text)) for text in texts]
        self._before: list[int] = []
        before, alone = 0, set(apart)
        for n, told in enumerate(self._told):
            self._before.append(before)
            before |= 0 if n in alone else told

    def told(self, n: int) -> int:
        return self._told[n]

    def is_lost(self, n: int, heard: int) -> bool:
        """Whether the text repeats what was told before it, of which nothing was `heard`."""
        return bool(self._told[n] & self._before[n] & ~heard)
