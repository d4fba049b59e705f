"""Where recordings are cut: in pauses where there are any, never through a word, and not for silence."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transcribe.pieces import LONGEST_UNTIMED, WINDOW, piece_limits, plan_pieces, silences
from domain.vendors.declarations import RecognitionTraits

SPEECH, QUIET = b"\x14", b"\x50"


def levels(*parts: tuple[bytes, float]) -> bytes:
    return b"".join(level * round(seconds / WINDOW) for level, seconds in parts)


def talk(seconds: float) -> bytes:
    """Ten seconds of speech and half a second of pause, again and again."""
    return (levels((SPEECH, 10), (QUIET, 0.5)) * (round(seconds / 10.5) + 1))[: round(seconds / WINDOW)]


def test_pieces_end_in_pauses_and_follow_one_another() -> None:
    plan = plan_pieces(talk(600), longest=100)
    assert plan.seconds == 600
    assert len(plan.pieces) == 7
    assert {each.lead for each in plan.pieces} == {0.0}
    for before, after in zip(plan.pieces, plan.pieces[1:], strict=False):
        assert before.end == after.start
        assert any(abs(before.end - (start + end) / 2) <= WINDOW for start, end in silences(talk(600)))
    assert all(each.seconds <= 100 for each in plan.pieces)


def test_without_pauses_they_overlap_where_it_is_quietest() -> None:
    humming = levels((SPEECH, 70), (b"\x1e", 0.2), (SPEECH, 100))
    plan = plan_pieces(humming, longest=90, overlap=4)
    first, second = plan.pieces[:2]
    assert abs(first.end - 2 - 70.1) < 0.2
    assert (round(first.end - second.start, 2), second.lead) == (4.0, 4.0)


def test_long_silences_are_not_sent() -> None:
    plan = plan_pieces(levels((QUIET, 20), (SPEECH, 10), (QUIET, 60), (SPEECH, 10), (QUIET, 5)), longest=300)
    assert [(round(each.start, 1), round(each.end, 1)) for each in plan.pieces] == [(19.7, 30.3), (89.7, 100.3)]
    assert len(plan_pieces(levels((QUIET, 100)), longest=300).pieces) == 1, "nothing louder says that it is silence"
    assert plan_pieces(levels((b"\x7f", 100)), longest=300).pieces == ()
    assert plan_pieces(b"", longest=300).pieces == ()


def test_a_quiet_recording_is_speech_too() -> None:
    plan = plan_pieces(levels((b"\x41", 10), (b"\x7f", 0.5)) * 3, longest=300)
    assert round(sum(each.seconds for each in plan.pieces)) == 31


def test_silences_are_told_from_the_start_of_their_piece() -> None:
    plan = plan_pieces(levels((SPEECH, 50), (QUIET, 3), (SPEECH, 50)) * 2, longest=120)
    told = [span for each in plan.pieces for span in each.silences]
    assert any(round(end - start) == 3 for start, end in told)
    assert all(0 <= start < end <= 120 for start, end in told)


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 40.0)), max_size=30), st.floats(10, 60), st.booleans())
@settings(max_examples=100, deadline=None)
def test_everything_that_sounds_is_in_a_piece(parts: list[tuple[bool, float]], longest: float, always: bool) -> None:
    made = levels(*((SPEECH if loud else QUIET, seconds) for loud, seconds in parts))
    plan = plan_pieces(made, longest=longest, overlap=4.0, always=always)
    covered = bytearray(len(made))
    for each in plan.pieces:
        assert 0 < each.seconds <= longest + 2 * WINDOW
        first, last = round(each.start / WINDOW), round(each.end / WINDOW)
        covered[first:last] = b"\x01" * (last - first)
    assert all(covered[at] for at, level in enumerate(made) if level == SPEECH[0])
    starts = [each.start for each in plan.pieces]
    assert starts == sorted(starts)


def test_what_tells_no_times_is_asked_in_short_pieces() -> None:
    assert piece_limits(RecognitionTraits(maximum_seconds=1400), speakers=False) == (300, 4)
    assert piece_limits(RecognitionTraits(maximum_seconds=1400, maximum_bytes=10**9), speakers=True) == (1400, 20)
    assert piece_limits(RecognitionTraits(word_times=False), speakers=False)[0] == LONGEST_UNTIMED
    assert piece_limits(RecognitionTraits(maximum_bytes=3_200_000), speakers=False)[0] == 95
