"""Rules 7 and 8: lines are laid into runs of one turn each, and the runs that are spoken are chosen."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from domain.script.extractive.material import Leaning, Line, Run
from domain.script.extractive.ranking import Ranking

SHORTEST, USUAL, LONGEST, NEVER_OVER = 25, 48, 70, 90
"""Words of an EXPERT turn."""
NEIGHBOUR, DOOR = 0.1, 10.0
"""Added to the score of a run (usually 0.3 to 0.9) beside one that is taken; of the run that opens a section."""
VOICED = 2
"""Attributed first-person readings a segment may have (rule 5)."""


def leads_on(before: Line, line: Line) -> bool:
    """Whether `line` stands directly behind `before` in the source."""
    return line.index == before.index + 1 and line.paragraph == before.paragraph


def said(lines: Sequence[Line], before: Line | None = None) -> str:
    """The text of a turn; a leading connective goes when what it links to is not spoken just before.

    Neighbours in the first person are one quotation: nobody says "The author writes" twice in a breath.
    """
    parts: list[str] = []
    for line in lines:
        follows = before is not None and leads_on(before, line)
        if parts and follows and before is not None and line.voiced_by and before.voiced_by == line.voiced_by:
            parts[-1] = parts[-1].removesuffix("”") + " " + line.text.removeprefix(f"{line.voiced_by}: “")
        else:
            parts.append(line.text if follows else line.bare)
        before = line
    return " ".join(parts)


def laid(lines: Sequence[Line], score: Callable[[Line], float], *, usual: int = USUAL) -> list[Run]:
    """The lines of a theme as runs of 25 to 70 words, cheapest tiling first (dynamic programming, linear in lines)."""
    voiced = sorted((line for line in lines if line.voiced_by), key=lambda line: (-score(line), line.index))[VOICED:]
    lines = without(lines, {line.index for line in voiced})
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(lines) + 1):
        options: list[tuple[float, int]] = []
        words = 0
        for start in range(end - 1, -1, -1):
            words += lines[start].words
            if words > NEVER_OVER and start < end - 1:
                break
            if lines[start].leaning is not Leaning.HARD:
                options.append((best[start][0] + _cost(lines[start:end], words, usual), start))
        best.append(min(options) if options else (best[end - 1][0] + 50.0, end - 1))
    runs, end = [], len(lines)
    while end:
        start = best[end][1]
        if lines[start].leaning is not Leaning.HARD:
            runs.append(run_of(lines[start:end], score))
        end = start
    return runs[::-1]


def run_of(lines: Sequence[Line], score: Callable[[Line], float]) -> Run:
    return Run(tuple(lines), sum(score(line) for line in lines) / len(lines))


def without(lines: Sequence[Line], gone: set[int]) -> list[Line]:
    """Drops lines, and those that lean on a dropped one."""
    out: list[Line] = []
    for line in lines:
        if line.index in gone or (line.leaning is Leaning.HARD and not (out and leads_on(out[-1], line))):
            continue
        out.append(line)
    return out


def _cost(lines: Sequence[Line], words: int, usual: int) -> float:
    cost = ((words - usual) / 18) ** 2
    cost += 6.0 if words < SHORTEST else 0.0
    cost += 4.0 if words > LONGEST else 0.0
    for before, line in pairwise(lines):
        if line.section != before.section:
            cost += 5.0
        elif line.paragraph != before.paragraph:
            cost += 2.5
        elif not leads_on(before, line):
            cost += 0.8
    cost += 0.5 if lines[0].leaning is Leaning.SOFT else 0.0
    cost -= 0.3 if lines[0].first else 0.0
    return cost + (3.0 if any(line.listed for line in lines) and len(lines) > 1 and words > 55 else 0.0)


class Chosen:
    """The runs taken so far; keeps sentences from being said twice, or said in nearly the same words."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._by_term: dict[str, dict[int, Line]] = {}
        self._indexes: set[int] = set()
        self.words = 0

    def __contains__(self, run: Run) -> bool:
        return any(line.index in self._indexes for line in run.lines)

    def fits(self, run: Run) -> bool:
        """Nothing of the run is spoken yet, nor anything much like it."""
        return run not in self and not any(self._repeated(line) for line in run.lines)

    def _repeated(self, line: Line) -> bool:
        near = {at: other for term in self._ranking.telling(line) for at, other in self._by_term.get(term, {}).items()}
        return any(self._ranking.similar(line, other) for other in near.values())

    def take(self, run: Run) -> None:
        for line in run.lines:
            self._indexes.add(line.index)
            for term in line.terms:
                self._by_term.setdefault(term, {})[line.index] = line
        self.words += run.words

    def drop(self, run: Run) -> None:
        for line in run.lines:
            self._indexes.discard(line.index)
            for term in line.terms:
                self._by_term.get(term, {}).pop(line.index, None)
        self.words -= run.words


def fill(runs: Sequence[Run], chosen: Chosen, budget: int, *, slack: int, door: Run | None = None) -> list[Run]:
    """Takes the best runs until `budget` words are reached, never beyond `budget + slack`; `door` before all others.

    The neighbour of a run that is taken counts for more: what was just told makes it easier to follow.
    """
    worth = [run.score for run in runs]
    if door is not None:
        worth[runs.index(door)] += DOOR
    open_ones = {at for at, run in enumerate(runs) if run.words >= SHORTEST}
    taken: list[Run] = []
    words = 0
    while open_ones and words < budget - slack // 2:
        at = max(open_ones, key=lambda at: (worth[at], -at))
        open_ones.remove(at)
        run = runs[at]
        if words + run.words > budget + slack or not chosen.fits(run):
            continue
        chosen.take(run)
        taken.append(run)
        words += run.words
        for beside in (at - 1, at + 1):
            if beside in open_ones:
                worth[beside] += NEIGHBOUR
    return taken


def trimmed(run: Run, *, least: int = SHORTEST) -> list[Run]:
    """Shorter runs: the last sentences left away while `least` words remain."""
    return [
        Run(run.lines[:end], run.score)
        for end in range(len(run.lines) - 1, 0, -1)
        if sum(line.words for line in run.lines[:end]) >= least
    ]


def beheaded(run: Run, *, least: int = SHORTEST) -> list[Run]:
    """Shorter runs that keep their last sentence, for the end of an episode."""
    return [
        Run(run.lines[start:], run.score)
        for start in range(1, len(run.lines))
        if run.lines[start].leaning is not Leaning.HARD and sum(line.words for line in run.lines[start:]) >= least
    ]
