"""What a sentence leaves out because it has just said it."""

import re
from itertools import pairwise

from domain.script.grounding.reading import Reading, read

_ELLIPSIS = re.compile(r"(.{3,80}?) (is|are|was|were|does|do|did|has|have|can|could|will|would)(?: not|n't)[.!]?$")
_PREDICATE = re.compile(r"\b(?:is|are|was|were|does|do|did|has|have|can|could|will|would)\b")


def spelled_out(sentence: Reading) -> list[Reading]:
    """`The tray is dishwasher-safe; the filter is not`: with it, that the filter is not dishwasher-safe."""
    found = []
    for before, after in pairwise(
        re.split(r"[;,]\s(?:and |but |while |whereas )?|\s(?:and|but|while|whereas)\s", sentence.text)
    ):
        short, whole = _ELLIPSIS.match(after), _PREDICATE.search(before)
        if short and whole:
            found.append(read(f"{short[1]} {short[2]} not {before[whole.end() :].strip()}", sentence.code))
    return found
