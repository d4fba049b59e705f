"""Which runs are spoken in which segment: the skeleton of an episode, before the HOST says a word."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.script.budget import HOST_SHARE, segment_count
from domain.script.extractive.material import Line, Run, Section
from domain.script.extractive.ranking import Ranking, Vector
from domain.script.extractive.segments import Theme, shares, themes_of
from domain.script.extractive.selection import (
    LONGEST,
    SHORTEST,
    USUAL,
    VOICED,
    Chosen,
    fill,
    laid,
    run_of,
    trimmed,
    without,
)
from domain.script.model import Brief

ROUNDS = 400
"""Steps of settling; each brings the words nearer to the budget, so it ends long before."""


SECTION_START = 0.15
"""A section is best entered by its door."""
ONE_THEME = 120
"""Words an episode needs to say something between its lead and its ending."""
FEW_WORDS, USUAL_OF_FEW = 400, 66
"""Short episodes have longer turns, since the HOST's opening and closing weigh more in them."""
SMALL_BUDGET, SHORTEST_OF_ALL = 250, 12
"""Under so many words an EXPERT turn may be one sentence of twelve, or the length could not be met."""
QUESTION, USUAL_ANSWER = 7.4, 41
"""Words, as episodes come out."""


@dataclass(slots=True)
class Part:
    """One segment: its theme (None: only opening or ending) and its runs in document order."""

    theme: Theme | None
    runs: list[Run] = field(default_factory=list)
    lead: Run | None = None
    ending: Run | None = None

    @property
    def spoken(self) -> list[Run]:
        return [run for run in (self.lead, *self.runs, self.ending) if run is not None]


