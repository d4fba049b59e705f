"""Sample rate conversion of a clip: a windowed sinc for each output position, applied as one matrix to many places.

Why it is ours, with figures: docs/adr/0013-resampling.md.
"""

import math
from functools import lru_cache

import numpy as np

from adapters.audio.levels import Samples

_TAPS = 96
"""Input samples that one output sample is made of; with the window below the band fades out over its upper 8 %."""

_BAND = 0.95
_BETA = 9.0
"""The middle of the fade, as a share of the narrower band; Kaiser window with 90 dB of rejection."""

_ROWS = 8
"""Places per product: so small that the linear algebra library does not wake its threads, which other turns need."""

_LEAST = 80
"""Input samples a place advances by, at the least: short steps would waste the matrix on overlap."""


def resampled(samples: Samples, source: int, target: int) -> Samples:
    """`samples` at `source` Hz → the same sound at `target` Hz, round(n · target / source) samples long."""
    if source == target or not len(samples):
        return samples
    matrix, step, made = _matrix(source, target)
    places = -(-len(samples) // step)
    padded = np.zeros((places + 1) * step + _TAPS, np.float32)
    padded[_TAPS // 2 - 1 :][: len(samples)] = samples
    windows = np.lib.stride_tricks.sliding_window_view(padded, step + _TAPS)[: places * step : step]
    sound = np.empty((places, made), np.float32)
    for start in range(0, places, _ROWS):
        np.matmul(windows[start : start + _ROWS], matrix, out=sound[start : start + _ROWS])
    return sound.reshape(-1)[: round(len(samples) * target / source)]


@lru_cache(maxsize=8)
def _matrix(source: int, target: int) -> tuple[Samples, int, int]:
    """(step + taps, made): a window of input → the outputs that fall on its first `step` samples."""
    divisor = math.gcd(source, target)
    down, up = source // divisor, target // divisor
    times = -(-_LEAST // down)
    step, made = down * times, up * times
    band = _BAND * min(1.0, target / source)
    matrix = np.zeros((step + _TAPS, made), np.float32)
    for output in range(made):
        at = output * down / up
        first = math.floor(at) - _TAPS // 2 + 1
        distance = np.arange(first, first + _TAPS) - at
        window = np.i0(_BETA * np.sqrt(np.maximum(0, 1 - (distance / (_TAPS / 2)) ** 2))) / np.i0(_BETA)
        kernel = band * np.sinc(band * distance) * window
        matrix[first + _TAPS // 2 - 1 :, output][:_TAPS] = kernel
    return matrix, step, made
