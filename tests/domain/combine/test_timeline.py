"""The timeline: order, pauses, lead-in and tail."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.combine.timeline import SpokenTurn, build_timeline, pause_seconds
from domain.tts.speaker import Role

RATE = 44_100


def spoken(index: int, text: str, *, segment: int = 0, role: Role = Role.EXPERT, samples: int = RATE) -> SpokenTurn:
    return SpokenTurn(
        index=index, segment=segment, speaker=role.upper(), role=role, text=text, samples=samples, loudness_lufs=-20.0
    )


def test_pauses_follow_what_was_said() -> None:
    answer = spoken(2, "Because the dough is cold and the yeast is slow.")
    question = spoken(1, "Why does it take so long?", role=Role.HOST)
    assert 0.25 <= pause_seconds(question, answer) <= 0.35
    assert 0.45 <= pause_seconds(answer, question) <= 0.60
    assert 0.25 <= pause_seconds(spoken(3, "Go on.", role=Role.HOST), answer) <= 0.35
    assert 0.45 <= pause_seconds(spoken(3, "Go on."), answer) <= 0.60
    assert 0.25 <= pause_seconds(spoken(4, "“Really?” "), answer) <= 0.35
    assert pause_seconds(question, spoken(5, "Next.", segment=1)) == 0.9


def test_pauses_vary_and_are_always_the_same() -> None:
    turns = [spoken(number, f"This is statement number {number}.") for number in range(1, 40)]
    pauses = [pause_seconds(before, after) for before, after in pairwise(turns)]
    assert len({round(pause, 4) for pause in pauses}) > 30
    assert build_timeline(turns) == build_timeline(list(turns))


def test_lead_in_and_tail() -> None:
    timeline = build_timeline([spoken(1, "Hello.")])
    assert timeline.placed[0].start == round(0.25 * RATE)
    assert timeline.total == round(0.25 * RATE) + RATE + round(0.8 * RATE)
    assert build_timeline([]).placed == ()


@given(
    st.lists(
        st.tuples(st.text(max_size=60), st.integers(0, 3), st.integers(0, 20 * RATE), st.sampled_from(Role)),
        max_size=30,
    )
)
def test_clips_stand_in_order_without_overlap(turns: list[tuple[str, int, int, Role]]) -> None:
    made = [
        spoken(number, text, segment=segment, role=role, samples=samples)
        for number, (text, segment, samples, role) in enumerate(turns, 1)
    ]
    timeline = build_timeline(made)
    assert [placed.turn for placed in timeline.placed] == [turn.index for turn in made]
    for before, after in pairwise(timeline.placed):
        assert after.start >= before.start + before.samples + round(0.25 * RATE)
    if made:
        assert timeline.total > timeline.placed[-1].start + timeline.placed[-1].samples
