"""Loudness (BS.1770) and true peak of a mono stream, fed block by block; memory does not grow with its length."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

FLOOR_LUFS = -70.0
"""The absolute gate of BS.1770: below it nothing counts."""

OVERSAMPLING = 4  # BS.1770 annex 2
_TAPS = 16  # per phase, at the input's rate; the annex' own filter has 12
_FRAME = 32  # input samples per row of the product below: long enough for BLAS, short against its overlap
_ROWS = 56  # per product: 96 · 47 · 56 stays below the 2^18 from which OpenBLAS wakes more threads, which cost 3 ×

_HOPS = 64
"""Of 100 ms, transformed together: enough that Python's own work vanishes, little enough to stay in the cache."""

_OVERSHOOT = 2.11
"""A point between samples is at most this times the largest of the 16 around it: the sum of its taps' magnitudes."""


class LoudnessMeter:
    """Integrated loudness. Feed samples in [-1, 1], then ask `integrated`.

    Power is all that is asked of the weighted signal, so it is taken from the spectrum of each 100 ms (Parseval) and
    nothing is filtered. Speech measures within 0.01 LU of the filters; their ringing from one hop into the next is
    all that is left out.
    """

    def __init__(self, sample_rate: int) -> None:
        self._hop = sample_rate // 10  # gating blocks of 400 ms overlap by 75 %
        self._weights = _weighting(sample_rate, self._hop)
        self._pending: list[Samples] = []
        self._waiting = 0
        self._powers: list[NDArray[np.float32]] = []

    def feed(self, samples: Samples) -> None:
        self._pending.append(samples)
        self._waiting += len(samples)
        if self._waiting < self._hop:
            return
        joined = np.concatenate(self._pending) if len(self._pending) > 1 else samples
        whole = len(joined) // self._hop * self._hop
        self._powers.append(self._hop_powers(joined[:whole]))
        self._pending, self._waiting = [joined[whole:].copy()], len(joined) - whole

    def integrated(self) -> float | None:
        """The gated loudness in LUFS (below 400 ms the plain mean); None below −70 LUFS. It ends the measurement."""
        hops = np.concatenate([*self._powers, np.zeros(0, np.float32)]).astype(np.float64)
        if len(hops) < 4:
            rest = np.zeros(self._hop, np.float32)
            rest[: self._waiting] = np.concatenate([*self._pending, np.zeros(0, np.float32)])
            length = len(hops) + self._waiting / self._hop
            power = float(hops.sum()) + float(self._hop_powers(rest)[0])
            blocks = np.array([power / length if length else 0.0])
        else:
            sums = np.concatenate([[0.0], np.cumsum(hops)])
            blocks = np.maximum((sums[4:] - sums[:-4]) / 4, 0.0)
        blocks = blocks[blocks > _power(FLOOR_LUFS)]
        if not len(blocks):
            return None
        blocks = blocks[blocks > blocks.mean() / 10]  # the relative gate, 10 LU below
        return _lufs(float(blocks.mean()))

    def _hop_powers(self, samples: Samples) -> NDArray[np.float32]:
        rows = samples.reshape(-1, self._hop)
        powers = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _HOPS):
            spectrum = np.fft.rfft(rows[start : start + _HOPS]).view(np.float32)
            np.matmul(np.square(spectrum, out=spectrum), self._weights, out=powers[start : start + _HOPS])
        return powers


