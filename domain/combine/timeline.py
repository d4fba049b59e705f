"""Where every clip stands in the programme, in integer samples; the one truth for audio, captions and chapters."""

from domain.value import Value


class Placed(Value):
    """A turn on the timeline. `start` and `samples` in samples of the programme; `gain_db` is linear gain for its clip."""

    turn: int  # index, from 1
    segment: int  # from 0
    speaker: str
    text: str
    start: int
    samples: int
    gain_db: float


class Timeline(Value):
    """Sorted by start, without overlap. `total` includes the tail of silence."""

    sample_rate: int
    placed: tuple[Placed, ...]
    total: int

    def seconds(self, samples: int) -> float:
        return samples / self.sample_rate
