"""The one small model that says how far a job is: answered to queries, kept in the memo, stored with the outcome."""

from datetime import datetime

from domain.artifacts.reference import ArtifactRef
from domain.jobs.notice import Notice
from domain.jobs.status import JobStatus
from domain.value import Value

SHOWN = 20
"""At most this many entries of attention and of warnings are shown, so that the memo stays small."""


class Waiting(Value):
    resource: str
    reason: str
    since: datetime
    advice: str = ""


class Attention(Value):
    """One parked item. `id` is the activity's readable id (`tts-007`)."""

    id: str
    code: str
    turn: int | None = None
    speaker: str | None = None
    provider: str = ""
    text: str = ""
    message: str
    advice: str = ""


class JobError(Value):
    code: str
    message: str
    step: str = ""
    turn: int | None = None
    advice: str = ""


class StepDetails(Value):
    total_turns: int | None = None
    estimated_turns: int | None = None
    completed_turns: int = 0
    reused_turns: int = 0
    playable_turns: int = 0
    current_speaker: str | None = None


class Usage(Value):
    """`tts_characters_failed`: those of `tts_characters` that were billed and made no clip of the podcast."""

    llm_input_tokens: int = 0
    llm_output_tokens: int = 0
    tts_characters: int = 0
    tts_characters_failed: int = 0
    tts_characters_reused: int = 0
    repeated_after_crash: int = 0
    cost_usd: float = 0.0
    estimated_cost_usd: float = 0.0


class Progress(Value):
    """`rev` grows with every change. `turn_states`: one letter a frozen turn, see domain.podcast.state.TurnState.

    `segments`: the frozen segments so far, in order; with the ledger they lead to every clip.
    """

    status: JobStatus = JobStatus.QUEUED
    attempt: int = 1
    rev: int = 0
    percentage: int = 0
    step: str = "retrieving_content"
    details: StepDetails = StepDetails()
    seconds_left: int | None = None
    waiting: tuple[Waiting, ...] = ()
    attention: tuple[Attention, ...] = ()
    warnings: tuple[Notice, ...] = ()
    error: JobError | None = None
    usage: Usage = Usage()
    title: str | None = None
    turn_states: str = ""
    segments: tuple[ArtifactRef, ...] = ()
    updated_at: datetime | None = None
