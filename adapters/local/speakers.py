"""The voices, as they run inside a speech process: text of one turn in, samples out. Blocking, on one thread."""

import math
from collections.abc import Iterable

import numpy as np

from adapters.local.heart import Heart, Reader
from adapters.local.joe import Joe
from adapters.local.tempo import Samples, stretched
from adapters.local.voices import MANNERS, Manner

SENTENCE_PAUSE = 0.42
"""Seconds between sentences at speed 1. Left alone, heart pauses for 0.8 s and joe for 0.15 to 0.35."""

EDGE_THRESHOLD, EDGE_MARGIN = 0.003, 0.04
"""Peak of a 10 ms frame (-50 dBFS) that counts as sound, and seconds kept outside the first and the last of them."""

PEAK = 0.89
"""-1 dBFS: what is louder is turned down as a whole; levels between turns are set later, from the measured loudness."""


class Speakers:
    """Every voice by its id, each network loaded when it first speaks."""

    def __init__(self) -> None:
        self._reader = Reader()
        self._joe = Joe()

    def speak(self, voice: str, text: str, *, speed: float) -> tuple[int, bytes]:
        """(sample rate, mono 16-bit PCM). Raises KeyError for an unknown voice.

        A resampled voice is the same samples at another rate, stretched by that much more or less.
        """
        manner = MANNERS[voice]
        network = self._network(manner)
        wanted = manner.slowness / speed
        network_speed, lengthening = min(network.paces, key=lambda pace: abs(math.log(wanted / pace[1])))
        tempo = wanted / lengthening * manner.resampling
        sounding = [
            stretched(_sounding(one, network.rate), rate=network.rate, factor=tempo)
            for one in network.sentences(self._reader.phonemes(text), network_speed)
        ]
        rate = round(network.rate * manner.resampling)
        return rate, pcm(joined(sounding, gap=round(rate * SENTENCE_PAUSE / speed)))

    def _network(self, manner: Manner) -> Heart | Joe:
        return self._joe if manner.network == "joe" else Heart(self._reader, manner.timbre)


def joined(sentences: Iterable[Samples], *, gap: int) -> Samples:
    """Sentences with `gap` samples of silence between them; those without a sound are left out."""
    parts: list[Samples] = []
    for sentence in sentences:
        if sentence.size:
            parts += [np.zeros(gap, np.float32), sentence] if parts else [sentence]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _sounding(samples: Samples, rate: int) -> Samples:
    """From the first to the last 10 ms that is above the threshold, with a margin for soft onsets and endings."""
    frame = rate // 100
    frames = samples[: samples.size // frame * frame].reshape(-1, frame)
    loud = np.flatnonzero(np.abs(frames).max(axis=1, initial=0.0) > EDGE_THRESHOLD)
    if not loud.size:
        return samples[:0]
    margin = round(EDGE_MARGIN * 100)
    return samples[max(0, int(loud[0]) - margin) * frame : (int(loud[-1]) + 1 + margin) * frame]


def pcm(samples: Samples) -> bytes:
    """Signed 16-bit little-endian, turned down when its peak would come above -1 dBFS."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak > PEAK:
        samples = samples * np.float32(PEAK / peak)
    return np.round(samples * 32767.0).astype("<i2").tobytes()
