"""The state of a podcast's workflow: sources, segments and turns on top of what every job has."""

from datetime import datetime
from typing import Self

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail
from domain.jobs.notice import Notice
from domain.jobs.progress import Attention
from domain.jobs.status import JobStatus
from domain.money import TokenUsage
from domain.podcast.details import PodcastDetails, StepDetails
from domain.podcast.pace import Pace, WrittenSegment
from domain.podcast.pauses import Pauses
from domain.podcast.sources_state import SOURCE, SourcesState
from domain.podcast.steps import SPAN, Step
from domain.podcast.success import EPISODE, SCRIPT
from domain.podcast.turns import TurnPlan, TurnRecord, TurnState
from domain.tts.speaker import Speaker

WORDS_PER_TURN = 33
"""Mean of host (4-25 words) and expert (25-70 words) turns; for estimates before turns are frozen."""

TURN, SEGMENT = "tts-", "segment-"
"""How the readable ids of items begin; a number of three digits or more follows."""


class PodcastState(SourcesState):
    """`outline`, `drafts` and `segments` are artifacts, in order. `voices`: the speakers as they are now.

    `spoken`: keys of the clips that this attempt has made or found, each with the turn it was first spoken for.
    `skips`: indices of turns that are to be left out. `segment_words`: of the frozen segments, where it is known.
    `accepted`: shortcomings that a person went on with. `take`: how often the script was written before, and `rewrite`
    whether it is to be written again. `pace`: how long all of it takes, where the length is kept (PodcastSpec).
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
    segments: list[ArtifactRef] = Field(default_factory=list)
    turns: list[TurnRecord] = Field(default_factory=list)
    all_frozen: bool = False
    voices: list[Speaker] = Field(default_factory=list)
    spoken: dict[str, int] = Field(default_factory=dict)
    skips: list[int] = Field(default_factory=list)
    speech_began: datetime | None = None
    pauses: Pauses = Field(default_factory=Pauses)
    minutes: float = 0.0
    pace: Pace = Field(default_factory=Pace)

    # -- script ----------------------------------------------------------------------------------------------------

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
        self.segments.append(segment)
        self.segment_words += [] if words is None else [words]
        self.pace.silence += silence
        self.turns.extend(TurnRecord(plan=plan) for plan in plans)
        self.all_frozen = len(self.segments) == self.segments_planned
        if self.all_frozen or len(self.pace.written) == self.segments_planned:
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

    def rewrite_wanted(self) -> None:
        """What is not spoken by now will not be."""
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

    def turns_of(self, segment: int) -> list[int]:
        """Indices of the frozen turns of a segment."""
        return [record.plan.index for record in self.turns if record.plan.segment == segment]

    # -- tts -------------------------------------------------------------------------------------------------------

    def turn(self, index: int) -> TurnRecord:
        return self.turns[index - 1]

    def seconds_of(self, key: str) -> float:
        """Of the clip of an equal turn; 0 when it is not known."""
        return next((record.seconds for record in self.turns if record.plan.key == key and record.seconds), 0.0)

    def speaker(self, name: str) -> Speaker:
        return next(each for each in self.voices if each.name == name)

    def voices_changed(self, speakers: tuple[Speaker, ...]) -> None:
        changed = {each.name: each for each in speakers}
        for each in self.voices:
            if changed.get(each.name, each) != each:
                self.pace.forget(each.name)
        self.voices = [changed.pop(each.name, each) for each in self.voices] + list(changed.values())

    def turn_speaking(self, index: int, now: datetime) -> None:
        self.turn(index).state = TurnState.SPEAKING
        self.speech_began = self.speech_began or now
        self._note_pause(now)
        self._changed()

    def turn_spoken(
        self,
        index: int,
        *,
        reused: bool,
        characters: int,
        repeated: int,
        cost_usd: float,
        now: datetime | None = None,
        seconds: float = 0.0,
    ) -> None:
        record = self.turn(index)
        record.seconds = seconds
        self.pace.heard(record.plan.speaker, record.plan.letters, seconds)
        record.state = TurnState.REUSED if reused else TurnState.DONE
        self.money.spoke(reused=reused, characters=characters, repeated=repeated, cost_usd=cost_usd)
        self._note_pause(now)
        self._changed()

    def turn_waiting(self, index: int) -> None:
        self.turn(index).state = TurnState.WAITING
        self._changed()

    def turn_skipped(self, index: int) -> None:
        self.turn(index).state = TurnState.SKIPPED
        self._changed()

    # -- what every job has, as it is for a podcast ----------------------------------------------------------------

    def parked(self, item: str, fault: FaultDetail, now: datetime) -> None:
        if (record := self._turn_of(item)) is not None:
            record.state = TurnState.ATTENTION
        super().parked(item, fault, now)
        self._note_pause(now)

    def resource_closed(self, resource: str, reason: str, now: datetime, *, advice: str = "") -> None:
        super().resource_closed(resource, reason, now, advice=advice)
        self._note_pause(now)

    def taken_up(self, item: str) -> None:
        if (record := self._turn_of(item)) is not None and record.state is TurnState.ATTENTION:
            record.state = TurnState.WAITING
        super().taken_up(item)

    def attention_for(self, item: str, fault: FaultDetail) -> Attention:
        shown = super().attention_for(item, fault)
        if (record := self._turn_of(item)) is None:
            if item in (SCRIPT, EPISODE, "opening"):
                return shown.model_copy(update={"about": f"the {item}"})
            kind, _, number = item.partition("-")
            named = item.startswith((SOURCE, SEGMENT)) and number.isdigit()
            return shown.model_copy(update={"about": f"{kind} {int(number)}"}) if named else shown
        plan = record.plan
        named_turn = {"about": f"turn {plan.index}", "turn": plan.index, "speaker": plan.speaker}
        return shown.model_copy(update={**named_turn, "text": fault.text or plan.label})

    def carried(self) -> Self:
        state = super().carried()
        for record in state.turns:
            if record.state is TurnState.SPEAKING:
                record.state = TurnState.WAITING
        if state.corpus is None:
            state.sources_read = 0  # what was read is found again
        return state

    def span(self) -> tuple[int, int]:
        return SPAN[Step(self.step)]

    def share_done(self) -> float:
        match Step(self.step):
            case Step.RETRIEVING_CONTENT:
                return self.sources_read / self.sources
            case Step.GENERATING_SCRIPT | Step.PARSING_TURNS:
                written = max(len(self.segments), len(self.pace.written))
                return written / self.segments_planned if self.segments_planned else 0.0
            case Step.GENERATING_AUDIO:
                return self._completed_turns() / max(1, len(self.turns), self._estimated_turns() or 0)
            case _:
                return 0.0

    def details(self) -> PodcastDetails:
        states = [record.state for record in self.turns]
        return PodcastDetails(
            total_turns=len(self.turns) if self.all_frozen else None,
            estimated_turns=self._estimated_turns(),
            completed_turns=self._completed_turns(),
            reused_turns=states.count(TurnState.REUSED),
            playable_turns=next((n for n, state in enumerate(states) if not state.settled), len(states)),
            current_speaker=next((r.plan.speaker for r in self.turns if r.state is TurnState.SPEAKING), None),
            target_seconds=round(60 * self.minutes, 1) or None,
            expected_seconds=self.pace.expected,
            seconds=self.pace.actual,
            turn_states="".join(states),
            segments=tuple(self.segments),
        )

    def memo_details(self) -> StepDetails:
        return StepDetails.model_validate(self.details(), from_attributes=True)

    def done_so_far(self) -> str:
        estimated = self._estimated_turns()
        return f"{self._completed_turns()} of {estimated} turns spoken" if estimated else ""

    def seconds_left(self, now: datetime) -> int | None:
        """Turns left at the pace so far, and a second of combining for each minute of audio (60 x real time)."""
        combine = max(1, round(self.minutes))
        if self.status is not JobStatus.GENERATING or self.waiting:
            return None
        if self.step in (Step.COMBINING_AUDIO, Step.STORING_AUDIO):
            return combine
        total, finished = self._estimated_turns(), self._completed_turns()
        if not total or self.speech_began is None or finished < 2:
            return None
        pace = ((now - self.speech_began).total_seconds() - self.pauses.total(now)) / finished
        return max(1, round((total - finished) * pace) + combine)

    def _note_pause(self, now: datetime | None) -> None:
        if now is None:
            return
        speaking = any(record.state is TurnState.SPEAKING for record in self.turns)
        parked = self.status is JobStatus.NEEDS_ATTENTION and not speaking
        self.pauses.note(now, paused=parked or bool(self.waiting))

    def _turn_of(self, item: str) -> TurnRecord | None:
        return self.turn(int(item.removeprefix(TURN))) if item.startswith(TURN) else None

    def _completed_turns(self) -> int:
        return sum(record.state.settled for record in self.turns)

    def _estimated_turns(self) -> int | None:
        if self.all_frozen:
            return len(self.turns)
        if not self.words_planned:
            return None
        if open_turns := self.pace.turns_to_come(len(self.segments), planned=self.segments_planned or 0):
            return len(self.turns) + open_turns
        return max(len(self.turns), round(self.words_planned / WORDS_PER_TURN))
