"""Slower or faster speech at the same pitch: overlap-add of waveform pieces taken where they fit best (WSOLA).

Verhelst & Roelands, ICASSP 1993. hibari's durations are whole frames of 25 ms, most of them two or three, so its own
speed moves in leaps; this moves it smoothly.
"""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

WINDOW_SECONDS = 0.03
"""Two to six periods of a speaking voice."""
REACH_SECONDS = 0.008
"""How far to both sides a better fit is looked for: a period of the deepest voice here (110 Hz) fits in."""


def stretched(samples: Samples, *, rate: int, factor: float) -> Samples:
    """`factor` times as long, to the sample. At 1 the samples themselves."""
    length = round(samples.size * factor)
    half = round(rate * WINDOW_SECONDS / 2)
    if length == samples.size or samples.size < 4 * half:
        return samples
    reach = round(rate * REACH_SECONDS)
    window = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * half) / half)).astype(np.float32)
    pieces = -(-length // half) + 1
    source = np.pad(samples, (half + reach, 4 * half + 2 * reach))
    out = np.zeros((pieces + 1) * half, np.float32)
    natural = 0  # where the piece before would continue, as an offset into `source`
    for piece in range(pieces):
        ideal = min(
            round(piece * half / factor), samples.size
        )  # offset of the first candidate; the ideal is the middle
        at = ideal + reach
        if piece:
            fit = np.correlate(
                source[ideal : ideal + 2 * reach + 2 * half], source[natural : natural + 2 * half], "valid"
            )
            at = ideal + int(fit.argmax())
        out[piece * half : (piece + 2) * half] += source[at : at + 2 * half] * window
        natural = at + half
    return out[half : half + length]
