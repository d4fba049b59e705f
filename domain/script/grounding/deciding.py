"""Whether a turn says so nearly what its passages say that code alone can tell."""

from collections.abc import Sequence

from domain.script.grounding.citing import share_of
from domain.script.grounding.reading import read

PLAIN = 0.85
"""Of the weight of a sentence, what one sentence of a passage holds where it says the same in the same words."""


def is_plain(text: str, cited: Sequence[str], *, language: str = "en") -> bool:
    """Every sentence that states something stands in a sentence of the passages, in nearly the same words."""
    sentences = [sentence for one in cited for sentence in read(one, language).sentences]
    for sentence in read(text, language).sentences:
        total = sum(sentence.marks.values())
        if not total or sentence.text.endswith("?"):
            continue
        if max((share_of(sentence.marks, one) for one in sentences), default=0.0) < PLAIN * total:
            return False
    return True
