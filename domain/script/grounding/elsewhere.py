"""Statements that the cited passages do not hold and another passage does."""

import re
from collections.abc import Sequence

from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.meanings import Term, terms_in
from domain.script.grounding.reading import Reading, read

LEAST = 3
"""Stems that only another passage has. Two may meet by chance."""
SHARE = 0.4
"""Of the stems of a sentence: how many only that other passage has."""
PART_SHARE = 0.4
"""Of the stems of a part of a sentence."""
_PARTS = re.compile(r"[;:—]\s|,\s|\b(?:and|but|while|whereas|although|which|who|because|so)\b")


def check_elsewhere(turn: Reading, cited: Sequence[Reading], others: Sequence[Reading]) -> list[Finding]:
    held = frozenset[str]().union(*(_keys(one) for one in cited))
    there = [_keys(one) for one in others]
    findings = []
    for sentence in turn.sentences:
        if sentence.text.endswith("?"):
            continue
        parts = [read(one, turn.code) for one in _PARTS.split(sentence.text) if one and one.strip()]
        for part, least in ((sentence, SHARE), *((one, PART_SHARE) for one in parts if len(parts) > 1)):
            other = _other(part, least, held, there)
            if other is not None:
                message = f"“{part.text.strip()}” comes from another passage, and from none that the turn cites."
                words = part.text.strip()
                findings.append(Finding(kind=FindingKind.ELSEWHERE, words=words, message=message, other=other))
                break
    return findings


def _other(said: Reading, least: float, held: frozenset[str], there: Sequence[frozenset[str]]) -> int | None:
    """The passage that holds what only another one has of the words."""
    terms = [one.keys for one in _terms(said)]
    missing = [keys for keys in terms if not keys & held]
    counts = [sum(1 for keys in missing if keys & one) for one in there]
    most = max(counts, default=0)
    return counts.index(most) if most >= LEAST and most >= least * len(terms) else None


def _terms(held: Reading) -> tuple[Term, ...]:
    return terms_in(held.text, held.code.split("-")[0], ())


def _keys(held: Reading) -> frozenset[str]:
    return frozenset[str]().union(*(one.keys for one in _terms(held)))
