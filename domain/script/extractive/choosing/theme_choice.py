"""Which themes an episode has room for, and how many words each of them gets (docs/local-writer.md, rule 6)."""

import math
from collections.abc import Sequence

from domain.script.extractive.choosing.ranking import Ranking, cosine
from domain.script.extractive.choosing.themes import Theme

LAST_STRETCH = 0.8
"""Where the last stretch of a document begins; the others share what is before."""
ROOM = 1.35
"""Usable words per budgeted word that an episode should have to choose from."""


def chosen_themes(themes: Sequence[Theme], ranking: Ranking, *, count: int, budget: int) -> list[Theme]:
    """The most central theme of each stretch of the document, so that the episode reaches its end.

    Each of several sources keeps a theme. While the chosen themes have too few words for the budget, themes left out
    are merged into them.
    """
    if len(themes) <= count:
        return list(themes)
    worth = [_worth(theme, ranking) for theme in themes]
    sources = list(dict.fromkeys(theme.source for theme in themes))
    if len(sources) == 1:
        kept = _best_of_stretches(themes, worth, count)
    else:
        kept = {_best([at for at, theme in enumerate(themes) if theme.source == source], worth) for source in sources}
    best_first = sorted(range(len(themes)), key=lambda at: (-worth[at], at))
    if len(kept) > count:
        kept = set([at for at in best_first if at in kept][:count])
    kept |= set([at for at in best_first if at not in kept][: count - len(kept)])
    return _with_merged(themes, worth, kept, budget)


def word_shares(themes: Sequence[Theme], budget: int) -> list[int]:
    """Words per theme in proportion to the root of what it has, never more than it has; the rest goes to the others."""
    shares = [0.0] * len(themes)
    open_ones, left = set(range(len(themes))), float(budget)
    while open_ones and left > 1:
        roots = {at: math.sqrt(themes[at].words) for at in open_ones}
        weight = sum(roots.values())
        gains = {at: min(left * root / weight, themes[at].words - shares[at]) for at, root in roots.items()}
        for at, gain in gains.items():
            shares[at] += gain
        left -= sum(gains.values())
        open_ones = {at for at in open_ones if themes[at].words - shares[at] > 1}
    return [round(share) for share in shares]


def _best(candidates: Sequence[int], worth: Sequence[float]) -> int:
    return max(candidates, key=lambda at: (worth[at], -at))


def _worth(theme: Theme, ranking: Ranking) -> float:
    relevance = max((ranking.relevance(sentence) for sentence in theme.sentences), default=0.0)
    centrality = cosine(ranking.centroid(theme.sentences), ranking.centroid_of_all)
    return centrality * math.log(10 + theme.words) + 4.0 * relevance


def _best_of_stretches(themes: Sequence[Theme], worth: Sequence[float], count: int) -> set[int]:
    """The best theme of each of `count` stretches of the document, of which the last is its end."""
    total, running = sum(theme.words for theme in themes), 0
    stretches: dict[int, list[int]] = {}
    for at, theme in enumerate(themes):
        middle = (running + theme.words / 2) / total
        running += theme.words
        late = middle > LAST_STRETCH or at == len(themes) - 1
        stretch = count - 1 if late else min(count - 2, int(middle / LAST_STRETCH * (count - 1)))
        stretches.setdefault(max(0, stretch), []).append(at)
    return {_best(group, worth) for group in stretches.values()}


def _with_merged(themes: Sequence[Theme], worth: Sequence[float], kept: set[int], budget: int) -> list[Theme]:
    """The kept themes; while they are short of words, the best theme left out is merged into the one before it."""
    usable = sum(themes[at].words for at in kept)
    merged_into: dict[int, int] = {}
    for at in sorted(set(range(len(themes))) - kept, key=lambda at: (-worth[at], at)):
        if usable >= ROOM * budget:
            break
        before = [other for other in kept if other < at and themes[other].source == themes[at].source]
        behind = [other for other in kept if other > at and themes[other].source == themes[at].source]
        receiver = max(before) if before else min(behind) if behind else None
        if receiver is not None:
            merged_into[at] = receiver
            usable += themes[at].words
    for at, receiver in merged_into.items():
        themes[receiver].sentences.extend(themes[at].sentences)
    chosen = [themes[at] for at in sorted(kept)]
    for theme in chosen:
        theme.sentences.sort(key=lambda sentence: sentence.index)
    return chosen
