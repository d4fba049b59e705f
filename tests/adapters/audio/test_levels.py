"""Meters of loudness and true peak, held to the signals of their standards."""

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.audio.levels import LoudnessMeter, TruePeakMeter, oversampled_peaks

RATE = 44_100


def sine(seconds: float, *, hertz: float = 997.0, db: float = 0.0, rate: int = RATE) -> NDArray[np.float32]:
    time = np.arange(round(seconds * rate)) / rate
    return (10 ** (db / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def loudness(samples: NDArray[np.float32], *, rate: int = RATE, block: int = 50_000) -> float | None:
    meter = LoudnessMeter(rate)
    for start in range(0, len(samples), block):
        meter.feed(samples[start : start + block])
    return meter.integrated()


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
@pytest.mark.parametrize("db", [-40.0, -23.0, 0.0])
def test_the_reference_tone_of_bs_1770_measures_as_it_says(rate: int, db: float) -> None:
    """A full-scale sine of 997 Hz in one channel is −3.01 LUFS."""
    assert loudness(sine(5, db=db, rate=rate), rate=rate) == pytest.approx(db - 3.01, abs=0.05)


def test_the_gates_of_ebu_tech_3341() -> None:
    """Cases 3 and 4 of the EBU's set, in one channel: quiet parts around a loud one do not count."""
    parts = [sine(seconds, hertz=1000, db=level) for seconds, level in ((10, -36), (60, -23), (10, -36))]
    assert loudness(np.concatenate(parts).astype(np.float32)) == pytest.approx(-26.0, abs=0.1)
    parts = [np.tile(sine(1, hertz=1000), 10) * 10 ** (level / 20) for level in (-72, -36, *6 * [-23], -36, -72)]
    assert loudness(np.concatenate(parts).astype(np.float32)) == pytest.approx(-26.0, abs=0.1)


def test_blocks_of_any_size_give_the_same_loudness() -> None:
    sound = np.random.default_rng(1).standard_normal(7 * RATE).astype(np.float32) * 0.1
    assert loudness(sound, block=999) == pytest.approx(loudness(sound, block=10**9), abs=1e-4)


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.39, 0.41, 0.7])
def test_short_clips_have_a_loudness_too(seconds: float) -> None:
    assert loudness(sine(seconds, db=-20)) == pytest.approx(-23.0, abs=0.4)


def test_silence_has_none() -> None:
    assert loudness(np.zeros(RATE, np.float32)) is None
    assert loudness(np.zeros(0, np.float32)) is None
    assert TruePeakMeter().dbtp() is None


@pytest.mark.parametrize(("hertz", "phase"), [(11_025.0, np.pi / 4), (7_350.0, np.pi / 3), (5_512.5, np.pi / 8)])
def test_peaks_between_the_samples_are_found(hertz: float, phase: float) -> None:
    time = np.arange(RATE) / RATE
    sound = (0.5 * np.sin(2 * np.pi * hertz * time + phase)).astype(np.float32)
    sound *= np.hanning(len(sound)).astype(np.float32)
    meter = TruePeakMeter()
    for start in range(0, len(sound), 777):
        meter.feed(sound[start : start + 777])
    assert meter.dbtp() == pytest.approx(-6.02, abs=0.2)


def test_each_peak_is_found_in_its_own_place() -> None:
    sound = np.zeros(7 + 4_992 + 8, np.float32)
    sound[7 + 3_200] = 1.0
    peaks = oversampled_peaks(sound, 4_992, hop=16)
    assert len(peaks) == 312
    assert int(peaks.argmax()) == 200
    assert peaks[100:198].max() == 0


def test_peaks_above_a_level_are_those_that_are_found_without_one() -> None:
    """Loud bursts of a few samples anywhere: none is missed where the quiet around it is left out."""
    random = np.random.default_rng(3)
    sound = random.standard_normal(7 + 32_000 + 8).astype(np.float32) * np.float32(0.05)
    for at in random.integers(0, len(sound) - 4, 60):
        sound[at : at + 4] += random.uniform(-1, 1, 4).astype(np.float32)
    every, some = oversampled_peaks(sound, 32_000), oversampled_peaks(sound, 32_000, above=0.5)
    loud = every > 0.5
    assert 30 < loud.sum() < 120
    np.testing.assert_allclose(some[loud], every[loud], rtol=1e-6)
    assert some[~loud].max() <= 0.5 and not some.all()
