"""Bringing the words of a plan to their number: runs added, swapped, joined, shortened and dropped."""

from dataclasses import dataclass, field

from domain.script.extractive.material import Run
from domain.script.extractive.segments import Theme
from domain.script.extractive.selection import LONGEST, Chosen, beheaded, trimmed

ROUNDS = 400
"""Steps of settling; each brings the words nearer to the budget, so it ends long before."""


@dataclass(slots=True)
class Part:
    """One segment: its theme (None: only opening or ending) and its runs in document order."""

    theme: Theme | None
    runs: list[Run] = field(default_factory=list)
    lead: Run | None = None
    ending: Run | None = None
    takeaway: bool = False  # the ending sums up, as a conclusion or an abstract does

    @property
    def spoken(self) -> list[Run]:
        return [run for run in (self.lead, *self.runs, self.ending) if run is not None]


class Settler:
    """`least`: words of the shortest turn allowed. `doors`: heads of runs that may be shortened, but never go."""

    def __init__(self, chosen: Chosen, *, least: int, tolerance: int, doors: set[int]) -> None:
        self._chosen, self._least, self._tolerance, self._doors = chosen, least, tolerance, doors

    def settle(self, parts: list[Part], laid_out: list[list[Run]], themes: list[Theme], *, target: int) -> None:
        """Adds, trims and drops runs until the words stand within a hundredth of what the EXPERT should say."""
        homes = {id(theme): part for part in parts if part.theme for theme in [part.theme]}
        spare = [
            (run, homes[id(theme)])
            for theme, runs in zip(themes, laid_out, strict=True)
            if id(theme) in homes
            for run in runs
        ]
        for _ in range(ROUNDS):
            short = target - sum(run.words for part in parts for run in part.spoken)
            if abs(short) <= self._tolerance:
                break
            moved = self._add(spare, short) if short > 0 else self._shorten(parts, -short)
            moved = moved or self._swap(spare, short)
            if not moved and not (short > 0 and self._join(spare, short)):
                break
        for part in parts:
            part.runs.sort(key=lambda run: run.head.index)

    def _add(self, spare: list[tuple[Run, Part]], short: int) -> bool:
        options = [
            (abs(short - piece.words) if short < 90 else 0, -piece.score, piece.head.index, piece, part)
            for run, part in spare
            if run not in self._chosen
            for piece in (run, *(trimmed(run, least=self._least) if short < 90 else []))
            if self._least <= piece.words <= short + self._tolerance
        ]
        for *_, piece, part in sorted(options, key=lambda option: option[:3]):
            if self._chosen.fits(piece):
                self._chosen.take(piece)
                part.runs.append(piece)
                part.runs.sort(key=lambda run: run.head.index)
                return True
        return False

    def _swap(self, spare: list[tuple[Run, Part]], short: int) -> bool:
        """Puts another run of the same segment in the place of one, the pair that leaves the least difference."""
        options = [
            (abs(short - run.words + old.words), -run.score, run.head.index, run, old, part)
            for run, part in spare
            if run not in self._chosen and run.words >= self._least
            for old in part.runs
            if old.head.index not in self._doors
            if abs(short - run.words + old.words) < abs(short)
        ]
        for *_, run, old, part in sorted(options, key=lambda option: option[:3])[:20]:
            self._chosen.drop(old)
            if self._chosen.fits(run):
                self._chosen.take(run)
                part.runs[part.runs.index(old)] = run
                part.runs.sort(key=lambda run: run.head.index)
                return True
            self._chosen.take(old)
        return False

    def _join(self, spare: list[tuple[Run, Part]], short: int) -> bool:
        """Puts a run that is too short for a turn of its own behind (or before) the spoken run next to it."""
        for run, part in spare:
            if run in self._chosen or run.words > short + self._tolerance or not self._chosen.fits(run):
                continue
            before = [old for old in part.runs if old.head.index < run.head.index][-1:]
            behind = [old for old in part.runs if old.head.index > run.head.index][:1]
            for old in before + behind:
                if old.words + run.words <= LONGEST:
                    both = Run(tuple(sorted((*old.lines, *run.lines), key=lambda line: line.index)), old.score)
                    self._chosen.drop(old)
                    self._chosen.take(both)
                    part.runs[part.runs.index(old)] = both
                    return True
        return False

    def _shorten(self, parts: list[Part], over: int) -> bool:
        """The one cut that leaves the least difference: a run made shorter, or dropped where its segment has others."""
        best: tuple[float, float, int, Part, Run, Run | None] | None = None
        for part in parts:
            for run in part.spoken:
                shorter = beheaded if run is part.ending else trimmed
                pieces: list[Run | None] = list(shorter(run, least=self._least))
                if run in part.runs and len(part.runs) > 1 and run.head.index not in self._doors:
                    pieces.append(None)
                for piece in pieces:
                    cut = run.words - (piece.words if piece else 0)
                    left = abs(over - cut)
                    if left < over and (best is None or (left, run.score, run.head.index) < best[:3]):
                        best = (left, run.score, run.head.index, part, run, piece)
        if best is None:
            return False
        *_, part, run, piece = best
        self._chosen.drop(run)
        if piece:
            self._chosen.take(piece)
        if run is part.lead:
            part.lead = piece
        elif run is part.ending:
            part.ending = piece
        else:
            at = part.runs.index(run)
            part.runs[at : at + 1] = [piece] if piece else []
        return True
