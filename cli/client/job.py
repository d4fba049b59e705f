"""A job of any kind, as the API answers it."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import Field

from cli.client.answers import Answer

ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


class Item(Answer):
    """A part of a job that is made on its own, such as an output. `speed` is a multiple of real time: `31.5x`."""

    id: str
    about: str = ""
    how: str = ""
    status: str = ""
    percentage: int = 0
    speed: str | None = None


class Chapter(Answer):
    """Of an audiobook. `seconds` once it is spoken; without a status it is not going to be."""

    n: int
    title: str = ""
    status: str | None = None
    percentage: int = 0
    seconds: float | None = None


class Review(Answer):
    """What is spoken once the script under review is approved; `until`: when it is without a person."""

    turns: int = 0
    characters: int = 0
    cost_usd: float = 0.0
    until: datetime | None = None


class StepDetails(Answer):
    total_turns: int | None = None
    estimated_turns: int | None = None
    completed_turns: int = 0
    reused_turns: int = 0
    playable_turns: int = 0
    current_speaker: str | None = None
    review: Review | None = None
    about: str = ""
    items: list[Item] = Field(default_factory=list)
    total_chapters: int = 0
    completed_chapters: int = 0
    chapters: list[Chapter] = Field(default_factory=list)
    total_documents: int = 0
    completed_documents: int = 0
    passages: int = 0
    embedded_passages: int = 0
    total_pieces: int = 0
    total_windows: int = 0
    completed_windows: int = 0
    completed_pieces: int = 0
    total: int = 0
    succeeded: int = 0
    failed: int = 0
    queued: int = 0
    running: int = 0
    parked: int = 0


class Waiting(Answer):
    """What a job waits for. `attempt` is the next try of the call `item`, out of `attempts`, at `next_try`."""

    resource: str
    reason: str = ""
    advice: str = ""
    item: str = ""
    attempt: int | None = None
    attempts: int | None = None
    next_try: datetime | None = None


class Attention(Answer):
    id: str
    code: str = ""
    turn: int | None = None
    speaker: str | None = None
    provider: str | None = None
    text: str | None = None
    message: str = ""
    advice: str | None = None


class Note(Answer):
    code: str = ""
    message: str = ""


class JobError(Answer):
    code: str = ""
    message: str = ""
    step: str | None = None
    turn: int | None = None
    advice: str | None = None


class Usage(Answer):
    cost_usd: float = 0.0
    tts_characters: int = 0
    tts_characters_reused: int = 0


class Output(Answer):
    """A file that a job made. `name` is unique within the job."""

    name: str
    media_type: str = ""
    size: int | None = None
    url: str


class Job(Answer):
    """How far a job of any kind is."""

    job_id: str = ""
    kind: str = "job"
    status: str
    progress_percentage: int = 0
    current_step: str | None = None
    step_details: StepDetails = StepDetails()
    estimated_time_remaining: float | None = None
    waiting: list[Waiting] = Field(default_factory=list)
    attention: list[Attention] = Field(default_factory=list)
    warnings: list[Note] = Field(default_factory=list)
    error: JobError | None = None
    stale: bool = False
    title: str | None = None
    duration_seconds: float | None = None
    usage: Usage | None = None
    temporal_url: str | None = None
    created_at: datetime | None = None
    outputs: list[Output] = Field(default_factory=list)

    @property
    def id(self) -> str:
        return self.job_id

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def others_go_on(self) -> bool:
        """Whether jobs of a batch go on while others wait for a person."""
        return self.step_details.queued + self.step_details.running > 0

    @property
    def name(self) -> str:
        return self.title or self.id


J = TypeVar("J", bound=Job)


class Podcast(Job):
    """A podcast: a job whose id has a name of its own."""

    podcast_id: str
    kind: str = "podcast"
    audio_url: str | None = None

    @property
    def id(self) -> str:
        return self.podcast_id


class LogEntry(Answer):
    """One thing that happened to a job. `item` is the id of a part of it, e.g. tts-007."""

    at: datetime
    event: str
    item: str | None = None
    attempt: int | None = None
    message: str | None = None


class Log(Answer):
    items: list[LogEntry] = Field(default_factory=list)


class Page(Answer, Generic[J]):
    items: list[J] = Field(default_factory=list)
    next_cursor: str | None = None
