"""The answers of the API, as far as the command shows them. Unknown fields stay, so `--json` prints them too."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class StepDetails(Answer):
    total_turns: int | None = None
    estimated_turns: int | None = None
    completed_turns: int = 0
    reused_turns: int = 0
    playable_turns: int = 0
    current_speaker: str | None = None


class Waiting(Answer):
    resource: str
    reason: str = ""
    advice: str = ""


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


class Job(Answer):
    """How far a job of any kind is."""

    job_id: str = ""
    kind: str = ""
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

    @property
    def id(self) -> str:
        return self.job_id

    @property
    def ended(self) -> bool:
        return self.status in ENDED


J = TypeVar("J", bound=Job)


class Podcast(Job):
    """A podcast: a job whose id has a name of its own."""

    podcast_id: str
    audio_url: str | None = None

    @property
    def id(self) -> str:
        return self.podcast_id


class Page(Answer, Generic[J]):
    items: list[J] = Field(default_factory=list)
    next_cursor: str | None = None


class StoredFile(Answer):
    file_id: str
    name: str = ""


class ChosenWriter(Answer):
    name: str
    why: str = ""
    local: bool = False


class ChosenVoice(Answer):
    speaker: str
    voice: str
    tts: str = ""
    why: str = ""
    local: bool = False


class Cost(Answer):
    low: float = 0.0
    high: float = 0.0


class Estimate(Answer):
    words: int = 0
    minutes: float = 0.0
    cost_usd: Cost = Cost()
    writer: ChosenWriter
    voices: list[ChosenVoice] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)

    @property
    def local(self) -> bool:
        """Nothing is sent from this machine, so nothing can cost."""
        return self.writer.local and all(voice.local for voice in self.voices)


class Turn(Answer):
    id: str = ""
    index: int = 0
    segment: int = 0
    speaker: str = ""
    text: str = ""


class Segment(Answer):
    title: str = ""


class Outline(Answer):
    segments: list[Segment] = Field(default_factory=list)


class Script(Answer):
    title: str | None = None
    outline: Outline = Outline()
    turns: list[Turn] = Field(default_factory=list)


class Voice(Answer):
    id: str
    name: str = ""
    tts: str = ""
    language: str = ""
    gender: str = ""
    accent: str = ""
    description: str = ""


class Provider(Answer):
    """A vendor in one role. `slots` are the calls at once of the whole fleet."""

    vendor: str
    role: str = ""
    state: str = ""
    reason: str = ""
    default: bool = False
    slots: int = 0


def plain(answer: Answer) -> Any:
    """The answer as the server sent it: fields that it left out stay out."""
    return answer.model_dump(mode="json", exclude_unset=True)
