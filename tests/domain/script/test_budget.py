"""Words from minutes and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.budget import minutes_of, segment_count, shares, words_for
from domain.script.model import Part
from domain.tts.speaker import Role

HOST = Part(name="Ada", role=Role.HOST, words_per_minute=165.0)
EXPERT = Part(name="Ben", role=Role.EXPERT, words_per_minute=160.0)


@pytest.mark.parametrize(("minutes", "count"), [(0.5, 2), (1, 2), (2, 3), (3, 3), (5, 5), (8, 7), (10, 8), (180, 8)])
def test_segments(minutes: float, count: int) -> None:
    assert segment_count(minutes) == count


@given(st.floats(0.5, 180), st.floats(90, 240), st.floats(90, 240))
def test_words_and_minutes_are_inverse(minutes: float, host: float, expert: float) -> None:
    parts = (
        HOST.model_copy(update={"words_per_minute": host}),
        EXPERT.model_copy(update={"words_per_minute": expert}),
    )
    words = words_for(minutes, parts)
    assert words >= 40
    if words > 60:
        assert minutes_of(words, parts, segments=segment_count(minutes)) == pytest.approx(minutes, rel=0.02)


def test_pauses_cost_words_and_a_slow_voice_costs_more() -> None:
    assert words_for(3, (HOST, EXPERT)) < 3 * 160
    slow = EXPERT.model_copy(update={"words_per_minute": 120.0})
    assert words_for(3, (HOST, slow)) < words_for(3, (HOST, EXPERT))


def test_shares_add_up() -> None:
    assert sum(shares((HOST, EXPERT))) == pytest.approx(1)
    assert shares((EXPERT, EXPERT)) == [0.5, 0.5]
