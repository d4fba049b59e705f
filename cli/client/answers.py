"""The answers of the API, as far as the command shows them. Unknown fields stay, so `--json` prints them too."""

import re
from datetime import date, datetime
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


class ChosenStyle(Answer):
    name: str
    why: str = ""
    complexity: str | None = None


class ChosenProfiles(Answer):
    """`fields`: those whose values came from the profiles."""

    episode_profile: str | None = None
    speaker_profile: str | None = None
    fields: list[str] = Field(default_factory=list)


class Cost(Answer):
    low: float = 0.0
    high: float = 0.0


class Estimate(Answer):
    words: int = 0
    minutes: float = 0.0
    characters: int = 0
    characters_reused: int = 0
    cost_usd: Cost = Cost()
    writer: ChosenWriter
    style: ChosenStyle | None = None
    profiles: ChosenProfiles | None = None
    voices: list[ChosenVoice] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)

    @property
    def spoken_before(self) -> bool:
        """All of it."""
        return 0 < self.characters <= self.characters_reused

    @property
    def local(self) -> bool:
        """Nothing is sent from this machine, so nothing can cost."""
        return self.writer.local and all(voice.local for voice in self.voices)


class ChapterEstimate(Answer):
    n: int
    title: str = ""
    words: int = 0
    minutes: float = 0.0
    cost_usd: float = 0.0
    skipped: bool = False
    reason: str = ""


class BookEstimate(Answer):
    title: str = ""
    author: str | None = None
    words: int = 0
    minutes: float = 0.0
    cost_usd: float = 0.0
    chapters: list[ChapterEstimate] = Field(default_factory=list)
    voices: list[ChosenVoice] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


class Locator(Answer):
    page: int | None = None
    chapter: str | None = None
    headings: list[str] = Field(default_factory=list)


class Reference(Answer):
    """The words of a passage that bear a turn out, and where they stand."""

    source: str = ""
    locator: Locator = Locator()
    words: str = ""

    @property
    def place(self) -> str:
        if self.locator.page is not None:
            return f"page {self.locator.page}"
        return self.locator.chapter or (self.locator.headings[-1] if self.locator.headings else "")


class Profile(Answer):
    """Of an episode or of speakers; its other fields are as the API has them."""

    name: str
    description: str = ""
    shipped: bool = False

    @property
    def given(self) -> dict[str, Any]:
        """What was said of it: without what the server adds, and what was left out."""
        own = self.model_dump(mode="json", exclude={"shipped", "created_at", "updated_at"})
        return {name: _said(value) for name, value in own.items() if value not in (None, "", [])}

    @property
    def summary(self) -> str:
        speakers = [str(each.get("name")) for each in self.given.get("speakers", ())]
        return self.description or ", ".join(speakers) or str(self.given.get("style", ""))


def _said(value: Any) -> Any:
    """A value without what was left out inside of it: of speakers, and of entries of a lexicon."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return value
    usual = {"speed": 1.0, "case": "any"}
    return [
        {name: each for name, each in one.items() if each not in (None, {}) and usual.get(name) != each}
        for one in value
    ]


class Turn(Answer):
    id: str = ""
    index: int = 0
    segment: int = 0
    speaker: str = ""
    text: str = ""
    flags: list[str] = Field(default_factory=list)
    references: list[Reference] = Field(default_factory=list)

    @property
    def name(self) -> str:
        """The id that is shown, which is that of its activity in Temporal: `tts-007`."""
        return f"tts-{self.index:03}"

    def is_named(self, word: str) -> bool:
        """Whether `tts-007`, `t007`, `7`, or its id in the script means this turn."""
        number = re.fullmatch(r"(?:tts-|t)?0*(\d+)", word.strip())
        return word.strip() == self.id or (number is not None and int(number[1]) == self.index)


class Segment(Answer):
    title: str = ""
    summary: str = ""


class Outline(Answer):
    segments: list[Segment] = Field(default_factory=list)


class Script(Answer):
    title: str | None = None
    outline: Outline = Outline()
    turns: list[Turn] = Field(default_factory=list)


class Version(Answer):
    """A finished version of a podcast. `serving`: whether its files are those of the podcast."""

    version: int
    title: str = ""
    duration_seconds: float = 0.0
    created_at: datetime | None = None
    job_id: str = ""
    serving: bool = False


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
    local: bool = False
    slots: int = 0
    usd_per_1000_characters: float = 0.0


class DayUsage(Answer):
    """What one owner used on one day of UTC."""

    day: date
    owner: str = ""
    podcasts: int = 0
    tts_characters: int = 0
    llm_input_tokens: int = 0
    llm_output_tokens: int = 0
    cost_usd: float = 0.0


def plain(answer: Answer) -> Any:
    """The answer as the server sent it: fields that it left out stay out."""
    return answer.model_dump(mode="json", exclude_unset=True)
