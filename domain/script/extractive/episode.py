"""One episode from one brief: a pure function, deterministic in its argument."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.retrieve.words import USABLE_WORDS
from domain.script.extractive.capitals import Capitals
from domain.script.extractive.conversation import Conversation, Names
from domain.script.extractive.frame import closings, opening_length
from domain.script.extractive.headings import title_of
from domain.script.extractive.lexicon import word_count
from domain.script.extractive.lines import Reader
from domain.script.extractive.material import Leaning, Section
from domain.script.extractive.plan import Planner
from domain.script.extractive.ranking import Ranking
from domain.script.extractive.selection import NEVER_OVER, run_of, without
from domain.script.extractive.settling import Part
from domain.script.model import Brief, Outline, PlannedSegment, SegmentDraft
from domain.tts.speaker import Role

SHORT_WORDS = 120
"""Usable words below which it is one short exchange."""
NEAR_ENOUGH = 0.97
"""Of the budget; shorter episodes come with a warning, when it was the source that had no more to give."""
EXHAUSTED = 1.0
"""Usable words per budgeted word: the EXPERT says four fifths of a budget, and some sentences repeat others."""
CLOSE, MOST_HOST, ATTEMPTS = 0.015, 0.25, 6
"""An episode this near to its budget, with no more than this share for the HOST, is taken; else it is planned again."""


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
    if usable < USABLE_WORDS:
        raise PermanentFault(
            "no_usable_text",
            f"Only {usable} words of the source can be spoken as they stand.",
            advice="Give a source with running text: lists, tables, code and references are not read aloud.",
        )
    return _Composition(brief, sections, reader.capitals).episode(usable)


class _Composition:
    def __init__(self, brief: Brief, sections: list[Section], capitals: Capitals) -> None:
        self._brief, self._sections, self._capitals = brief, sections, capitals
        used = {section.source for section in sections}
        self._sources = [source for source in brief.corpus.sources if source.index in used]
        self._names = Names(
            host=next((part.name for part in brief.parts if part.role is Role.HOST), brief.parts[0].name),
            expert=next((part.name for part in brief.parts if part.role is Role.EXPERT), brief.parts[-1].name),
        )

    def episode(self, usable: int) -> Episode:
        short = usable < SHORT_WORDS and self._brief.words >= usable
        drafts = self._drafted(self._exchange(usable)) if short else self._fitted()
        words = _words(drafts)
        if words < NEAR_ENOUGH * self._brief.words and usable < EXHAUSTED * self._brief.words:
            drafts[-1] = drafts[-1].model_copy(update={"warnings": (self._too_short(words),)})
        title = self._brief.title or title_of(self._sources[0].title, longest=30) or "Untitled"
        return Episode(Outline(title=title, segments=tuple(_planned(draft) for draft in drafts)), tuple(drafts))

    def _fitted(self) -> list[SegmentDraft]:
        """Plans for what the EXPERT should say, and again for the difference that came out, until it fits."""
        wanted = self._brief.words
        everything = [line for section in self._sections for line in section.lines]
        ranking = Ranking(everything, titles=[source.title for source in self._sources], topic=self._brief.topic)
        planner = Planner(self._brief, self._sections, ranking)
        frame = opening_length(wanted) + min(word_count(text) for text in closings(self._sources))
        target = planner.answers(wanted, frame=frame)
        best: list[SegmentDraft] = []
        least = float("inf")
        for _ in range(ATTEMPTS):
            drafts = self._drafted(planner.plan(target))
            off = wanted - _words(drafts)
            crowded = max(0, round(_words(drafts, self._names.host) - MOST_HOST * _words(drafts)))
            if abs(off) + 5 * crowded < least:
                best, least = drafts, abs(off) + 5 * crowded
            if (abs(off) <= CLOSE * wanted and not crowded) or (best is not drafts and not planner.spare):
                break
            target += off + 2 * crowded
        return best

    def _exchange(self, usable: int) -> list[Part]:
        """All there is, in two halves."""
        lines = [line for section in self._sections for line in section.lines]
        half, words = 0, 0
        while half < len(lines) - 1 and (words < usable / 2 or lines[half].leaning is Leaning.HARD):
            if words + lines[half].words > NEVER_OVER:
                break
            words += lines[half].words
            half += 1
        rest = without(lines[half:], set())
        return [Part(None, runs=[run_of(some, lambda line: 0.0) for some in (lines[:half], rest) if some])]

    def _drafted(self, parts: list[Part]) -> list[SegmentDraft]:
        headings = {section.index: section.heading for section in self._sections}
        words = self._brief.words
        talk = Conversation(self._sources, self._capitals, self._names, words=words, headings=headings)
        return talk.drafts(parts)

    def _too_short(self, words: int) -> Notice:
        asked = f"{self._brief.words} of {self._brief.minutes:g} minutes"
        minutes = self._brief.minutes * words / self._brief.words
        return Notice(
            code="source_too_short",
            message=f"The source gives {words} words to say, not the {asked}; the episode is {minutes:.1f} minutes.",
        )


def _words(drafts: Iterable[SegmentDraft], speaker: str | None = None) -> int:
    turns = (turn for draft in drafts for turn in draft.turns)
    return sum(word_count(turn.text) for turn in turns if speaker in (None, turn.speaker))


def _planned(draft: SegmentDraft) -> PlannedSegment:
    passages = dict.fromkeys(citation.passage for turn in draft.turns for citation in turn.citations)
    return PlannedSegment(title=draft.title, words=_words([draft]), passages=tuple(passages))
