"""Another speaker from hibari's network: the pitch track scaled, and the spectral envelope moved along frequency.

The network describes speech as a source (a pitch track) and a filter (five parts of a spectrum, one column a frame).
A longer vocal tract has its resonances lower, so moving the filter down and the source further down gives a man's voice
with the words, timing and cost of the voice it was derived from. Resampling, in contrast, moves both by one factor.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Track = npt.NDArray[np.float32]

REFERENCE_HERTZ = 195.0
"""Median pitch of heart, around which the range of a derived voice is narrowed."""

UNVOICED_HERTZ = 40.0
"""hibari's own threshold: frames below it have no pitch."""

KNEE = 0.8
"""Share of the target spectrum that moves in proportion; above it one line leads to the top (Lee & Rose, 1996)."""

LEVEL = 1.5
"""A lower voice has more harmonics below the same ceiling: with its amplitude scaled by the pitch ratio to this power,
the derived voices were as loud as heart (RMS within 1 dB over 600 words)."""


@dataclass(frozen=True)
class Timbre:
    """`pitch` and `formant` as ratios to the original; `span`: width of the intonation, 1 is the original's."""

    pitch: float
    formant: float
    span: float = 1.0


class Spectra(NamedTuple):
    """What the network returns: five arrays (bins, frames), and the pitch in Hz of each frame, 0 where unvoiced."""

    harmonic: Track
    rotation: Track
    noise: Track
    free: Track
    phase: Track
    pitch: Track


def retimbred(spectra: Spectra, timbre: Timbre) -> Spectra:
    """The same speech by the speaker that `timbre` describes. Magnitudes are interpolated, angles taken as they are."""
    nearest, lower, share = _sources(spectra.harmonic.shape[0], timbre.formant)

    def moved(logarithms: Track) -> Track:
        between: Track = logarithms[lower] * (1 - share) + logarithms[lower + 1] * share
        return between

    return Spectra(
        harmonic=moved(spectra.harmonic) + np.float32(LEVEL * np.log(timbre.pitch)),
        rotation=spectra.rotation[nearest],
        noise=moved(spectra.noise),
        free=moved(spectra.free),
        phase=spectra.phase[nearest],
        pitch=_intoned(spectra.pitch, timbre),
    )


def _intoned(pitch: Track, timbre: Timbre) -> Track:
    voiced = pitch > UNVOICED_HERTZ
    octaves = np.log2(np.where(voiced, pitch, REFERENCE_HERTZ) / REFERENCE_HERTZ)
    intoned = REFERENCE_HERTZ * timbre.pitch * 2.0 ** (octaves * timbre.span)
    return np.where(voiced, intoned, 0.0).astype(np.float32)


@lru_cache(maxsize=8)
def _sources(bins: int, formant: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Track]:
    """For each bin of the new spectrum where it is taken from: the nearest bin, the one below, and the way between."""
    top = bins - 1
    knee = KNEE * top * min(formant, 1.0)
    bin_of = np.arange(bins, dtype=np.float64)
    source = np.interp(bin_of, [0.0, knee, top], [0.0, knee / formant, top])
    lower = np.minimum(source.astype(np.intp), top - 1)
    return np.rint(source).astype(np.intp), lower, (source - lower).astype(np.float32)[:, None]
