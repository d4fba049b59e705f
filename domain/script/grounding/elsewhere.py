"""Statements that the cited passages do not hold and another passage does."""

from collections.abc import Sequence

from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.reading import Reading

LEAST = 3
"""Stems that only another passage has. Two may meet by chance."""
SHARE = 0.4
"""Of the stems of a sentence: how many only that other passage has."""


def check_elsewhere(turn: Reading, cited: Sequence[Reading], others: Sequence[Reading]) -> list[Finding]:
    held = frozenset[str]().union(*(one.content for one in cited))
    findings = []
    for sentence in turn.sentences:
        stems = sentence.content
        if sentence.text.endswith("?") or not stems:
            continue
        missing = stems - held
        best, found = None, frozenset[str]()
        for at, other in enumerate(others):
            there = missing & other.content
            if len(there) > len(found):
                best, found = at, there
        if best is not None and len(found) >= LEAST and len(found) >= SHARE * len(stems):
            message = f"“{sentence.text}” comes from another passage, and from none that the turn cites."
            findings.append(Finding(kind=FindingKind.ELSEWHERE, words=sentence.text, message=message, other=best))
    return findings
