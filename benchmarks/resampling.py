"""How exactly and how fast clips change their sample rate: ours (adapters/audio/resample.py) beside soxr, if installed.

    python -m benchmarks.resampling [--seconds 10]

Tones: what remains of a tone when the sine of its frequency is taken away, as a signal-to-noise ratio, the worst up to
80 % of the narrower band. Edge: where the level has fallen by 1 dB, as a share of that band. Leak: what a tone outside
the band leaves (going down), or what is mirrored above it (going up), against the tone. Speed: seconds of sound a
second on one core, over a clip of the usual length; the matrices and tables of both are made before. Lengths: of 2,000
clips, those that do not become round(n · target / source) samples.
"""

import argparse
import importlib
import os
import time
from collections.abc import Callable

import numpy as np

from adapters.audio.levels import Samples
from adapters.audio.resample import resampled

PAIRS = ((24_000, 44_100), (22_050, 44_100), (16_000, 44_100), (48_000, 44_100), (44_100, 24_000), (44_100, 48_000))
EDGE = 0.1  # seconds left out at both ends, where neither knows what comes before and after
Resample = Callable[[Samples, int, int], Samples]


def candidates() -> dict[str, Resample]:
    found: dict[str, Resample] = {"ours": resampled}
    try:
        soxr = importlib.import_module("soxr")
    except ImportError:
        return found
    for quality in ("MQ", "HQ", "VHQ"):
        found[f"soxr {quality}"] = lambda samples, source, target, quality=quality: soxr.resample(  # type: ignore[misc]  # mypy cannot tell the type of a lambda's default
            samples, source, target, quality=quality
        )
    return found


def tone(hertz: float, rate: int, seconds: float = 1.0) -> Samples:
    return np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate).astype(np.float32)


def middle(samples: Samples, rate: int) -> Samples:
    cut = round(EDGE * rate)
    return samples[cut : len(samples) - cut]


def decibels(ratio: float) -> float:
    return float(20 * np.log10(max(ratio, 1e-9)))


def worst_tone(resample: Resample, source: int, target: int) -> float:
    band = min(source, target) / 2
    worst = 0.0
    for share in np.linspace(0.01, 0.8, 40):
        made = middle(resample(tone(share * band, source), source, target), target).astype(np.float64)
        phase = 2 * np.pi * share * band * np.arange(len(made)) / target
        waves = np.stack([np.sin(phase), np.cos(phase)], axis=1)
        rest = made - waves @ np.linalg.lstsq(waves, made, rcond=None)[0]
        worst = max(worst, float(np.sqrt(np.mean(rest**2) * 2)))
    return -decibels(worst)


def band_edge(resample: Resample, source: int, target: int) -> float:
    band = min(source, target) / 2
    for share in np.arange(0.80, 1.0, 0.005):
        made = middle(resample(tone(share * band, source), source, target), target)
        if decibels(float(np.sqrt(2 * np.mean(np.square(made, dtype=np.float64))))) < -1:
            return float(share)
    return 1.0


def leak(resample: Resample, source: int, target: int) -> float:
    """The worst of tones: going down, above the new band; going up, below the old one, whose mirror is looked for."""
    worst = 0.0
    for share in (0.5, 0.7, 0.85) if target > source else (1.1, 1.25, 1.5, 1.8):
        hertz = share * min(source, target) / 2
        if hertz >= source / 2:
            continue
        made = middle(resample(tone(hertz, source), source, target), target).astype(np.float64)
        spectrum = np.abs(np.fft.rfft(made * np.blackman(len(made)))) / (0.42 * len(made) / 2)
        above = round(len(spectrum) * source / target * 1.05) if target > source else 0
        if above < len(spectrum):
            worst = max(worst, float(spectrum[above:].max()))
    return decibels(worst)


def speed(resample: Resample, source: int, target: int, seconds: float) -> float:
    clip = tone(440, source, seconds)
    resample(clip, source, target)
    best = min(_timed(resample, clip, source, target) for _ in range(7))
    return seconds / best


def _timed(resample: Resample, clip: Samples, source: int, target: int) -> float:
    started = time.process_time()
    for _ in range(5):
        resample(clip, source, target)
    return (time.process_time() - started) / 5


def wrong_lengths(resample: Resample, source: int, target: int) -> int:
    lengths = [*range(1, 1_001), *range(100_000, 101_000)]
    silence = np.zeros(max(lengths), np.float32)
    return sum(len(resample(silence[:n], source, target)) != round(n * target / source) for n in lengths)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=10.0)
    seconds = asked.parse_args().seconds
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"{'':10}{'rates':>16}{'tones dB':>10}{'edge':>7}{'leak dB':>9}{'speed':>8}{'lengths':>9}")
    for source, target in PAIRS:
        for name, resample in candidates().items():
            print(
                f"{name:10}{source:>8}{target:>8}{worst_tone(resample, source, target):>10.1f}"
                f"{band_edge(resample, source, target):>7.3f}{leak(resample, source, target):>9.1f}"
                f"{speed(resample, source, target, seconds):>8.0f}{wrong_lengths(resample, source, target):>9}"
            )


if __name__ == "__main__":
    main()