class TruePeakMeter:
    """Largest magnitude between the samples, by 4 × oversampling."""

    def __init__(self) -> None:
        self._context = np.zeros(_TAPS - 1, np.float32)
        self._peak = 0.0

    def feed(self, samples: Samples) -> None:
        joined = np.concatenate([self._context, samples])
        count = (len(joined) - _TAPS + 1) // _FRAME * _FRAME
        self._context = joined[count:].copy()
        if not count:
            return
        at = joined[_TAPS // 2 - 1 :][:count]
        self._peak = max(self._peak, float(at.max()), -float(at.min()))
        windows = np.lib.stride_tricks.sliding_window_view(joined, _FRAME + _TAPS - 1)[:count:_FRAME]
        reach = np.maximum(windows.max(axis=1), -windows.min(axis=1)) * _OVERSHOOT
        loud = windows[reach > self._peak]  # elsewhere no point between samples can be the largest
        for start in range(0, len(loud), _ROWS):
            between = _interpolation() @ loud[start : start + _ROWS].T
            self._peak = max(self._peak, float(between.max()), -float(between.min()))

    def dbtp(self) -> float | None:
        """The true peak; None for digital silence. It ends the measurement."""
        self.feed(np.zeros(_FRAME + _TAPS, np.float32))
        return decibels(self._peak) if self._peak > 0 else None


def oversampled_peaks(samples: Samples, count: int, *, hop: int = 16, above: float = 0.0) -> Samples:
    """Peak of each run of `hop` positions (hop divides 32), on the samples and three points after each.

    `samples` holds `count` positions, whole runs, with 7 samples of context before and 8 after. Peaks that are not
    above `above` may be given as 0: where no sample comes near it, nothing is interpolated.
    """
    rows = -(-count // _FRAME)
    padded = np.zeros((rows + 1) * _FRAME, np.float32)
    padded[: count + _TAPS - 1] = samples[: count + _TAPS - 1]
    largest = _largest_of_runs(np.abs(padded), _FRAME)
    loud = np.flatnonzero(np.maximum(largest[:-1], largest[1:]) * _OVERSHOOT > above)
    peaks = np.zeros((rows, _FRAME // hop), np.float32)
    if not len(loud):
        return peaks.reshape(-1)[: count // hop]
    batches = -(-len(loud) // _ROWS)
    windows = np.zeros((batches * _ROWS, _FRAME + _TAPS - 1), np.float32)
    windows[: len(loud)] = np.lib.stride_tricks.sliding_window_view(padded, windows.shape[1])[loud * _FRAME]
    columns = windows.reshape(batches, _ROWS, -1).swapaxes(1, 2)  # a column per row: its maximum is the faster one
    between = _interpolation() @ columns
    between = np.abs(between, out=between).reshape(batches, _FRAME // hop, -1, _ROWS).max(axis=2)
    at = np.abs(columns[:, _TAPS // 2 - 1 :][:, :_FRAME]).reshape(batches, _FRAME // hop, hop, _ROWS).max(axis=2)
    peaks[loud] = np.maximum(between, at).swapaxes(1, 2).reshape(batches * _ROWS, -1)[: len(loud)]
    return peaks.reshape(-1)[: count // hop]


def _largest_of_runs(samples: Samples, size: int) -> Samples:
    """The largest of each run of `size` samples, a power of two: halved again and again, faster than along rows."""
    while size > 1:
        samples, size = np.maximum(samples[::2], samples[1::2]), size // 2
    return samples


def decibels(amplitude: float) -> float:
    return 20 * math.log10(max(amplitude, 1e-10))


def amplitude(level_db: float) -> float:
    return float(10 ** (level_db / 20))


@lru_cache(maxsize=1)
def _interpolation() -> Samples:
    """(96, 47): a window of 32 + 15 samples → three points after each of the 32. Kaiser-windowed sinc, beta 5."""
    matrix = np.zeros((_FRAME * (OVERSAMPLING - 1), _FRAME + _TAPS - 1), np.float32)
    taps = np.arange(_TAPS) - (_TAPS // 2 - 1)
    for phase in range(1, OVERSAMPLING):
        distance = taps - phase / OVERSAMPLING
        window = np.i0(5.0 * np.sqrt(np.maximum(0, 1 - (distance / (_TAPS / 2)) ** 2))) / np.i0(5.0)
        kernel = np.sinc(distance) * window
        kernel /= kernel.sum()
        for position in range(_FRAME):
            matrix[position * (OVERSAMPLING - 1) + phase - 1, position : position + _TAPS] = kernel
    return matrix


@lru_cache(maxsize=8)
def _weighting(sample_rate: int, size: int) -> Samples:
    """For each real and imaginary part of a spectrum of `size` samples: its share in the K-weighted power.

    The K-weighting is a shelf of +4 dB above 1.7 kHz and a high pass at 38 Hz. BS.1770 gives coefficients for 48 kHz;
    the analogue prototypes behind them are transformed to the rate at hand.
    """
    centre, gain, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k, high = math.tan(math.pi * centre / sample_rate), 10 ** (gain / 20)
    middle = high**0.4996667741545416
    scale = 1 + k / quality + k * k
    shelf = (
        [high + middle * k / quality + k * k, 2 * (k * k - high), high - middle * k / quality + k * k],
        [scale, 2 * (k * k - 1), 1 - k / quality + k * k],
    )
    centre, quality = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * centre / sample_rate)
    scale = 1 + k / quality + k * k
    pass_high = ([scale, -2 * scale, scale], [scale, 2 * (k * k - 1), 1 - k / quality + k * k])
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(len(delay), np.complex128)
    for forward, back in (shelf, pass_high):
        response *= np.polyval(forward[::-1], delay) / np.polyval(back[::-1], delay)
    power = np.abs(response) ** 2 * 2 / size**2
    power[0] /= 2  # the only frequencies that have no mirror image
    if size % 2 == 0:
        power[-1] /= 2
    return np.repeat(power, 2).astype(np.float32)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
