"""What a podcast's workflow knows, in one serialisable object. Transitions touch nothing else; times are arguments."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail
from domain.jobs.notice import Notice
from domain.jobs.progress import SHOWN, Attention, JobError, Progress, StepDetails, Waiting
from domain.jobs.spending import Spending
from domain.jobs.status import JobStatus
from domain.money import NOTHING, Bill, TokenUsage
from domain.podcast.steps import SPAN, Step
from domain.value import Value

WORDS_PER_TURN = 33
"""Mean of host (4-25 words) and expert (25-70 words) turns; only for estimates before turns are frozen."""


class TurnState(StrEnum):
    """One letter each: `Progress.turn_states` is a string of them."""

    WAITING = "w"
    SPEAKING = "s"
    DONE = "d"
    REUSED = "r"
    ATTENTION = "a"
    SKIPPED = "k"

    @property
    def settled(self) -> bool:
        return self in (TurnState.DONE, TurnState.REUSED, TurnState.SKIPPED)


class TurnPlan(Value):
    """A frozen turn as the workflow sees it: enough to schedule it and to show it. `label`: its first words."""

    index: int
    id: str
    segment: int
    position: int  # within its segment's artifact
    speaker: str
    vendor: str
    key: str
    characters: int
    label: str


class TurnRecord(BaseModel):
    plan: TurnPlan
    state: TurnState = TurnState.WAITING


class PodcastState(BaseModel):
    """Changed only by the methods below; each leaves `rev` one higher."""

    attempt: int = 1
    rev: int = 0
    status: JobStatus = JobStatus.QUEUED
    step: Step = Step.RETRIEVING_CONTENT
    percentage: int = 0
    title: str | None = None
    sources: int = 1
    sources_read: int = 0
    segments_planned: int | None = None
    segments_written: int = 0
    words_planned: int = 0
    segments: list[ArtifactRef] = Field(default_factory=list)
    turns: list[TurnRecord] = Field(default_factory=list)
    all_frozen: bool = False
    speech_began: datetime | None = None
    waiting: dict[str, Waiting] = Field(default_factory=dict)
    attention: dict[str, Attention] = Field(default_factory=dict)
    warnings: list[Notice] = Field(default_factory=list)
    error: JobError | None = None
    money: Spending = Field(default_factory=Spending)
    minutes: float = 0.0

    # -- retrieve and script ---------------------------------------------------------------------------------------

    def began(self) -> None:
        self.status = JobStatus.GENERATING
        self._changed()

    def source_read(self, notices: tuple[Notice, ...] = ()) -> None:
        self.sources_read += 1
        self.warnings.extend(notices)
        self._changed()

    def passages_chosen(self, title: str, notices: tuple[Notice, ...] = ()) -> None:
        self.title = self.title or title
        self.step = Step.GENERATING_SCRIPT
        self.warnings.extend(notices)
        self._changed()

    def outline_written(self, *, title: str, segments: int, words: int, tokens: TokenUsage) -> None:
        self.title = title
        self.segments_planned, self.words_planned = segments, words
        self.money.wrote(tokens)
        self._changed()

    def segment_written(self, tokens: TokenUsage, notices: tuple[Notice, ...] = ()) -> None:
        self.segments_written += 1
        self.money.wrote(tokens)
        self.warnings.extend(notices)
        if self.segments_written == self.segments_planned:
            self.step = Step.PARSING_TURNS
        self._changed()

    def segment_frozen(self, segment: ArtifactRef, plans: tuple[TurnPlan, ...]) -> None:
        self.segments.append(segment)
        self.turns.extend(TurnRecord(plan=plan) for plan in plans)
        if len(self.segments) == self.segments_planned:
            self.all_frozen = True
            self.step = Step.GENERATING_AUDIO
        self._changed()

    def segment_amended(self, index: int, segment: ArtifactRef, plans: tuple[TurnPlan, ...]) -> None:
        """A segment's open turns were frozen anew; turns already spoken keep their plans."""
        self.segments[index] = segment
        for plan in plans:
            record = self.turn(plan.index)
            if not record.state.settled:
                record.plan = plan
        self._changed()

    # -- tts -------------------------------------------------------------------------------------------------------

    def turn(self, index: int) -> TurnRecord:
        return self.turns[index - 1]

    def turn_speaking(self, index: int, now: datetime) -> None:
        self.turn(index).state = TurnState.SPEAKING
        self.speech_began = self.speech_began or now
        self._changed()

    def turn_spoken(self, index: int, *, reused: bool, characters: int, repeated: int, cost_usd: float) -> None:
        record = self.turn(index)
        record.state = TurnState.REUSED if reused else TurnState.DONE
        self.money.spoke(reused=reused, characters=characters, repeated=repeated, cost_usd=cost_usd)
        self._changed()

    def billed(self, bill: Bill, *, usd_per_1000_characters: float = 0.0) -> None:
        """Money that left nothing behind."""
        if bill != NOTHING:
            self.money.failed(bill, usd_per_1000_characters=usd_per_1000_characters)
            self._changed()

    def turn_waiting(self, index: int) -> None:
        self.turn(index).state = TurnState.WAITING
        self._changed()

    def turn_skipped(self, index: int) -> None:
        self.turn(index).state = TurnState.SKIPPED
        self._changed()

    # -- attention, waiting ----------------------------------------------------------------------------------------

    def parked(self, item: str, fault: FaultDetail, *, turn: int | None = None) -> None:
        """An item needs a person. Its siblings go on."""
        speaker, text = None, fault.text
        if turn is not None:
            record = self.turn(turn)
            record.state = TurnState.ATTENTION
            speaker, text = record.plan.speaker, fault.text or record.plan.label
        self.attention[item] = Attention(
            id=item,
            code=fault.code,
            turn=turn,
            speaker=speaker,
            provider=fault.provider,
            text=text,
            message=fault.message,
            advice=fault.advice,
        )
        self.status = JobStatus.NEEDS_ATTENTION
        self._changed()

    def taken_up(self, item: str, *, turn: int | None = None) -> None:
        """A parked item is tried again."""
        self.attention.pop(item, None)
        if turn is not None and self.turn(turn).state is TurnState.ATTENTION:
            self.turn(turn).state = TurnState.WAITING
        if not self.attention:
            self.status = JobStatus.GENERATING
        self._changed()

    def resource_closed(self, resource: str, reason: str, now: datetime, *, advice: str = "") -> None:
        since = self.waiting[resource].since if resource in self.waiting else now
        self.waiting[resource] = Waiting(resource=resource, reason=reason, since=since, advice=advice)
        self._changed()

    def resource_opened(self, resource: str) -> None:
        if self.waiting.pop(resource, None) is not None:
            self._changed()

    # -- combine, store, the end -----------------------------------------------------------------------------------

    def combining(self) -> None:
        self.step = Step.COMBINING_AUDIO
        self._changed()

    def storing(self) -> None:
        self.step = Step.STORING_AUDIO
        self._changed()

    def warned(self, notices: tuple[Notice, ...]) -> None:
        self.warnings.extend(notices)

    def completed(self) -> None:
        self.status = JobStatus.COMPLETED
        self.waiting.clear()
        self.percentage = 100
        self._changed()

    def failed(self, fault: FaultDetail) -> None:
        self.status = JobStatus.FAILED
        self.waiting.clear()
        self.attention.clear()
        self.error = JobError(code=fault.code, message=fault.message, step=self.step, advice=fault.advice)
        self._changed()

    def cancelled(self) -> None:
        self.status = JobStatus.CANCELLED
        self.waiting.clear()
        self.attention.clear()
        self._changed()

    # -- what the outside sees -------------------------------------------------------------------------------------

    def progress(self, now: datetime) -> Progress:
        states = [record.state for record in self.turns]
        finished = sum(state.settled for state in states)
        playable = next((n for n, state in enumerate(states) if not state.settled), len(states))
        speaking = next((r.plan.speaker for r in self.turns if r.state is TurnState.SPEAKING), None)
        return Progress(
            status=self.status,
            attempt=self.attempt,
            rev=self.rev,
            percentage=self.percentage,
            step=self.step,
            details=StepDetails(
                total_turns=len(self.turns) if self.all_frozen else None,
                estimated_turns=self._estimated_turns(),
                completed_turns=finished,
                reused_turns=states.count(TurnState.REUSED),
                playable_turns=playable,
                current_speaker=speaking,
            ),
            seconds_left=self._seconds_left(finished, now),
            waiting=tuple(self.waiting.values())[:SHOWN],
            attention=tuple(sorted(self.attention.values(), key=_place))[:SHOWN],
            warnings=tuple(self.warnings)[:SHOWN],
            error=self.error,
            usage=self.money.usage,
            title=self.title,
            turn_states="".join(states),
            segments=tuple(self.segments),
            updated_at=now,
        )

    def _estimated_turns(self) -> int | None:
        if self.all_frozen:
            return len(self.turns)
        if not self.words_planned:
            return None
        return max(len(self.turns), round(self.words_planned / WORDS_PER_TURN))

    def _seconds_left(self, finished: int, now: datetime) -> int | None:
        """Turns left at the pace so far, and a second of combining for each minute of audio (60 x real time)."""
        if self.status is not JobStatus.GENERATING or self.waiting:
            return None
        combine = max(1, round(self.minutes))
        if self.step in (Step.COMBINING_AUDIO, Step.STORING_AUDIO):
            return combine
        total = self._estimated_turns()
        if not total or self.speech_began is None or finished < 2:
            return None
        pace = (now - self.speech_began).total_seconds() / finished
        return max(1, round((total - finished) * pace) + combine)

    def _changed(self) -> None:
        """Raises rev, and the percentage, which never falls."""
        self.rev += 1
        begin, end = SPAN[self.step]
        share = 0.0
        if self.step is Step.RETRIEVING_CONTENT:
            share = self.sources_read / self.sources
        elif self.step in (Step.GENERATING_SCRIPT, Step.PARSING_TURNS):
            share = len(self.segments) / self.segments_planned if self.segments_planned else 0.0
        elif self.step is Step.GENERATING_AUDIO:
            share = sum(record.state.settled for record in self.turns) / max(1, len(self.turns))
        if self.status is not JobStatus.QUEUED:
            self.percentage = max(self.percentage, begin + int((end - begin) * share))


def _place(attention: Attention) -> int:
    """What all turns wait for stands first, then turns in their order; they were parked in another."""
    return attention.turn or 0
