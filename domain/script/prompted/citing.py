"""Citations that a model left out, found by the words that a turn shares with the passages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.retrieve.words import terms
from domain.script.model import Citation, DraftTurn, Part
from domain.script.prompted.drafting import ShownMaterial
from domain.tts.speaker import Role

_FEWEST_SHARED = 3
"""Stems that a turn shares with a passage that it rests on; two meet by chance."""
_COVERED = 0.3
"""Of the weight of a turn's stems. A turn that rests on a passage takes half of its words from there and more."""

_WHOLE = 720_720
"""The weight of a stem that one passage holds; whole numbers add up alike in any order."""


def with_citations(turns: Sequence[DraftTurn], parts: Sequence[Part], shown: ShownMaterial) -> tuple[DraftTurn, ...]:
    """Turns other than a host's that cite nothing get the passages that they come from, where that is plain."""
    hosts = {part.name for part in parts if part.role is Role.HOST}
    if all(turn.citations or turn.speaker in hosts for turn in turns):
        return tuple(turns)
    stems = {name: frozenset(terms(text)) for name, text in shown.passages.items()}
    held = Counter(stem for one in stems.values() for stem in one)
    return tuple(
        turn
        if turn.citations or turn.speaker in hosts
        else turn.model_copy(update={"citations": _found(turn.text, stems, held)})
        for turn in turns
    )


def _found(text: str, passages: Mapping[str, frozenset[str]], held: Mapping[str, int]) -> tuple[Citation, ...]:
    """At most two, the nearest chosen first, in the order of the passages. A stem that many hold tells less."""
    said = frozenset(terms(text))
    weights = {stem: _WHOLE // held.get(stem, 1) for stem in said}
    left, whole, chosen = set(said), sum(weights.values()), set[str]()
    for _ in range(2):
        best = max(passages, key=lambda one: sum(weights[stem] for stem in passages[one] & left), default=None)
        if best is None:
            break
        shared = passages[best] & left
        if len(shared) < _FEWEST_SHARED or sum(weights[stem] for stem in shared) < _COVERED * whole:
            break
        chosen.add(best)
        left -= shared
    return tuple(Citation(passage=one) for one in passages if one in chosen)