class Planner:
    """Chooses what the EXPERT says, to a number of words."""

    def __init__(self, brief: Brief, sections: Sequence[Section], ranking: Ranking) -> None:
        self._brief, self._sections, self._ranking = brief, sections, ranking
        self._centres: dict[int, Vector] = {section.index: ranking.centroid(section.lines) for section in sections}
        self._by_index = {section.index: section for section in sections}
        self._scores: dict[int, float] = {}
        self._target = 0
        self._least = SHORTEST if brief.words >= SMALL_BUDGET else SHORTEST_OF_ALL
        self._tolerance = max(3, round(0.01 * brief.words))
        self._banned: set[int] = set()
        self._expanders = {term for section in sections for line in section.lines for term in line.expands}
        self._chosen = Chosen(ranking)

    def score(self, line: Line) -> float:
        if line.index not in self._scores:
            section = self._by_index[line.section]
            score = self._ranking.score(line, section, self._centres[section.index])
            self._scores[line.index] = score + (SECTION_START if line is section.lines[0] else 0.0)
        return self._scores[line.index]

    def answers(self, words: int, *, frame: int) -> int:
        """What the EXPERT should say of a budget: all but opening, closing and a question to each turn."""
        left = (words - frame) / (1 + QUESTION / USUAL_ANSWER)
        return round(min(max(left, 0.757 * words), (1 - HOST_SHARE) * words))

    @property
    def spare(self) -> bool:
        """Whether the last plan reached its target, so that there is more to say."""
        return self._chosen.words >= self._target - 3 * self._tolerance

    def _laid(self, lines: Sequence[Line]) -> list[Run]:
        return laid(lines, self.score, usual=USUAL if self._brief.words >= FEW_WORDS else USUAL_OF_FEW)

    def plan(self, target: int) -> list[Part]:
        """Segments in order, with `target` words. Where an acronym would come before its expansion, its line is
        banned and the plan made again."""
        self._target = target
        for _ in range(6):
            parts = self._attempt()
            wrong = self._unexplained(parts) | self._overvoiced(parts)
            if not wrong:
                break
            self._banned |= wrong
        return parts

    def _attempt(self) -> list[Part]:
        self._chosen = Chosen(self._ranking)
        body = [self._open(section) for section in self._sections if not section.summary]
        body = [section for section in body if section.lines]
        summary = [
            line
            for section in self._sections
            if section.summary
            for line in section.lines
            if line.index not in self._banned
        ]
        lead = self._lead(summary, body)
        if lead:
            self._chosen.take(lead)
        ending = self._ending(summary, body, lead)
        if ending:
            self._chosen.take(ending)
        gone = {line.index for run in (lead, ending) if run for line in run.lines}
        if lead and not self._by_index[lead.head.section].summary:  # what stands before the lead would come after it
            gone |= {line.index for section in body for line in section.lines if line.index < lead.head.index}
        rest = [_less(section, gone) for section in body]
        rest = [section for section in rest if section.lines]
        room = (self._target - self._chosen.words + 10) // 40
        count = min(segment_count(self._brief.minutes), max(int(self._brief.words >= ONE_THEME), room))
        sources = len({section.source for section in rest})
        count = max(count, min(sources if sources > 1 else 0, self._target // 35))
        themes = themes_of(rest, self._ranking, count=count, budget=self._target) if count and rest else []
        laid_out = [self._laid(theme.lines) for theme in themes]
        parts = self._filled(themes, laid_out)
        parts = self._framed(parts, lead, ending)
        self._settle(parts, laid_out, themes)
        return parts

    def _open(self, section: Section) -> Section:
        return _less(section, self._banned)

    def _lead(self, summary: list[Line], body: list[Section]) -> Run | None:
        first = min(section.source for section in self._sections)
        summary = [line for line in summary if line.source == first]
        body = [section for section in body if section.source == first] or body
        if runs := [run for run in self._laid(summary) if run.words >= SHORTEST]:
            return max(runs, key=lambda run: (run.score, -run.head.index))
        for section in body[:3]:
            runs = [run for run in self._laid(section.lines) if run.words >= SHORTEST]
            if runs:
                return runs[0]
        everything = [line for section in body for line in section.lines][:4]
        return run_of(everything[:1], self.score) if everything else None

    def _ending(self, summary: list[Line], body: list[Section], lead: Run | None) -> Run | None:
        taken = {line.index for line in lead.lines} if lead else set()
        closing = [section for section in body if section.closing][-1:]
        for lines, best in (
            (closing[0].lines if closing else [], True),
            (summary, True),
            *((section.lines, False) for section in reversed(body)),
        ):
            runs = [
                run
                for run in self._laid([line for line in lines if line.index not in taken])
                if run.words >= SHORTEST and self._chosen.fits(run)
            ]
            if runs:
                return max(runs, key=lambda run: (run.score, run.head.index)) if best else runs[-1]
        return None

    def _filled(self, themes: list[Theme], laid_out: list[list[Run]]) -> list[Part]:
        left = max(0, self._target - self._chosen.words)
        parts = []
        budgets = shares(themes, left)
        carry = 0
        for theme, runs, budget in zip(themes, laid_out, budgets, strict=True):
            taken = fill(runs, self._chosen, budget + carry, slack=USUAL // 2)
            if not taken:
                short = [run for run in runs if run.words >= SHORTEST and self._chosen.fits(run)]
                if short:
                    taken = [max(short, key=lambda run: (run.score, -run.head.index))]
                    self._chosen.take(taken[0])
            carry = budget + carry - sum(run.words for run in taken)
            parts.append(Part(theme, taken))
        return [part for part in parts if part.runs]

    def _framed(self, parts: list[Part], lead: Run | None, ending: Run | None) -> list[Part]:
        if (
            lead
            and parts
            and parts[0].theme
            and len(parts) > 1
            and lead.head.section == parts[0].theme.lines[0].section
        ):
            parts[0].lead = lead
        elif lead:
            follows = parts and len(parts) > 1
            if follows:
                parts[0].lead = lead
            else:
                parts.insert(0, Part(None, lead=lead))
        if ending:
            if len(parts) > 1 or not lead:
                parts[-1:] = parts[-1:] or [Part(None)]
                parts[-1].ending = ending
            else:
                parts.append(Part(None, ending=ending))
        return parts

    def _settle(self, parts: list[Part], laid_out: list[list[Run]], themes: list[Theme]) -> None:
        """Adds, trims and drops runs until the words stand within a hundredth of what the EXPERT should say."""
        homes = {id(theme): part for part in parts if part.theme for theme in [part.theme]}
        spare = [
            (run, homes[id(theme)])
            for theme, runs in zip(themes, laid_out, strict=True)
            if id(theme) in homes
            for run in runs
        ]
        for _ in range(ROUNDS):
            short = self._target - sum(run.words for part in parts for run in part.spoken)
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
                pieces: list[Run | None] = list(trimmed(run, least=self._least))
                if run in part.runs and len(part.runs) > 1:
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

    def _overvoiced(self, parts: list[Part]) -> set[int]:
        """First-person readings beyond two in a segment, the least central first."""
        out: set[int] = set()
        for part in parts:
            voiced = [line for run in part.spoken for line in run.lines if line.voiced_by]
            out |= {line.index for line in sorted(voiced, key=lambda line: (-self.score(line), line.index))[VOICED:]}
        return out

    def _unexplained(self, parts: list[Part]) -> set[int]:
        """Lines with an acronym that the document expands, spoken before any line that does."""
        known: set[str] = set()
        early: set[int] = set()
        for part in parts:
            for run in part.spoken:
                for line in run.lines:
                    known |= line.expands
                    if (line.acronyms & self._expanders) - known:
                        early.add(line.index)
        return early


def _less(section: Section, gone: set[int]) -> Section:
    lines = without(section.lines, gone)
    return Section(
        section.index, section.source, section.heading, section.path, lines, section.summary, section.closing
    )
