"""Reciprocal rank fusion: one order out of several, whatever the scores behind them mean.

Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
2009.
"""

from collections.abc import Sequence

K = 60
"""The constant of that paper: how little the first places of one order weigh against being in both."""


def fused(orders: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Everything that stands in one of the orders, with its score, best first; among equals, the smaller number."""
    scores: dict[int, float] = {}
    for order in orders:
        for rank, number in enumerate(order, start=1):
            scores[number] = scores.get(number, 0.0) + 1 / (K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
