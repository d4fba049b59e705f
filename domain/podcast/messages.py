"""What is said to and asked of a running podcast."""

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.tts.speaker import Speaker
from domain.value import Value


class ResumeChange(Value):
    """What a person mended, resolved by the API: `speakers` is empty or the whole list; texts by turn id."""

    speakers: tuple[Speaker, ...] = ()
    turns: dict[str, str] = Field(default_factory=dict)
    skip_turns: tuple[str, ...] = ()
    budget_usd: float | None = None  # None: as it was


class ScriptView(Value):
    """Where the script stands so far: artifacts of Outline, Corpus and of each FrozenSegment, in order."""

    outline: ArtifactRef | None = None
    corpus: ArtifactRef | None = None
    segments: tuple[ArtifactRef, ...] = ()
