"""A clip as it was measured; whether it may be kept is judged in this module."""

from domain.artifact import ArtifactRef
from domain.value import Value


class ClipMeasure(Value):
    """What a decoded mono clip measures. Levels: LUFS (BS.1770), dBFS and dBTP; None when there is no sound to measure."""

    samples: int
    sample_rate: int
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    clipped_samples: int = 0  # at full scale, in runs of three or more
    voiced_seconds: float = 0.0  # time above the silence threshold

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate


class Clip(Value):
    """One kept clip: mono 16-bit WAV at the programme's rate, with its measure. `characters` is what was billed."""

    audio: ArtifactRef
    measure: ClipMeasure
    characters: int
    request_id: str = ""
