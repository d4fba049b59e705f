"""Sample rate conversion of a whole clip, band-limited: the spectrum is cut or padded."""

import math

import numpy as np

from adapters.audio.levels import Samples, fast_size

_EDGE = 0.06
"""Share of the band, at its upper end, over which it fades out: wide enough that nothing rings longer than 5 ms."""


def resampled(samples: Samples, source: int, target: int) -> Samples:
    """`samples` at `source` Hz → the same sound at `target` Hz, round(n · target / source) samples long."""
    if source == target or not len(samples):
        return samples
    divisor = math.gcd(source, target)
    down, up = source // divisor, target // divisor
    guard = -(-source // (50 * down)) * down  # 20 ms of silence, since the transform takes the clip for one period
    periods = fast_size(-(-(len(samples) + 2 * guard) // down))
    padded = np.zeros(periods * down, np.float32)
    padded[guard : guard + len(samples)] = samples
    spectrum = np.fft.rfft(padded)
    bins = min(periods * down, periods * up) // 2 + 1
    edge = max(1, int(bins * _EDGE))
    kept = spectrum[:bins]
    kept[-edge:] *= np.cos(np.linspace(0, np.pi / 2, edge, dtype=np.float32)) ** 2
    made = np.fft.irfft(kept, periods * up) * (up / down)
    start = guard // down * up
    return made[start : start + round(len(samples) * up / down)].astype(np.float32, copy=False)
