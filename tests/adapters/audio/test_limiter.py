"""The limiter: its length, its ceiling, and that it does not click."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adapters.audio.levels import TruePeakMeter
from adapters.audio.limiter import Limiter

RATE = 44_100


def limited(sound: NDArray[np.float32], blocks: list[int], *, ceiling: float = -2.0) -> NDArray[np.float32]:
    limiter, made, at, turn = Limiter(RATE, ceiling), [], 0, 0
    while at < len(sound):
        made.append(limiter.feed(sound[at : at + blocks[turn % len(blocks)]]))
        at += blocks[turn % len(blocks)]
        turn += 1
    return np.concatenate([*made, limiter.finish()])


def noise(seconds: float, gain: float) -> NDArray[np.float32]:
    random = np.random.default_rng(5)
    bursts = (random.standard_normal(round(seconds * 20)) > 0.5).repeat(RATE // 20)
    return (random.standard_normal(len(bursts)) * bursts * gain).astype(np.float32)


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8), st.integers(0, 20_000))
@settings(max_examples=40, deadline=None)
def test_length_and_samples_do_not_depend_on_the_blocks(blocks: list[int], length: int) -> None:
    sound = noise(1.0, 0.6)[:length]
    made = limited(sound, [max(block, 50) for block in blocks])
    assert len(made) == len(sound)
    np.testing.assert_allclose(made, limited(sound, [10**6]), atol=1e-6)


@pytest.mark.parametrize("gain", [0.3, 1.0, 4.0])
def test_true_peaks_stay_below_the_ceiling(gain: float) -> None:
    meter = TruePeakMeter()
    meter.feed(limited(noise(5, gain), [44_100]))
    peak = meter.dbtp()
    assert peak is not None
    assert peak <= -1.9


def test_what_needs_no_limiting_passes_unchanged() -> None:
    sound = noise(1, 0.05)
    assert np.array_equal(limited(sound, [5_000]), sound)


def test_a_peak_is_approached_and_left_without_a_jump() -> None:
    sound = np.full(RATE, 0.2, np.float32)
    sound[RATE // 2] = 3.0
    made = limited(sound, [RATE])
    gains = made / sound
    assert np.abs(np.diff(20 * np.log10(gains))).max() < 0.12  # dB per sample: 11 dB take 5 ms
    assert gains[RATE // 2 - 300] == pytest.approx(1.0)
    assert gains[-1] == pytest.approx(1.0)
