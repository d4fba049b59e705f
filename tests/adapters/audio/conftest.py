"""Sound that stands for speech: syllables of a buzzing tone with noise, at a level of one's choice."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.adapters.audio.shows import Show, made_show

RATE = 44_100

Speech = Callable[..., NDArray[np.float32]]


def _speech(seconds: float, *, tone: float = 140.0, rms_db: float = -23.0, rate: int = RATE) -> NDArray[np.float32]:
    """Pulses at `tone` Hz through two resonances, four syllables a second: a crest factor of about 17 dB."""
    time = np.arange(round(seconds * rate)) / rate
    phase = (time * tone) % 1
    pulse = np.exp(-phase * 2) * (np.sin(2 * np.pi * 3 * phase) + 0.5 * np.sin(2 * np.pi * 9 * phase))
    noise = np.random.default_rng(round(tone)).standard_normal(len(time)) * 0.05
    syllables = np.clip(np.sin(2 * np.pi * 4 * time) + 0.5 * np.sin(2 * np.pi * 0.7 * time), 0, None)
    sound = (pulse + noise) * syllables
    sound *= 10 ** (rms_db / 20) / np.sqrt(np.mean(sound**2))
    return np.clip(sound, -1, 1).astype(np.float32)


@pytest.fixture(scope="session")
def speech() -> Speech:
    return _speech


@pytest.fixture
def show(speech: Speech) -> Show:
    return made_show(speech)
