"""The result of a podcast: what a finished episode consists of."""

from domain.artifacts.reference import ArtifactRef
from domain.jobs.record import JobRecord
from domain.jobs.status import JobStatus
from domain.value import Value


class Episode(Value):
    """Stored with the outcome. `transcripts` by format: vtt, srt, json, txt, md; `audio` by format: mp3."""

    title: str
    seconds: float
    loudness_lufs: float
    true_peak_dbtp: float
    audio: dict[str, ArtifactRef]
    transcripts: dict[str, ArtifactRef]
    script: ArtifactRef  # the HTTP contract's Script as JSON
    timeline: ArtifactRef
    version: int = 1

    @property
    def files(self) -> dict[str, ArtifactRef]:
        """What people may want of it, by file name; the episode itself comes first."""
        return {
            **{f"episode.{format_}": ref for format_, ref in self.audio.items()},
            **{f"transcript.{format_}": ref for format_, ref in self.transcripts.items()},
            "script.json": self.script,
        }


def episode_of(record: JobRecord) -> Episode | None:
    """The episode of a completed podcast."""
    outcome = record.outcome
    if outcome is None or outcome.status is not JobStatus.COMPLETED or not outcome.result:
        return None
    return Episode.model_validate_json(outcome.result)
