"""Words of a text: how many there are, and the stems that ranking compares."""

import re
from functools import lru_cache

from domain.retrieve.writing import BRAHMIC, IDEOGRAPHIC, UNSPACED

USABLE_WORDS = 25
"""Fewer words of running text than this hold nothing to speak about: no podcast is made of such a source."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_IDEOGRAPHS_A_WORD, _LETTERS_A_WORD = 2, 4
"""In scripts without spaces. Chinese words have 1.5 to 2 characters; Thai, Khmer and Burmese words about four, marks
included."""
_STOP_WORDS = """
a about above after again all also am an and any are as at auch auf be because been before being below
between both but by can con could dans das de del den der des did die do does doing down during each ein
eine el en es est et few for from further für had has have having he her here hers him his how i if im in
into is ist it its itself just la las le les los may me might mit more most must my nicht no nor not now of
off on once one only or other our out over own por pour que qui same se she should so some such sur than
that the their them then there these they this those through to too un una und under une until up upon us
very von was we were what when where which while who whom why will with would y you your zu
"""
STOP = frozenset(_STOP_WORDS.split())

_ENDINGS = (
    ("ations", 4, "ate"), ("ation", 4, "ate"), ("nesses", 4, ""), ("ness", 4, ""), ("ingly", 4, ""), ("edly", 4, ""),
    ("ies", 3, "y"), ("ied", 3, "y"), ("sses", 2, "ss"), ("ing", 4, ""), ("ed", 4, ""), ("es", 4, "e"),
    ("ly", 4, ""),
)  # fmt: skip


def count_words(text: str) -> int:
    """Words between spaces; in scripts without spaces two ideographs, or four letters, count as one."""
    if text.isascii():
        return len(text.split())
    ideographs, letters = len(IDEOGRAPHIC.findall(text)), len(BRAHMIC.findall(text))
    if not ideographs and not letters:
        return len(text.split())
    spaced = sum(1 for word in UNSPACED.sub(" ", text).split() if any(map(str.isalnum, word)))
    return spaced + -(-ideographs // _IDEOGRAPHS_A_WORD) + -(-letters // _LETTERS_A_WORD)


def terms(text: str) -> list[str]:
    """Lower-case stems without stop words, in order; scripts without spaces give pairs of characters."""
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        if UNSPACED.search(word):
            found.extend(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif word not in STOP and len(word) > 1:
            found.append(stem(word))
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without common English endings: "voices" and "voice" have the same stem."""
    word = word.replace("’", "'").removesuffix("'s")
    for ending, least, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word.removesuffix(ending) + instead
            break
    else:
        if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
            word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word
