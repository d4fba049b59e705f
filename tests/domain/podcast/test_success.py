"""When an episode is what was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.podcast.success import SCRIPT, Shortcoming, fault_of, judge, spelled
from domain.script.model import Part
from domain.tts.speaker import Role

PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=150),
    Part(name="Bo", role=Role.EXPERT, words_per_minute=150),
)
BOTH = {"Ada", "Bo"}


@pytest.mark.parametrize(
    ("minutes", "possible", "speaking", "found"),
    [
        (5, None, BOTH, []),
        (3.4, None, BOTH, []),
        (6.6, None, BOTH, []),
        (3.3, None, BOTH, [Shortcoming.TOO_SHORT]),
        (0.2, None, BOTH, [Shortcoming.TOO_SHORT]),
        (6.7, None, BOTH, [Shortcoming.TOO_LONG]),
        (0.2, 0.2, BOTH, []),  # the sources could give no more, which was said before
        (0.1, 0.2, BOTH, [Shortcoming.TOO_SHORT]),
        (7, 0.2, BOTH, [Shortcoming.TOO_LONG]),
        (5, None, {"Bo"}, [Shortcoming.ONE_VOICE]),
        (1, None, {"Bo"}, [Shortcoming.TOO_SHORT, Shortcoming.ONE_VOICE]),
    ],
)
def test_within_a_third_and_in_all_voices(
    minutes: float, possible: float | None, speaking: set[str], found: list[Shortcoming]
) -> None:
    judged = judge(minutes, asked=5, possible=possible, speaking=speaking, parts=PARTS)
    assert [one.shortcoming for one in judged] == found


@given(st.floats(0.1, 200), st.floats(0.5, 180), st.none() | st.floats(0.1, 180))
def test_what_is_asked_for_is_always_a_success(share: float, asked: float, possible: float | None) -> None:
    given = min(asked, asked if possible is None else possible)
    assert judge(given, asked=asked, possible=possible, speaking=BOTH, parts=PARTS) == []
    assert judge(asked * (1.34 + share), asked=asked, possible=possible, speaking=BOTH, parts=PARTS) != []


def test_it_says_what_was_found_and_what_to_do() -> None:
    fault = fault_of(SCRIPT, judge(0.17, asked=5, possible=None, speaking={"Bo"}, parts=PARTS))
    assert fault.code == "episode_too_short"
    assert "It takes about 10 seconds, and 5 minutes were asked for. Ada has no turn." in fault.message
    assert "Resume to go on with it as it is." in fault.advice
    assert spelled(2.54) == "2.5 minutes"
