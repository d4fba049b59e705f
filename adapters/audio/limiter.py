"""A look-ahead limiter on the true peak: a stream whose samples leave a little later, as many as came in."""

import numpy as np
from numpy.typing import NDArray

from adapters.audio.levels import Samples, amplitude, oversampled_peaks

_HOP = 16  # samples for which one gain is computed (0.36 ms); between them the gain moves in a straight line
_BEFORE, _AFTER = 7, 8  # context of the oversampling
_ATTACK_SECONDS = 0.005  # look-ahead: the gain glides down before the peak, slowly enough not to click
_RELEASE_DB_PER_SECOND = 60.0  # 3 dB are given back in 50 ms: within a syllable, slower than a pitch period


class Limiter:
    """Holds 4 × oversampled peaks at or below the ceiling. Feed blocks, then `finish` once."""

    def __init__(self, sample_rate: int, ceiling_dbtp: float) -> None:
        self._ceiling = amplitude(ceiling_dbtp)
        self._attack = max(2, round(_ATTACK_SECONDS * sample_rate / _HOP))  # in hops
        self._fall = _RELEASE_DB_PER_SECOND * _HOP / sample_rate
        self._skip = self._attack * _HOP  # silence put before the beginning, for a peak there to have its attack
        self._audio = np.zeros(_BEFORE + self._skip, np.float32)  # context, then everything not yet given back
        self._needed = np.zeros(1)  # dB to take away in each hop of `_audio`, with the hop before it
        self._envelope = np.zeros(self._attack - 1)  # what the moving average still looks back to

    def feed(self, samples: Samples) -> Samples:
        """The samples that are ready, about 6 ms behind those fed."""
        self._audio = np.concatenate([self._audio, samples])
        known = len(self._needed) - 1
        fresh = (len(self._audio) - _BEFORE - _AFTER) // _HOP - known
        if fresh > 0:
            start = known * _HOP
            peaks = oversampled_peaks(self._audio[start:], fresh * _HOP, hop=_HOP, above=self._ceiling)
            over = 20 * np.log10(np.maximum(peaks.astype(np.float64) / self._ceiling, 1.0))
            self._needed = np.concatenate([self._needed, over])
        ready = len(self._needed) - 1 - (self._attack + 2)
        if ready <= 0:
            return np.zeros(0, np.float32)
        gains = self._gains(ready)
        made = self._audio[_BEFORE : _BEFORE + ready * _HOP]
        if gains is not None:
            made = made * gains
        self._audio = self._audio[ready * _HOP :].copy()
        skipped, self._skip = self._skip, max(0, self._skip - len(made))
        return made[skipped:]

    def finish(self) -> Samples:
        """The samples that are left."""
        remaining = len(self._audio) - _BEFORE - self._skip
        silence = np.zeros((self._attack + 4) * _HOP + _AFTER, np.float32)
        return self.feed(silence)[:remaining]

    def _gains(self, ready: int) -> Samples | None:
        """One gain per sample for the next `ready` hops; None when no gain is below 1.

        Each hop takes the largest reduction from the hop before it to the end of the look-ahead, gives it back at
        the release rate, and averages over the attack: so no gain that touches a hop is above what that hop needs.
        """
        needed, reach = self._needed, self._attack + 2
        count = ready + 1  # the gain after the last hop is where its line ends
        widest = _largest_of(needed, reach)[:count]
        steps = np.arange(1, count + 1) * self._fall
        held = np.maximum.accumulate(np.concatenate([self._envelope[-1:], widest + steps])) - np.concatenate(
            [[0], steps]
        )
        envelope = np.concatenate([self._envelope, np.maximum(held[1:], 0.0)])
        self._needed = needed[ready:].copy()
        self._envelope = envelope[ready : ready + self._attack - 1].copy()
        if not envelope.any():
            return None
        sums = np.concatenate([[0.0], np.cumsum(envelope)])
        average = np.maximum((sums[self._attack :] - sums[: -self._attack]) / self._attack, 0.0)
        gain: NDArray[np.float64] = 10 ** (-average / 20)
        gains = np.ones((ready, _HOP), np.float32)
        moved = np.flatnonzero(np.minimum(gain[:-1], gain[1:]) < 1)
        slope = (gain[moved + 1] - gain[moved])[:, None] * (np.arange(_HOP) / _HOP)
        gains[moved] = gain[moved, None] + slope
        return gains.reshape(-1)


def _largest_of(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The largest of each `width` values in a row: of two windows half as wide, and so on."""
    done = 1
    while done < width:
        step = min(done, width - done)
        values, done = np.maximum(values[:-step], values[step:]), done + step
    return values
