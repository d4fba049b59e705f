"""The state of a podcast's workflow: its speech, on top of its script, its sources, and what every job has."""

from datetime import datetime
from typing import Self

from domain.errors import FaultDetail
from domain.jobs.progress import Attention
from domain.jobs.status import JobStatus
from domain.money import speech_cost
from domain.podcast.details import PodcastDetails, ReviewDue, StepDetails
from domain.podcast.script_state import ScriptState
from domain.podcast.sources_state import SOURCE
from domain.podcast.steps import SPAN, Step
from domain.podcast.success import EPISODE, SCRIPT
from domain.script.turns import TurnState
from domain.tts.speaker import Speaker

WORDS_PER_TURN = 33
"""Mean of host (4-25 words) and expert (25-70 words) turns; for estimates before turns are frozen."""

SEGMENT = "segment-"
"""How the readable ids of segments begin; a number of three digits or more follows."""


class PodcastState(ScriptState):
    """`minutes`: that were asked for."""

    minutes: float = 0.0

    # -- tts -------------------------------------------------------------------------------------------------------

    def heard_only_in(self, index: int) -> tuple[str, ...]:
        """Names of the voices that no other segment has, as far as they are frozen or written."""
        others = {name for n, one in self.pace.written.items() if n != index for name in one.talk.letters}
        return tuple(each.name for each in self.voices if each.name not in others | self.speaking)

    @property
    def without_turns(self) -> tuple[str, ...]:
        """Names of the voices that are in no draft so far."""
        heard = {name for one in self.pace.written.values() for name in one.talk.letters}
        return tuple(each.name for each in self.voices if each.name not in heard | self.speaking)

    def voices_changed(self, speakers: tuple[Speaker, ...]) -> None:
        changed = {each.name: each for each in speakers}
        for each in self.voices:
            if changed.get(each.name, each) != each:
                self.pace.forget(each.name)
        super().voices_changed(speakers)

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
        plan = self.turn(index).plan
        self.pace.heard(plan.speaker, plan.letters, seconds)
        super().turn_spoken(
            index,
            reused=reused,
            characters=characters,
            repeated=repeated,
            cost_usd=cost_usd,
            now=now,
            seconds=seconds,
        )

    # -- what every job has, as it is for a podcast ----------------------------------------------------------------

    def attention_for(self, item: str, fault: FaultDetail) -> Attention:
        shown = super().attention_for(item, fault)
        if item in (SCRIPT, EPISODE, "opening"):
            return shown.model_copy(update={"about": f"the {item}"})
        kind, _, number = item.partition("-")
        named = item.startswith((SOURCE, SEGMENT)) and number.isdigit()
        return shown.model_copy(update={"about": f"{kind} {int(number)}"}) if named else shown

    def carried(self) -> Self:
        state = super().carried()
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
        total, pace = self._estimated_turns(), self.seconds_a_turn(now)
        if not total or pace is None:
            return None
        return max(1, round((total - self._completed_turns()) * pace) + combine)

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

    def _estimated_turns(self) -> int | None:
        if self.all_frozen:
            return len(self.turns)
        if not self.words_planned:
            return None
        if open_turns := self.pace.turns_to_come(self.whole_segments, planned=self.segments_planned or 0):
            return (0 if self.pace.begun else len(self.turns)) + open_turns
        return max(len(self.turns), round(self.words_planned / WORDS_PER_TURN))
