"""What a finished podcast is made of."""

from domain.artifacts.reference import ArtifactRef
from domain.value import Value


class Episode(Value):
    """Kept with the outcome. `transcripts` by format: vtt, srt, json, txt, md; `audio` by format: mp3."""

    title: str
    seconds: float
    loudness_lufs: float
    true_peak_dbtp: float
    audio: dict[str, ArtifactRef]
    transcripts: dict[str, ArtifactRef]
    script: ArtifactRef  # the HTTP contract's Script as JSON
    timeline: ArtifactRef
