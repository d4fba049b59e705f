"""What is there before the podcast is made: a script, edited or of another podcast; or sources that were read."""

from domain.artifacts.reference import ArtifactRef
from domain.retrieve.source import SourceSummary
from domain.value import Value


class GivenScript(Value):
    """Artifacts: of the Outline, the Corpus, and of a SegmentDraft for each segment, in order."""

    title: str
    language: str
    outline: ArtifactRef
    corpus: ArtifactRef
    drafts: tuple[ArtifactRef, ...]
    words: int = 0


class GivenSource(Value):
    """A source as it was read: `passages` is the artifact of a Corpus, which holds all of them."""

    summary: SourceSummary
    passages: ArtifactRef
