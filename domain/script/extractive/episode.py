"""One episode from one brief: a pure function, deterministic in its argument."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import PermanentFault
from domain.retrieve.source import SourceSummary
from domain.script.extractive.blocks import bare_heading
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.dialogue import Host
from domain.script.extractive.frame import closing, kind_of, opening
from domain.script.extractive.functions import Asked, functions_of
from domain.script.extractive.headings import Phrase, phrase_of, title_of
from domain.script.extractive.lexicon import word_count
from domain.script.extractive.lines import Reader
from domain.script.extractive.material import Line, Run, Section
from domain.script.extractive.phrases import Function
from domain.script.extractive.plan import Part, Planner
from domain.script.extractive.ranking import Ranking
from domain.script.extractive.selection import leads_on, run_of, said
from domain.script.model import Brief, Citation, DraftTurn, Notice, Outline, PlannedSegment, Role, SegmentDraft

FEWEST_WORDS, SHORT_WORDS = 25, 120
"""Usable words below which nothing is made, and below which it is one short exchange."""
NEAR_ENOUGH = 0.97
"""Of the budget; shorter episodes come with a warning."""


@dataclass(frozen=True, slots=True)
class Episode:
    outline: Outline
    drafts: tuple[SegmentDraft, ...]


def written(brief: Brief) -> Episode:
    """Raises PermanentFault: `language_not_supported`, `no_usable_text`."""
    if brief.language.split("-")[0].lower() != "en":
        raise PermanentFault(
            "language_not_supported",
            f"The local writer writes English only, and this text is in `{brief.language}`.",
            advice="Choose a language model as the writer (llm: openai), which writes other languages.",
        )
    reader = Reader(brief.corpus)
    sections = reader.read()
    usable = sum(section.words for section in sections)
    if usable < FEWEST_WORDS:
        raise PermanentFault(
            "no_usable_text",
            f"Only {usable} words of the source can be spoken as they stand.",
            advice="Give a source with running text: lists, tables, code and references are not read aloud.",
        )
    return _Composition(brief, sections, reader.capitals, usable).episode()


class _Composition:
    def __init__(self, brief: Brief, sections: list[Section], capitals: Capitals, usable: int) -> None:
        self._brief, self._sections, self._capitals, self._usable = brief, sections, capitals, usable
        self._sources: dict[int, SourceSummary] = {source.index: source for source in brief.corpus.sources}
        used = dict.fromkeys(section.source for section in sections)
        self._used = [self._sources[index] for index in used]
        self._host_name = next((part.name for part in brief.parts if part.role is Role.HOST), brief.parts[0].name)
        self._expert_name = next((part.name for part in brief.parts if part.role is Role.EXPERT), brief.parts[-1].name)
        self._host = Host(kind_of(self._used[0]))
        self._left = 0.0  # words the HOST may still say
        self._turns_left = 1
        self._before: Line | None = None

    def episode(self) -> Episode:
        parts = self._parts()
        phrases = [self._phrase(part) for part in parts]
        spoken = self._answers(parts)
        expert = sum(word_count(text) for text in spoken)
        total = self._brief.words if expert >= 0.72 * self._brief.words else round(expert / 0.81)
        self._left = min(max(total - expert, 0.18 * expert), 0.32 * expert)
        self._turns_left = sum(len(part.spoken) for part in parts) + 1
        drafts = [self._segment(at, part, phrases, last=at == len(parts) - 1) for at, part in enumerate(parts)]
        words = sum(word_count(turn.text) for draft in drafts for turn in draft.turns)
        if words < NEAR_ENOUGH * self._brief.words:
            drafts[-1] = drafts[-1].model_copy(update={"warnings": (self._too_short(words),)})
        title = self._brief.title or title_of(self._used[0].title, longest=30) or "Untitled"
        return Episode(Outline(title=title, segments=tuple(self._planned(draft) for draft in drafts)), tuple(drafts))

    def _parts(self) -> list[Part]:
        everything = [line for section in self._sections for line in section.lines]
        ranking = Ranking(everything, titles=[source.title for source in self._used], topic=self._brief.topic)
        if self._usable < SHORT_WORDS and self._brief.words >= self._usable:
            half, words = 0, 0
            while half < len(everything) - 1 and (words < self._usable / 2 or everything[half].leaning == "hard"):
                words += everything[half].words
                half += 1
            runs = [run_of(lines, lambda line: 0.0) for lines in (everything[:half], everything[half:]) if lines]
            return [Part(None, runs=runs)]
        return Planner(self._brief, self._sections, ranking).plan()

    def _phrase(self, part: Part) -> Phrase | None:
        heading = part.theme.heading if part.theme else ""
        return phrase_of(heading, self._capitals) if heading else None

    def _answers(self, parts: list[Part]) -> list[str]:
        out: list[str] = []
        before: Line | None = None
        for part in parts:
            for run in part.spoken:
                out.append(said(run.lines, before))
                before = run.lines[-1]
        return out

    def _segment(self, index: int, part: Part, phrases: list[Phrase | None], *, last: bool) -> SegmentDraft:
        turns: list[DraftTurn] = []
        for run in part.spoken:
            answer = said(run.lines, self._before)
            question = self._question(index, part, run, answer, phrases=phrases)
            self._spend(question)
            turns += [DraftTurn(speaker=self._host_name, text=question), self._answer(run, answer)]
            self._before = run.lines[-1]
        short = part.theme is None and len(part.runs) > 0
        if last and not short:
            turns.append(DraftTurn(speaker=self._host_name, text=closing(self._used, length=self._left)))
        return SegmentDraft(index=index, title=self._title(index, part), turns=tuple(turns))

    def _question(self, index: int, part: Part, run: Run, answer: str, *, phrases: list[Phrase | None]) -> str:
        wish = self._left / self._turns_left
        if self._before is None:
            return opening(self._used, phrases, length=max(min(25.0, self._left * 0.4), wish))
        if run is part.ending:
            return self._host.ask([Asked(Function.ENDING)], answer, length=wish, firm=True).text
        adjacent = self._before is not None and leads_on(self._before, run.head)
        asked = list(functions_of(run, answer, self._capitals, adjacent=adjacent))
        first = bool(part.runs) and run is part.runs[0]
        if part.theme and first and not adjacent and not self._in_lead(part, run):
            asked = [self._turning(index, part, phrases[index]), *asked]
            return self._host.ask(asked, answer, length=wish, firm=True).text
        return self._host.ask(asked, answer, length=wish).text

    def _in_lead(self, part: Part, run: Run) -> bool:
        """The lead came from the section that goes on: no need to turn to it."""
        return part.lead is not None and part.lead.head.section == run.head.section

    def _turning(self, index: int, part: Part, phrase: Phrase | None) -> Asked:
        assert part.theme is not None
        source = self._sources[part.theme.source]
        before = self._before.source if self._before else source.index
        if before != source.index and (title := title_of(source.title)):
            return Asked(Function.SOURCE, {"title": title})
        if phrase is None:
            return Asked(Function.TURN_PLAIN)
        return Asked(Function.TURN if phrase.noun else Function.HEADED, {"p": phrase.text})

    def _spend(self, text: str) -> None:
        self._left -= word_count(text)
        self._turns_left = max(1, self._turns_left - 1)

    def _answer(self, run: Run, text: str) -> DraftTurn:
        citations = tuple(
            Citation(passage=span.passage, start=span.start, end=span.end) for line in run.lines for span in line.spans
        )
        return DraftTurn(speaker=self._expert_name, text=text, citations=citations)

    def _title(self, index: int, part: Part) -> str:
        heading = bare_heading(part.theme.heading) if part.theme else ""
        return heading or ("Opening" if index == 0 else f"Part {index + 1}")

    def _planned(self, draft: SegmentDraft) -> PlannedSegment:
        passages: Iterable[str] = dict.fromkeys(citation.passage for turn in draft.turns for citation in turn.citations)
        return PlannedSegment(
            title=draft.title, words=sum(word_count(turn.text) for turn in draft.turns), passages=tuple(passages)
        )

    def _too_short(self, words: int) -> Notice:
        minutes = self._brief.minutes * words / self._brief.words
        return Notice(
            code="source_too_short",
            message=f"The source gives {words} words to say, not the {self._brief.words} of {self._brief.minutes:g} "
            f"minutes; the episode is about {minutes:.1f} minutes long.",
        )
