"""WordPiece, the pieces of words that BERT and its relatives read (Wu et al., "Google's Neural Machine Translation
System", 2016), for models without capitals and accents."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100  # characters; a longer run is data, and counts as unknown

_IDEOGRAPHS = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef])")


class WordPiece:
    """`vocabulary`: each piece and its number; those that continue a word begin with `##`."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._pieces = vocabulary
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str, *, most: int) -> list[int]:
        """At most `most` numbers, between those of the beginning and the end."""
        found = [self._pieces[BEGIN]]
        for word in _words(text):
            found += self._of(word)
            if len(found) >= most - 1:
                break
        return [*found[: most - 1], self._pieces[END]]

    def _of(self, word: str) -> list[int]:
        """The longest pieces from the left; a word that cannot be put together is unknown as a whole."""
        if word in self._known:
            return self._known[word]
        ids: list[int] = []
        at = 0
        while at < len(word) <= LONGEST_WORD:
            end = next((end for end in range(len(word), at, -1) if _piece(word, at, end) in self._pieces), 0)
            if not end:
                break
            ids.append(self._pieces[_piece(word, at, end)])
            at = end
        if at < len(word):
            ids = [self._pieces[UNKNOWN]]
        if len(self._known) < len(self._pieces):
            self._known[word] = ids
        return ids


def _piece(word: str, at: int, end: int) -> str:
    return word[at:end] if at == 0 else f"##{word[at:end]}"


def _words(text: str) -> Iterator[str]:
    """Between spaces, and each mark and each ideograph alone; without capitals, accents and control characters."""
    spaced = _IDEOGRAPHS.sub(r" \1 ", text)
    for run in spaced.split():
        plain = unicodedata.normalize("NFD", run.lower())
        word = ""
        for character in plain:
            category = unicodedata.category(character)
            if category == "Mn" or category.startswith("C"):
                continue
            if _is_mark(character, category):
                if word:
                    yield word
                yield character
                word = ""
            else:
                word += character
        if word:
            yield word


def _is_mark(character: str, category: str) -> bool:
    """Punctuation, and what else of ASCII is neither letter nor digit."""
    return category.startswith("P") or (character.isascii() and not character.isalnum())
