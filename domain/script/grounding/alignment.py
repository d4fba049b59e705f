"""Which sentence of the passages a sentence of a turn comes from, by the words that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.retrieve.words import terms
from domain.script.grounding.reading import KEPT, Reading
from domain.script.grounding.wording import folded


@dataclass(frozen=True, slots=True)
class Aligned:
    """`share`: of the words of the turn's sentence, how many the passage's sentence has, by weight."""

    sentence: Reading
    share: float
    common: int


@lru_cache(maxsize=KEPT)
def marks_of(reading: Reading) -> dict[str, float]:
    """What a sentence is known by: stems, and with twice their weight numbers and names."""
    weights = dict.fromkeys(terms(reading.text), 1.0)
    for quantity in reading.quantities:
        for value in quantity.values[:1]:
            weights[f"{value:.6g}"] = 2.0
    inside = False
    for token in reading.tokens:
        if token.kind == "code" or (
            inside and token.kind == "word" and token.text[0].isupper() and len(token.text) > 1
        ):
            weights[folded(token.text)] = 2.0
        inside = token.kind != "mark" or token.text in ",-"
    return weights


def align(sentence: Reading, candidates: Sequence[Reading]) -> Aligned | None:
    """The sentence that shares most with the first one, or None when none shares anything."""
    wanted = marks_of(sentence)
    total = sum(wanted.values())
    best: Aligned | None = None
    for one in candidates:
        has = marks_of(one)
        common = [mark for mark in wanted if mark in has]
        share = sum(wanted[mark] for mark in common) / total if total else 0.0
        if common and (best is None or share > best.share):
            best = Aligned(one, share, len(common))
    return best
