"""A script that is there before the podcast is made: an edited one, or that of another podcast."""

from domain.artifacts.reference import ArtifactRef
from domain.value import Value


class GivenScript(Value):
    """Artifacts: of the Outline, the Corpus, and of a SegmentDraft for each segment, in order."""

    title: str
    language: str
    outline: ArtifactRef
    corpus: ArtifactRef
    drafts: tuple[ArtifactRef, ...]
    words: int = 0
