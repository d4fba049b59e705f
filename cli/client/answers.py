"""The answers of the API, as far as the command shows them. Unknown fields stay, so `--json` prints them too."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


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
