"""Where sentences end, in any language: the one rule for cutting texts at them.

The local writer has a stricter rule for English (`domain.script.extractive.language.splitting`): it chooses single
sentences to be spoken, so it knows many more abbreviations. Here a sentence that is cut too late does no harm.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

SENTENCE_MARKS = ".!?…。！？"
CLOSING_MARKS = "\"'”’»)]"

_CLOSING = f"[{re.escape(CLOSING_MARKS)}]*"
_SPACED_END = re.compile(rf"(?<=[{SENTENCE_MARKS}]){_CLOSING}\s+")
_END = re.compile(rf"{_SPACED_END.pattern}|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Jr|Sr|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|Rev|vs|No)|\b[A-Z])\.$"
)
_LONGEST_ABBREVIATION = 6  # with its full stop, and the character before it


def sentence_ends(text: str, *, unspaced: bool = False) -> Iterator[int]:
    """Offsets of the sentences after the first: behind a mark, what closes it, and space.

    A full stop of a title or an initial ends no sentence, nor does a mark before a small letter. With `unspaced`, the
    marks of scripts without spaces end a sentence where they stand.
    """
    for match in (_END if unspaced else _SPACED_END).finditer(text):
        end = match.end()
        before = text[max(0, match.start() - _LONGEST_ABBREVIATION) : end].rstrip()
        if end < len(text) and not text[end].islower() and not _ABBREVIATION.search(before):
            yield end


def split_sentences(text: str, *, unspaced: bool = False) -> list[str]:
    """The sentences of a text, without the space around them."""
    cuts = [0, *sentence_ends(text, unspaced=unspaced), len(text)]
    return [sentence for start, end in pairwise(cuts) if (sentence := text[start:end].strip())]
