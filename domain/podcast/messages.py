"""What is said to and asked of a running podcast."""

from domain.artifact import ArtifactRef
from domain.value import Value


class ResumeOrder(Value):
    """`order` is the artifact of a `ResumeBody`: larger bodies are validated and stored by the API."""

    order: ArtifactRef | None = None


class ResumeBody(Value):
    """An empty one means: try again. Voices by speaker, texts by turn id."""

    voices: dict[str, str] = {}
    turns: dict[str, str] = {}
    tts: str | None = None
    skip_turns: tuple[str, ...] = ()


class ScriptView(Value):
    """Where the script stands so far: artifacts of Outline, Corpus and of each FrozenSegment, in order."""

    outline: ArtifactRef | None = None
    corpus: ArtifactRef | None = None
    segments: tuple[ArtifactRef, ...] = ()
