"""Rule 6: from sections to the segments of an episode, over the whole document and in its order."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.script.extractive.material import Line, Section
from domain.script.extractive.ranking import Ranking, cosine

SMALLEST = 60
"""Usable words a heading needs to be a segment of its own."""
LAST_STRETCH = 0.8
"""Where the last stretch of a document begins; the others share what is before."""
ROOM = 1.35
"""Usable words per budgeted word that a segment should have to choose from."""


@dataclass(slots=True)
class Theme:
    """What one segment speaks about. `heading` is empty when the text has none there."""

    source: int
    heading: str
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    continues: str = ""  # the heading above, when a section was cut in two

    @property
    def words(self) -> int:
        return sum(line.words for line in self.lines)

    @property
    def start(self) -> int:
        return self.lines[0].index


def themes_of(sections: Sequence[Section], ranking: Ranking, *, count: int, budget: int) -> list[Theme]:
    """At most `count` themes (more when there are more sources), with enough words for `budget` where there are."""
    themes = _merged([Theme(s.source, s.heading, list(s.lines), len(s.path)) for s in sections if s.lines])
    headings = {section.index: section.heading for section in sections}
    while len(themes) < count:
        widest = max(themes, key=lambda theme: (theme.words, -theme.start))
        if widest.words < max(3 * SMALLEST, 1.2 * sum(theme.words for theme in themes) / count):
            break
        parts = _cut(widest, ranking, headings)
        if len(parts) < 2:
            break
        at = themes.index(widest)
        themes[at : at + 1] = parts
    if len(themes) <= count:
        return themes
    return _chosen(themes, ranking, count=count, budget=budget)


def _merged(themes: list[Theme]) -> list[Theme]:
    """Themes of less than 60 words join the neighbour before them in the same source, the first ones the one behind."""
    out: list[Theme] = []
    for theme in themes:
        before = out[-1] if out and out[-1].source == theme.source else None
        if before and (theme.words < SMALLEST or before.words < SMALLEST):
            if before.words < SMALLEST and before.words <= theme.words:
                before.heading, before.level = theme.heading or before.heading, theme.level
            before.lines.extend(theme.lines)
        else:
            out.append(theme)
    if len(out) > 1 and out[-1].words < SMALLEST and out[-2].source == out[-1].source:
        out[-2].lines.extend(out.pop().lines)
    return out


def _cut(theme: Theme, ranking: Ranking, headings: Mapping[int, str]) -> list[Theme]:
    """In two, between paragraphs, where the words on both sides have least in common (Hearst's idea, one gap)."""
    lines = theme.lines
    gaps = [at for at in range(1, len(lines)) if lines[at].paragraph != lines[at - 1].paragraph]
    best: tuple[float, int] | None = None
    running, total = 0, theme.words
    places = set(gaps)
    for at in range(1, len(lines)):
        running += lines[at - 1].words
        if at not in places or min(running, total - running) < max(SMALLEST, total // 4):
            continue
        near = cosine(ranking.centroid(lines[max(0, at - 8) : at]), ranking.centroid(lines[at : at + 8]))
        if best is None or near < best[0] - 1e-9:
            best = (near, at)
    if best is None:
        return [theme]
    at = best[1]
    other = lines[at].section != lines[at - 1].section
    heading = headings[lines[at].section] if other else ""
    return [
        Theme(theme.source, theme.heading, lines[:at], theme.level),
        Theme(theme.source, heading, lines[at:], theme.level, theme.heading or theme.continues),
    ]


def _chosen(themes: list[Theme], ranking: Ranking, *, count: int, budget: int) -> list[Theme]:
    """The most central of each stretch of the document, so that the episode reaches its end; the
    rest lends material."""
    worth = [_worth(theme, ranking) for theme in themes]
    sources = list(dict.fromkeys(theme.source for theme in themes))
    keep: set[int] = set()
    for source in sources if len(sources) > 1 else []:
        mine = [at for at, theme in enumerate(themes) if theme.source == source]
        keep.add(max(mine, key=lambda at: (worth[at], -at)))
    if len(sources) == 1:
        keep = _by_stretch(themes, worth, count)
    best_first = sorted(range(len(themes)), key=lambda at: (-worth[at], at))
    if len(keep) > count:
        keep = set([at for at in best_first if at in keep][:count])
    keep |= set([at for at in best_first if at not in keep][: count - len(keep)])
    return _lent(themes, worth, keep, budget)


def _by_stretch(themes: list[Theme], worth: list[float], count: int) -> set[int]:
    total, running = sum(theme.words for theme in themes), 0
    stretches: dict[int, list[int]] = {}
    for at, theme in enumerate(themes):
        middle = (running + theme.words / 2) / total
        running += theme.words
        late = middle > LAST_STRETCH or at == len(themes) - 1
        stretch = count - 1 if late else min(count - 2, int(middle / LAST_STRETCH * (count - 1)))
        stretches.setdefault(max(0, stretch), []).append(at)
    return {max(group, key=lambda at: (worth[at], -at)) for group in stretches.values()}


def _worth(theme: Theme, ranking: Ranking) -> float:
    topic = max((ranking.bm25(line) for line in theme.lines), default=0.0)
    return cosine(ranking.centroid(theme.lines), ranking.whole) * math.log(10 + theme.words) + 4.0 * topic


def _lent(themes: list[Theme], worth: list[float], keep: set[int], budget: int) -> list[Theme]:
    """While the kept themes are short of words, the next best one left out joins the kept one before it."""
    usable = sum(themes[at].words for at in keep)
    homes: dict[int, int] = {}
    for at in sorted(set(range(len(themes))) - keep, key=lambda at: (-worth[at], at)):
        if usable >= ROOM * budget:
            break
        before = [home for home in keep if home < at and themes[home].source == themes[at].source]
        behind = [home for home in keep if home > at and themes[home].source == themes[at].source]
        home = max(before) if before else min(behind) if behind else None
        if home is not None:
            homes[at] = home
            usable += themes[at].words
    for at, home in homes.items():
        themes[home].lines.extend(themes[at].lines)
    kept = [themes[at] for at in sorted(keep)]
    for theme in kept:
        theme.lines.sort(key=lambda line: line.index)
    return kept


def shares(themes: Sequence[Theme], budget: int) -> list[int]:
    """Words per theme in proportion to the root of what it has, never more than it has; the rest goes to the others."""
    out = [0.0] * len(themes)
    open_ones, left = set(range(len(themes))), float(budget)
    while open_ones and left > 1:
        weight = sum(math.sqrt(themes[at].words) for at in open_ones)
        gains = {at: min(left * math.sqrt(themes[at].words) / weight, themes[at].words - out[at]) for at in open_ones}
        for at, gain in gains.items():
            out[at] += gain
        left -= sum(gains.values())
        open_ones = {at for at in open_ones if themes[at].words - out[at] > 1}
    return [round(value) for value in out]
