"""Messages to a running podcast, beyond those to every job."""

from pydantic import Field

from domain.artifacts.reference import ArtifactRef
from domain.retrieve.completeness import SourceAnswer
from domain.tts.speaker import Speaker
from domain.value import Value

SCRIPT_QUERY = "script"


class ResumeChange(Value):
    """What a person corrected, resolved: `speakers` is empty or the whole list; texts by turn id, `sources`
    by index from 1. `skip_unreadable`: every source that is parked is left out, and each that cannot be read later.

    Its artifact is the `change` of a ResumeOrder.
    """

    speakers: tuple[Speaker, ...] = ()
    turns: dict[str, str] = Field(default_factory=dict)
    skip_turns: tuple[str, ...] = ()
    budget_usd: float | None = None  # None: as it was
    sources: dict[int, SourceAnswer] = Field(default_factory=dict)
    skip_unreadable: bool = False
    rewrite: bool = False  # the script, when it is parked


class ScriptView(Value):
    """Where the script stands so far: artifacts of Outline, Corpus and of each FrozenSegment, in order."""

    outline: ArtifactRef | None = None
    corpus: ArtifactRef | None = None
    segments: tuple[ArtifactRef, ...] = ()
