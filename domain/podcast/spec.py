"""The frozen spec: a workflow's only input. The API resolves request and defaults once; nobody else applies any."""

from enum import StrEnum

from domain.artifact import ArtifactRef
from domain.script.model import Role
from domain.value import Value


class SourceType(StrEnum):
    TEXT = "text"
    URL = "url"
    FILE = "file"


class SourceRef(Value):
    """Text and files are artifacts already; a URL is fetched by the first activity. `name` helps to word messages."""

    type: SourceType
    name: str = ""
    url: str | None = None
    artifact: ArtifactRef | None = None


class Speaker(Value):
    """One speaker with all that decides its sound and pace. Engine and limits as its vendor declared them."""

    name: str
    role: Role
    vendor: str
    model: str
    engine: str
    voice: str
    speed: float = 1.0
    words_per_minute: float  # of this voice at this speed
    maximum_characters: int
    usd_per_1000_characters: float = 0.0
    languages: tuple[str, ...] = ()  # empty: any


class Writer(Value):
    vendor: str
    model: str
    input_tokens: int
    languages: tuple[str, ...] = ()  # empty: any
    usd_per_million_input: float = 0.0
    usd_per_million_output: float = 0.0


class PodcastSpec(Value):
    """At most 64 kB as JSON. `speech_window`: turns in flight at once, 2 × the slots of the vendors.

    `cast`: who speaks, when an earlier attempt was resumed with other voices. The script is still written for
    `speakers`, so that a retry finds it, and with it every clip, where it was kept.
    """

    podcast_id: str
    attempt: int = 1
    version: int = 1
    owner: str = "local"
    title: str | None = None
    sources: tuple[SourceRef, ...]
    topic: str | None = None
    minutes: float
    language: str | None = None  # None: the language of the sources
    speakers: tuple[Speaker, ...]
    cast: tuple[Speaker, ...] = ()  # empty: `speakers`
    writer: Writer
    formats: tuple[str, ...] = ("mp3",)
    speech_window: int = 8
    estimated_cost_usd: float = 0.0
    budget_usd: float | None = None  # None: no bound
    priority: int = 3  # 1 first … 5 last, Temporal's own scale

    @property
    def voices(self) -> tuple[Speaker, ...]:
        return self.cast or self.speakers
