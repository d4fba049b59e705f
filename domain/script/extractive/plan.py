"""Which runs are spoken in which segment: the skeleton of an episode, before the HOST says a word."""

from collections.abc import Sequence

from domain.script.budget import HOST_SHARE, segment_count
from domain.script.extractive.material import Line, Run, Section
from domain.script.extractive.ranking import Ranking, Vector
from domain.script.extractive.segments import Theme, shares, themes_of
from domain.script.extractive.selection import (
    SHORTEST,
    USUAL,
    VOICED,
    Chosen,
    fill,
    laid,
    run_of,
    without,
)
from domain.script.extractive.settling import Part, Settler
from domain.script.model import Brief

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
        self._doors: set[int] = set()
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
        self._chosen, self._doors = Chosen(self._ranking), set()
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
        parts = self._filled(themes, laid_out, lead)
        parts = self._framed(parts, lead, ending)
        settler = Settler(self._chosen, least=self._least, tolerance=self._tolerance, doors=self._doors)
        settler.settle(parts, laid_out, themes, target=self._target)
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

    def _filled(self, themes: list[Theme], laid_out: list[list[Run]], lead: Run | None) -> list[Part]:
        left = max(0, self._target - self._chosen.words)
        parts = []
        budgets = shares(themes, left)
        carry = 0
        for theme, runs, budget in zip(themes, laid_out, budgets, strict=True):
            door = self._door(theme, runs, lead)
            taken = fill(runs, self._chosen, budget + carry, slack=USUAL // 2, door=door)
            if not taken:
                short = [run for run in runs if run.words >= SHORTEST and self._chosen.fits(run)]
                if short:
                    taken = [max(short, key=lambda run: (run.score, -run.head.index))]
                    self._chosen.take(taken[0])
            carry = budget + carry - sum(run.words for run in taken)
            parts.append(Part(theme, taken))
        return [part for part in parts if part.runs]

    def _door(self, theme: Theme, runs: list[Run], lead: Run | None) -> Run | None:
        """The run that opens the section a segment is named after; it is kept whatever else goes."""
        entered = lead is not None and lead.head.section == theme.lines[0].section
        if entered or not theme.heading or not runs or runs[0].words < SHORTEST:
            return None
        self._doors.add(runs[0].head.index)
        return runs[0]

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
            home = self._by_index[ending.head.section]
            parts[-1].takeaway = home.closing or home.summary
        return parts

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
