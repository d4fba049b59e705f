"""The script of a podcast as its workflow knows it: outline, drafts, frozen segments and turns, and its review."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.jobs.notice import Notice
from domain.jobs.status import JobStatus
from domain.money import TokenUsage
from domain.podcast.given import GivenScript
from domain.podcast.pace import Pace, WrittenSegment
from domain.podcast.sources_state import SourcesState
from domain.podcast.steps import Step
from domain.script.turns import TurnPlan, TurnRecord


class ScriptState(SourcesState):
    """`outline` and `drafts` are artifacts, in order.

    `segment_words`: of the frozen segments, where it is known. `accepted`: shortcomings that a person went on with.
    `take`: how often the script was written before, and `rewrite` whether it is to be written again. `pace`: how long
    all of it takes, where the length is kept (PodcastSpec). `approved`: a person's review is over; `review_until`:
    when it is over without them.
    """

    outline: ArtifactRef | None = None
    segments_planned: int | None = None
    words_planned: int = 0
    words_possible: int | None = None  # that the sources can give, when fewer than asked for
    segment_words: list[int] = Field(default_factory=list)
    accepted: list[str] = Field(default_factory=list)
    take: int = 0
    rewrite: bool = False
    drafts: list[ArtifactRef] = Field(default_factory=list)
    all_frozen: bool = False
    pace: Pace = Field(default_factory=Pace)
    approved: bool = False
    review_until: datetime | None = None

    def script_given(self, given: GivenScript) -> None:
        """Nothing is read or written: the script is there."""
        self.corpus, self.language = given.corpus, given.language
        self.outline, self.title, self.drafts = given.outline, given.title, list(given.drafts)
        self.segments_planned, self.words_planned = len(given.drafts), given.words
        self.sources_read = self.sources
        self.step = Step.PARSING_TURNS

    def outline_written(
        self,
        outline: ArtifactRef,
        *,
        title: str,
        segments: int,
        words: int,
        tokens: TokenUsage,
        words_possible: int | None = None,
        plan: tuple[int, ...] = (),
    ) -> None:
        self.outline, self.title, self.pace.plan = outline, title, plan
        self.segments_planned, self.words_planned, self.words_possible = segments, words, words_possible
        self.money.wrote(tokens)
        self._changed()

    def segment_written(self, draft: ArtifactRef, tokens: TokenUsage, notices: tuple[Notice, ...] = ()) -> None:
        self.drafts.append(draft)
        self.money.wrote(tokens)
        self.warnings.extend(notices)
        if len(self.drafts) == self.segments_planned:
            self.step = Step.PARSING_TURNS
        self._changed()

    def draft_written(
        self, index: int, written: WrittenSegment, tokens: TokenUsage, notices: tuple[Notice, ...] = ()
    ) -> None:
        """Where the length is kept, drafts come in any order, and again when one was extended."""
        self.pace.written[index] = written
        self.money.wrote(tokens)
        self.warnings.extend(notices)
        if len(self.pace.written) == self.segments_planned:
            self.step = Step.GENERATING_AUDIO if self.segments else Step.PARSING_TURNS
        self._changed()

    def segment_frozen(
        self, segment: ArtifactRef, plans: tuple[TurnPlan, ...], words: int | None = None, *, silence: float = 0.0
    ) -> None:
        if self.pace.begun:
            self._drop_beginning()
        self.segments.append(segment)
        self.segment_words += [] if words is None else [words]
        self.pace.silence += silence
        known = {record.plan.index for record in self.turns}
        self.turns.extend(TurnRecord(plan=plan) for plan in plans if plan.index not in known)
        self.all_frozen = len(self.segments) == self.segments_planned
        if self.all_frozen or len(self.pace.written) == self.segments_planned:
            self.step = Step.GENERATING_AUDIO
        self._changed()

    def segment_begun(self, segment: ArtifactRef, plans: tuple[TurnPlan, ...]) -> None:
        """The first exchange of a segment is frozen, to be spoken before the rest is."""
        self.segments.append(segment)
        self.turns.extend(TurnRecord(plan=plan) for plan in plans)
        self.pace.begun = True
        self._changed()

    def _drop_beginning(self) -> None:
        """The segment comes whole, with the turns that it was begun with."""
        self.segments.pop()
        self.pace.begun = False

    @property
    def whole_segments(self) -> int:
        """Segments that are frozen, without one that is only begun."""
        return len(self.segments) - self.pace.begun

    def rewrite_wanted(self) -> None:
        """The script is to be written again: what is not spoken by now will not be."""
        self.rewrite = True
        self.skips = [record.plan.index for record in self.turns if not record.state.settled]

    def script_dropped(self) -> None:
        """The segments are to be written again, from the same outline."""
        self.drafts, self.segments, self.turns, self.skips, self.segment_words = [], [], [], [], []
        self.pace.dropped()
        self.all_frozen, self.rewrite, self.take = False, False, self.take + 1
        self.step = Step.GENERATING_SCRIPT
        self._changed()

    @property
    def speaking(self) -> set[str]:
        """The names of those who have turns."""
        return {record.plan.speaker for record in self.turns}

    # -- review ----------------------------------------------------------------------------------------------------

    @property
    def in_review(self) -> bool:
        return self.status is JobStatus.AWAITING_REVIEW

    def review_began(self, until: datetime | None) -> None:
        """Nothing more is done before a person approves. The run before this one may have begun it."""
        self.status = JobStatus.AWAITING_REVIEW
        self.review_until = self.review_until or until
        self._changed()

    def script_approved(self) -> None:
        self.approved, self.status = True, JobStatus.GENERATING
        self._changed()

    def script_edited(
        self,
        outline: ArtifactRef,
        *,
        title: str,
        segments: Sequence[ArtifactRef],
        plans: Sequence[Sequence[TurnPlan]],
        words: Sequence[int],
        silence: float,
    ) -> None:
        """All frozen segments give way to those that were frozen from a person's edit."""
        self.outline, self.title = outline, title
        self.segments, self.segment_words = list(segments), list(words)
        self.pace.silence = silence
        self.turns = [TurnRecord(plan=plan) for of_segment in plans for plan in of_segment]
        self._changed()
