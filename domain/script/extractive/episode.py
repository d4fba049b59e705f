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
from domain.script.extractive.choosing.stretches import StretchPlanner
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.language.topics import Topics
from domain.script.extractive.language.words import word_count
from domain.script.extractive.pace import Pace, word_length
from domain.script.extractive.reading.manner import is_personal
from domain.script.extractive.reading.reader import Reader
from domain.script.extractive.reading.sections import Section
from domain.script.extractive.talking.conversation import Conversation, SpeakerNames
from domain.script.extractive.talking.narration import UNHEARD, told_by_one
from domain.script.extractive.talking.opening_and_closing import closings, opening_length
from domain.script.extractive.talking.source_names import title_of, with_names_as_titles
from domain.script.model import Brief, Outline, PlannedSegment, SegmentDraft
from domain.script.shortening import meant
from domain.script.style import Style
from domain.tts.speaker import Role

ENOUGH, FULL_YIELD, GENTLER_GAIN = 1.3, 0.6, 1.3
"""A source gives enough with so many words per word of the episode, or with this share of its own; else it is looked at
again with gentler rules, which have to give so much more to be taken."""
EXPERT_SHARE = 0.8
"""Of all words: those that are the document's, whose length differs from document to document."""
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
    """`too_short`: the warning when the source has no more to say than this; `words`, of usual length, say how much."""

    outline: Outline
    drafts: tuple[SegmentDraft, ...]
    words: int
    too_short: Notice | None = None


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
    reading = _read(brief)
    if reading.words < USABLE_WORDS:
        raise PermanentFault(
            "no_usable_text",
            f"Only {reading.words} words of the source can be spoken as they stand.",
            advice="Give a source with running text: lists, tables, code and references are not read aloud.",
        )
    return _Composition(brief, reading).episode()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one way of reading gives. `read_out`: the sources that are read as they stand."""

    sections: list[Section]
    capitals: Capitals
    read_out: frozenset[int]

    @property
    def words(self) -> int:
        return sum(section.words for section in self.sections)


def _read(brief: Brief) -> _Reading:
    """The first way of reading that gives enough: by strict rules, then by gentler ones, then as the text stands. An
    essay in the first person is read as it stands at once, unless there is enough to choose from without its "I"."""
    enough, gain = ENOUGH * brief.words, 1.0
    ways = [(False, False), (True, True)]
    if brief.style is Style.BRIEF or not is_personal([passage.text for passage in brief.corpus.passages]):
        enough = min(enough, FULL_YIELD * sum(source.words for source in brief.corpus.sources))
        gain = GENTLER_GAIN
        ways.insert(1, (True, False))
    found: list[_Reading] = []
    for gentle, read_out in ways:
        reader = Reader(brief.corpus, gentle=gentle, read_out=read_out)
        reading = _Reading(reader.read(), reader.capitals, frozenset(reader.read_out))
        if reading.words >= enough:
            return reading
        found.append(reading)
        if gentle and reading.words >= SHORT_WORDS:
            break
    return max(found, key=lambda one: (one.words > gain * found[0].words, -found.index(one)))


class _Composition:
    """What is written from the sections of one brief."""

    def __init__(self, brief: Brief, reading: _Reading) -> None:
        sections, capitals = reading.sections, reading.capitals
        self._asked, self._sections, self._capitals, self._reading = brief, sections, capitals, reading
        self._sentences = [sentence for section in sections for sentence in section.sentences]
        self._topics = Topics((sentence.text for sentence in self._sentences), capitals)
        used = {section.source for section in sections}
        sources = [source for source in brief.corpus.sources if source.index in used]
        self._sources = with_names_as_titles(sources, brief.corpus)
        self._pace = Pace(brief)
        length = word_length((one.text for one in self._sentences), words=reading.words)
        self._brief = brief.model_copy(update={"words": round(brief.words / (1 + EXPERT_SHARE * (length - 1)))})
        self._reads_out = len(used) == 1 and used <= reading.read_out
        self._alone = len(brief.parts) == 1
        self._names = SpeakerNames(
            host=UNHEARD
            if self._alone
            else next((part.name for part in brief.parts if part.role is Role.HOST), brief.parts[0].name),
            expert=next((part.name for part in brief.parts if part.role is Role.EXPERT), brief.parts[-1].name),
        )

    def episode(self) -> Episode:
        usable = self._reading.words
        short = usable < SHORT_WORDS and self._brief.words >= usable
        drafts = self._drafts(self._exchange(usable)) if short else self._fitted()
        words = self._usual_words(drafts)
        # The expert says four fifths of a budget, and some sentences repeat others: less than all of it is too little.
        is_short = words < NEAR_ENOUGH * self._asked.words and usable < self._brief.words
        title = self._asked.title or title_of(self._sources[0].title, longest=30) or "Untitled"
        return Episode(
            Outline(title=title, segments=tuple(self._planned(draft) for draft in drafts)),
            tuple(drafts),
            words,
            self._too_short(words) if is_short else None,
        )

    def _fitted(self) -> list[SegmentDraft]:
        """Plans for what the expert should say, and again for the difference that came out, until the length fits."""
        wanted, words = self._pace.wanted, self._brief.words
        titles = [source.title for source in self._sources]
        ranking = Ranking(self._sentences, titles=titles, topic=self._brief.topic)
        planner: Planner | StretchPlanner = Planner(
            self._brief, self._sections, ranking, capitals=self._capitals, topics=self._topics
        )
        if self._reads_out:
            planner = StretchPlanner(self._sections, ranking, minutes=self._brief.minutes)
        fixed = opening_length(words) + min(word_count(text) for text in closings(self._sources))
        target = expert_words(words, fixed=fixed)
        best: list[SegmentDraft] = []
        longer: list[SegmentDraft] = []
        least = float("inf")
        too_few, too_many = 0, 2 * target  # targets between which the right one lies, as far as is known
        for _ in range(MOST_ATTEMPTS):
            drafts = self._drafts(planner.plan(target))
            words = _words(drafts)
            off = round((wanted - self._pace.seconds(drafts)) * words / self._pace.seconds(drafts))
            crowded = max(0, round(_words(drafts, self._names.host) - MOST_HOST * _words(drafts)))
            misfit = abs(off) + CROWDING_WEIGHT * crowded
            if misfit < least:
                best, least = drafts, misfit
            if (abs(off) <= CLOSE * words and not crowded) or (best is not drafts and not planner.has_more):
                break
            if off > 0:
                too_few = max(too_few, target)
            else:
                too_many, longer = min(too_many, target), drafts
            target += off + 2 * crowded
            if not too_few < target < too_many:
                target = (too_few + too_many) // 2
        return self._pace.nearer(best, self._pace.cut(longer)) if self._alone else best

    def _exchange(self, usable: int) -> list[SegmentPlan]:
        """All there is, in two halves."""
        sentences = without(self._sentences, {one.index for one in self._sentences if one.needs_question})
        half, words = 0, 0
        while half < len(sentences) - 1 and (words < usable / 2 or sentences[half].dependence is Dependence.REFERENCE):
            if words + sentences[half].words > NEVER_OVER:
                break
            words += sentences[half].words
            half += 1
        halves = (sentences[:half], without(sentences[half:], set()))
        return [SegmentPlan(None, [excerpt_of(some, lambda _: 0.0) for some in halves if some])]

    def _drafts(self, plans: Sequence[SegmentPlan]) -> list[SegmentDraft]:
        conversation = Conversation(
            self._sources,
            self._capitals,
            self._names,
            words=self._brief.words,
            paths={section.index: section.path for section in self._sections},
            topics=self._topics,
            reads_out=self._reads_out,
            terse=self._brief.style is Style.BRIEF,
        )
        drafts = conversation.drafts(plans)
        return told_by_one(drafts, narrator=self._names.expert) if self._alone else drafts

    def _usual_words(self, drafts: Sequence[SegmentDraft]) -> int:
        """What the drafts take, in words of the length that budgets count with."""
        return round(self._asked.words * self._pace.seconds(drafts) / self._pace.wanted)

    def _planned(self, draft: SegmentDraft) -> PlannedSegment:
        passages = dict.fromkeys(citation.passage for turn in meant(draft) for citation in turn.citations)
        return PlannedSegment(title=draft.title, words=self._usual_words([draft]), passages=tuple(passages))

    def _too_short(self, words: int) -> Notice:
        asked = f"{self._asked.words} of {self._asked.minutes:g} minutes"
        minutes = self._asked.minutes * words / self._asked.words
        return Notice(
            code="source_too_short",
            message=f"The source gives {words} words to say, not the {asked}; the episode is {minutes:.1f} minutes.",
        )


def _words(drafts: Iterable[SegmentDraft], speaker: str | None = None) -> int:
    turns = (turn for draft in drafts for turn in meant(draft))
    return sum(word_count(turn.text) for turn in turns if speaker in (None, turn.speaker))
