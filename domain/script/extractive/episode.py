"""One episode from one brief: a pure function, deterministic in its argument."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.retrieve.words import USABLE_WORDS
from domain.script.extractive.choosing.excerpts import NEVER_OVER, excerpt_of, without
from domain.script.extractive.choosing.planner import Planner, expert_words
from domain.script.extractive.choosing.ranking import Ranking
from domain.script.extractive.choosing.segment_plan import SegmentPlan
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.language.words import word_count
from domain.script.extractive.reading.reader import Reader
from domain.script.extractive.reading.sections import Section
from domain.script.extractive.talking.conversation import Conversation, SpeakerNames
from domain.script.extractive.talking.opening_and_closing import closings, opening_length
from domain.script.extractive.talking.source_names import title_of
from domain.script.model import Brief, Outline, PlannedSegment, SegmentDraft
from domain.tts.speaker import Role

SHORT_WORDS = 120
"""Usable words under which an episode is one short exchange (docs/local-writer.md, rule 16)."""
NEAR_ENOUGH = 0.97
"""Of the budget; shorter episodes come with a warning, when it was the source that had no more to give."""
CLOSE, MOST_HOST, MOST_ATTEMPTS = 0.015, 0.25, 6
"""An episode this near to its budget, with no more than this share for the host, is taken; else it is planned again."""
CROWDING_WEIGHT = 5
"""A word of the host beyond its share counts as much as so many words that the length is off."""


@dataclass(frozen=True, slots=True)
class Episode:
    """`too_short`: the warning when the source has no more to say than this."""

    outline: Outline
    drafts: tuple[SegmentDraft, ...]
    too_short: Notice | None = None

    @property
    def words(self) -> int:
        return _words(self.drafts)


def write_episode(brief: Brief) -> Episode:
    """Reads, chooses and writes.

    Raises:
        PermanentFault: `language_not_supported` or `no_usable_text`.
    """
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
    """What is written from the sections of one brief."""

    def __init__(self, brief: Brief, sections: Sequence[Section], capitals: Capitals) -> None:
        self._brief, self._sections, self._capitals = brief, sections, capitals
        self._sentences = [sentence for section in sections for sentence in section.sentences]
        used = {section.source for section in sections}
        self._sources = [source for source in brief.corpus.sources if source.index in used]
        self._names = SpeakerNames(
            host=next((part.name for part in brief.parts if part.role is Role.HOST), brief.parts[0].name),
            expert=next((part.name for part in brief.parts if part.role is Role.EXPERT), brief.parts[-1].name),
        )

    def episode(self, usable: int) -> Episode:
        """The episode from `usable` words."""
        short = usable < SHORT_WORDS and self._brief.words >= usable
        drafts = self._drafts(self._exchange(usable)) if short else self._fitted()
        words = _words(drafts)
        # The expert says four fifths of a budget, and some sentences repeat others: less than all of it is too little.
        is_short = words < NEAR_ENOUGH * self._brief.words and usable < self._brief.words
        title = self._brief.title or title_of(self._sources[0].title, longest=30) or "Untitled"
        return Episode(
            Outline(title=title, segments=tuple(map(_planned, drafts))),
            tuple(drafts),
            self._too_short(words) if is_short else None,
        )

    def _fitted(self) -> list[SegmentDraft]:
        """Plans for what the expert should say, and again for the difference that came out, until the length fits."""
        wanted = self._brief.words
        titles = [source.title for source in self._sources]
        planner = Planner(self._brief, self._sections, Ranking(self._sentences, titles=titles, topic=self._brief.topic))
        fixed = opening_length(wanted) + min(word_count(text) for text in closings(self._sources))
        target = expert_words(wanted, fixed=fixed)
        best: list[SegmentDraft] = []
        least = float("inf")
        for _ in range(MOST_ATTEMPTS):
            drafts = self._drafts(planner.plan(target))
            off = wanted - _words(drafts)
            crowded = max(0, round(_words(drafts, self._names.host) - MOST_HOST * _words(drafts)))
            misfit = abs(off) + CROWDING_WEIGHT * crowded
            if misfit < least:
                best, least = drafts, misfit
            if (abs(off) <= CLOSE * wanted and not crowded) or (best is not drafts and not planner.has_more):
                break
            target += off + 2 * crowded
        return best

    def _exchange(self, usable: int) -> list[SegmentPlan]:
        """All there is, in two halves."""
        sentences = self._sentences
        half, words = 0, 0
        while half < len(sentences) - 1 and (words < usable / 2 or sentences[half].dependence is Dependence.REFERENCE):
            if words + sentences[half].words > NEVER_OVER:
                break
            words += sentences[half].words
            half += 1
        halves = (sentences[:half], without(sentences[half:], set()))
        return [SegmentPlan(None, [excerpt_of(some, lambda _: 0.0) for some in halves if some])]

    def _drafts(self, plans: Sequence[SegmentPlan]) -> list[SegmentDraft]:
        headings = {section.index: section.heading for section in self._sections}
        words = self._brief.words
        conversation = Conversation(self._sources, self._capitals, self._names, words=words, headings=headings)
        return conversation.drafts(plans)

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
