"""The speech of a job as its workflow knows it: its turns, which clips are made, and who speaks."""

from datetime import datetime
from typing import Self

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail
from domain.jobs.pauses import Pauses
from domain.jobs.progress import Attention
from domain.jobs.state import JobState
from domain.jobs.status import JobStatus
from domain.script.turns import TurnPlan, TurnRecord, TurnState
from domain.tts.speaker import Speaker

TURN = "tts-"
"""How the readable ids of turns begin; a number of three digits or more follows."""


class SpeechState(JobState):
    """`segments`: artifacts of frozen segments, in order. `voices`: the speakers as they are now. `skips`: indices of
    turns that are to be left out.

    `spoken`: keys of the clips that this attempt has made or found, each with the turn it was first spoken for.
    """

    segments: list[ArtifactRef] = Field(default_factory=list)
    turns: list[TurnRecord] = Field(default_factory=list)
    skips: list[int] = Field(default_factory=list)
    voices: list[Speaker] = Field(default_factory=list)
    spoken: dict[str, int] = Field(default_factory=dict)
    speech_began: datetime | None = None
    pauses: Pauses = Field(default_factory=Pauses)

    def turn(self, index: int) -> TurnRecord:
        return self.turns[index - 1]

    def turns_of(self, segment: int) -> list[int]:
        """Indices of a segment's turns."""
        return [record.plan.index for record in self.turns if record.plan.segment == segment]

    def segment_amended(self, index: int, segment: ArtifactRef, plans: tuple[TurnPlan, ...]) -> None:
        """A segment's open turns were frozen anew; turns already spoken keep their plans."""
        self.segments[index] = segment
        for plan in plans:
            record = self.turn(plan.index)
            if not record.state.settled:
                record.plan = plan
        self._changed()

    def seconds_of(self, key: str) -> float:
        """Of the clip of an equal turn; 0 when it is not known."""
        return next((record.seconds for record in self.turns if record.plan.key == key and record.seconds), 0.0)

    def speaker(self, name: str) -> Speaker:
        return next(each for each in self.voices if each.name == name)

    def voices_changed(self, speakers: tuple[Speaker, ...]) -> None:
        changed = {each.name: each for each in speakers}
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

    # -- what every job has, as it is for one that speaks ------------------------------------------------------------

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
            return shown
        plan = record.plan
        named_turn = {"about": f"turn {plan.index}", "turn": plan.index, "speaker": plan.speaker}
        return shown.model_copy(update={**named_turn, "text": fault.text or plan.label})

    def carried(self) -> Self:
        state = super().carried()
        for record in state.turns:
            if record.state is TurnState.SPEAKING:
                record.state = TurnState.WAITING
        return state

    def seconds_a_turn(self, now: datetime) -> float | None:
        """The pace so far, without what was waited for; None while too little is known."""
        finished = self._completed_turns()
        if self.speech_began is None or finished < 2:
            return None
        return ((now - self.speech_began).total_seconds() - self.pauses.total(now)) / finished

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
