"""Resampling: tones keep their pitch, and nothing is mirrored into the lower rate."""

import numpy as np
import pytest

from adapters.audio.resample import resampled


@pytest.mark.parametrize("source", [8_000, 16_000, 22_050, 24_000, 44_056, 44_100, 48_000])
def test_a_tone_stays_the_same_tone(source: int) -> None:
    hertz = 1_500.0
    tone = np.sin(2 * np.pi * hertz * np.arange(source) / source).astype(np.float32)
    made = resampled(tone, source, 44_100)
    assert made.dtype == np.float32
    assert len(made) == 44_100
    wanted = np.sin(2 * np.pi * hertz * np.arange(44_100) / 44_100)
    np.testing.assert_allclose(made[4_000:-4_000], wanted[4_000:-4_000], atol=1e-4)


def test_what_the_lower_rate_cannot_hold_is_gone_and_nothing_is_mirrored() -> None:
    tone = np.sin(2 * np.pi * 10_000 * np.arange(48_000) / 48_000).astype(np.float32)
    assert np.abs(resampled(tone, 48_000, 16_000)[1_000:-1_000]).max() < 1e-4
    up = resampled(tone[::3].copy(), 16_000, 48_000)
    spectrum = np.abs(np.fft.rfft(up[4_800:-4_800] * np.hanning(len(up) - 9_600)))
    assert spectrum[len(spectrum) // 3 + 200 :].max() < 1e-3 * spectrum.max()


def test_an_empty_clip_stays_empty() -> None:
    assert len(resampled(np.zeros(0, np.float32), 24_000, 44_100)) == 0
