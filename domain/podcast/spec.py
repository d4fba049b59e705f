"""The spec of a podcast: its resolved request, in which every default is applied."""

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.jobs.notice import Notice
from domain.jobs.spec import JobSpec
from domain.podcast.based_on import BasedOn
from domain.podcast.given import GivenScript, GivenSource
from domain.retrieve.completeness import SourceAnswer
from domain.retrieve.source import SourceRef
from domain.script.model import Writer
from domain.script.style import Complexity, Grounding, Style
from domain.tts.speaker import Speaker

PODCAST = "podcast"
"""The name of the kind of job."""


class PodcastSpec(JobSpec):
    """At most 64 kB as JSON. `speech_window`: turns in flight at once, 2 × the slots of the vendors.

    `cast`: who speaks, when an earlier attempt was resumed with other voices. The script is still written for
    `speakers`, so that a retry finds it, and with it every clip, where it was stored.

    `skip_unreadable`: a source that cannot be read is left out, as long as there are others. `answers`: what a person
    said of sources in an earlier attempt, by their index from 1. `lexicon`: the artifact of a Lexicon, which may be
    larger than a spec. `episode_profile` and `speaker_profile`: whose values it holds, as they were; `notices`: what of
    them could not be honoured.
    """

    podcast_id: str
    version: int = 1
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
    skip_unreadable: bool = False
    answers: dict[int, SourceAnswer] = Field(default_factory=dict)
    style: Style = Style.CONVERSATIONAL_INTERVIEW
    complexity: Complexity | None = None
    grounding: Grounding = Grounding.CODE
    instructions: str | None = None
    lexicon: ArtifactRef | None = None
    keeps_length: bool = False  # segments are frozen late, each in the time that is left for it
    episode_profile: str | None = None
    speaker_profile: str | None = None
    notices: tuple[Notice, ...] = ()

    based_on: BasedOn | None = None
    read: tuple[GivenSource, ...] = ()  # `sources`, when they are not to be read
    given: GivenScript | None = None  # the script, when it is not to be written
    revises: str | None = None  # the podcast whose next version this is
    review: bool = False  # a person approves the script before it is spoken
    auto_approve_after: int | None = None  # seconds of waiting for them; None: as long as it takes

    @property
    def voices(self) -> tuple[Speaker, ...]:
        return self.cast or self.speakers
