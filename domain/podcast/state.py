"""The state of a podcast's workflow: its speech, on top of its script, its sources, and what every job has."""

from datetime import datetime
from typing import Self

from pydantic import Field

from domain.errors import FaultDetail
from domain.jobs.progress import Attention
from domain.jobs.status import JobStatus
from domain.money import speech_cost
from domain.podcast.details import PodcastDetails, ReviewDue, StepDetails
from domain.podcast.pauses import Pauses
from domain.podcast.script_state import ScriptState
from domain.podcast.sources_state import SOURCE
from domain.podcast.steps import SPAN, Step
from domain.podcast.success import EPISODE, SCRIPT
from domain.podcast.turns import TurnRecord, TurnState
from domain.tts.speaker import Speaker

WORDS_PER_TURN = 33
"""Mean of host (4-25 words) and expert (25-70 words) turns; for estimates before turns are frozen."""

TURN, SEGMENT = "tts-", "segment-"
"""How the readable ids of items begin; a number of three digits or more follows."""


class PodcastState(ScriptState):
    """`voices`: the speakers as they are now.

    `spoken`: keys of the clips that this attempt has made or found, each with the turn it was first spoken for.
    """

    voices: list[Speaker] = Field(default_factory=list)
    spoken: dict[str, int] = Field(default_factory=dict)
    speech_began: datetime | None = None
    pauses: Pauses = Field(default_factory=Pauses)
    minutes: float = 0.0

    # -- tts -------------------------------------------------------------------------------------------------------

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
            outline=self.outline,
            corpus=self.corpus,
            sources=tuple(self.read),
            approved=self.approved,
            review=self._review_due() if self.in_review else None,
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

    def _review_due(self) -> ReviewDue:
        open_turns = [record.plan for record in self.turns if not record.state.settled]
        costs = [
            speech_cost(plan.characters, usd_per_1000_characters=self.speaker(plan.speaker).usd_per_1000_characters)
            for plan in open_turns
        ]
        return ReviewDue(
            turns=len(open_turns),
            characters=sum(plan.characters for plan in open_turns),
            cost_usd=round(sum(costs), 4),
            until=self.review_until,
        )

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
        if open_turns := self.pace.turns_to_come(self.whole_segments, planned=self.segments_planned or 0):
            return (0 if self.pace.begun else len(self.turns)) + open_turns
        return max(len(self.turns), round(self.words_planned / WORDS_PER_TURN))
