"""Gains of turns: how each is brought to the level of the episode."""

import pytest

from domain.combine.loudness import MAXIMUM_GAIN_DB, PROGRAMME_OFFSET_DB, TARGET_LUFS, gain_db


@pytest.mark.parametrize("loudness", [-31.0, -23.5, -16.0, -14.0])
def test_the_gain_brings_every_clip_to_the_same_loudness(loudness: float) -> None:
    assert loudness + gain_db(loudness) == pytest.approx(TARGET_LUFS + PROGRAMME_OFFSET_DB)


def test_the_gain_is_bounded_and_silence_is_left_alone() -> None:
    assert gain_db(-69.0) == MAXIMUM_GAIN_DB
    assert gain_db(20.0) == -MAXIMUM_GAIN_DB
    assert gain_db(None) == 0.0
