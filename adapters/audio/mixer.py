"""The timeline as one stream of samples: silence, clip, silence, clip, …, each clip at its gain."""

import io
import wave
from collections.abc import Iterator

import numpy as np

from adapters.audio.levels import LoudnessMeter, Samples, amplitude
from adapters.audio.limiter import Limiter
from adapters.audio.resample import resampled
from domain.combine.timeline import Placed, Timeline

BLOCK_SECONDS = 5
"""Of samples in one block: long enough that Python's own work vanishes, 0.9 MB."""

_SMALL_LOSS_DB = 0.3
"""Below it the limiter touches single peaks, and takes next to nothing of the gain that makes up for it."""

_LEAST_YIELD = 0.4
"""Of a dB of gain that must arrive as loudness: speech limited harder than that would only sound crushed."""


class ClipMismatch(Exception):
    """A clip differs from what the timeline says; the message names the turn."""


class Mixer:
    """Gives each entry once, in order, then the tail: together `timeline.total` samples, with one clip in memory."""

    def __init__(self, timeline: Timeline, *, limit_dbtp: float, correction_db: float = 0.0) -> None:
        self._timeline, self._limit, self._correction = timeline, limit_dbtp, correction_db
        self._block = BLOCK_SECONDS * timeline.sample_rate
        self._at = 0

    def entry(self, number: int, clip: bytes) -> Iterator[Samples]:
        """The silence before entry `number` (0-based) and its clip, as blocks. Raises ClipMismatch."""
        placed = self._timeline.placed[number]
        samples = _samples(clip, placed, self._timeline.sample_rate)
        yield from self._silence(placed.start)
        gain_db = placed.gain_db + self._correction
        yield from self._scaled(samples, gain_db + self._makeup_db(samples, gain_db))
        self._at = placed.start + placed.samples

    def tail(self) -> Iterator[Samples]:
        yield from self._silence(self._timeline.total)

    def _silence(self, until: int) -> Iterator[Samples]:
        for start in range(self._at, until, self._block):
            yield np.zeros(min(self._block, until - start), np.float32)
        self._at = until

    def _scaled(self, samples: Samples, gain_db: float) -> Iterator[Samples]:
        gain = np.float32(amplitude(gain_db))
        for start in range(0, len(samples), self._block):
            yield samples[start : start + self._block] * gain

    def _makeup_db(self, samples: Samples, gain_db: float) -> float:
        """Gain that gives the clip back what the limiter will take from its loudness: 0.2 dB of one voice, 2 of another
        whose peaks are as high. It is tried on the clip itself, since no simpler measure predicts it within 0.5 dB.
        """
        if _sample_peak(samples) * amplitude(gain_db) < 0.7 * amplitude(self._limit):
            return 0.0  # curves rise by less than 3 dB between samples of speech
        wanted = self._loudness(samples, gain_db)
        limited = self._loudness(samples, gain_db, limited=True)
        if wanted is None or limited is None or wanted - limited < _SMALL_LOSS_DB:
            return 0.0 if wanted is None or limited is None else max(0.0, wanted - limited)
        first = wanted - limited
        louder = self._loudness(samples, gain_db + first, limited=True)
        gained = louder - limited if louder is not None else first
        return first * first / max(gained, _LEAST_YIELD * first)  # the line through both trials, up to what is wanted

    def _loudness(self, samples: Samples, gain_db: float, *, limited: bool = False) -> float | None:
        meter, limiter = LoudnessMeter(self._timeline.sample_rate), Limiter(self._timeline.sample_rate, self._limit)
        for block in self._scaled(samples, gain_db):
            meter.feed(limiter.feed(block) if limited else block)
        if limited:
            meter.feed(limiter.finish())
        return meter.integrated()


def _sample_peak(samples: Samples) -> float:
    return max(float(samples.max()), -float(samples.min())) if len(samples) else 0.0


def _samples(clip: bytes, placed: Placed, sample_rate: int) -> Samples:
    try:
        with wave.open(io.BytesIO(clip)) as file:
            rate, form = file.getframerate(), (file.getnchannels(), 8 * file.getsampwidth())
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ClipMismatch(f"the clip of turn {placed.turn} is not a WAV file ({error})") from error
    if form != (1, 16):
        raise ClipMismatch(f"the clip of turn {placed.turn} is {form} (channels, bits), not {(1, 16)}")
    samples = resampled(np.frombuffer(frames, "<i2").astype(np.float32) / np.float32(32768), rate, sample_rate)
    if len(samples) != placed.samples:
        raise ClipMismatch(
            f"the clip of turn {placed.turn} has {len(samples)} samples, but the timeline {placed.samples}"
        )
    return samples
