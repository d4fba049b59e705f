"""Seams between segments that did not know each other's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.model import DraftTurn, Part
from domain.script.prompted.seams import without_seams
from domain.tts.speaker import Role

PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=150),
    Part(name="Bo", role=Role.EXPERT, words_per_minute=150),
)
ANGLE = "The angle of the run is the angle to the sun."
NEW = "A robot bee was built later, and living bees followed where it pointed them."


def turns(*texts: str) -> tuple[DraftTurn, ...]:
    return tuple(DraftTurn(speaker="Bo" if n % 2 else "Ada", text=text) for n, text in enumerate(texts))


OPENING = turns("What do we know of the dance of the bees?", f"It tells the way. {ANGLE}")


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (("What came later?", f"{NEW} {ANGLE}"), ("What came later?", NEW)),
        (("What came later?", NEW, "What is the angle?", ANGLE), ("What came later?", NEW)),
        (("Welcome back to the show. What came later?", NEW), ("What came later?", NEW)),
        (("As we said before, what came later?", NEW), ("What came later?", NEW)),
        (("Hola a todos. ¿Qué vino?", NEW), ("¿Qué vino?", NEW)),
        (("What came later?", f"{NEW} The angle of that run is the angle to the sun."), ("What came later?", NEW)),
        (("What came later?", f"{NEW} It is so."), ("What came later?", f"{NEW} It is so.")),
        (("High bees fly where?", NEW), ("High bees fly where?", NEW)),
    ],
)
def test_what_was_said_and_greetings_are_left_out(written: tuple[str, ...], left: tuple[str, ...]) -> None:
    found = without_seams(turns(*written), [OPENING], PARTS)
    assert tuple(turn.text for turn in found) == left


def test_another_figure_or_another_thing_is_not_the_same() -> None:
    before = turns("How many?", "In 1944 he marked 20 bees with paint behind the glass.")
    other = turns("And then?", "In 1945 he marked 30 bees with paint behind the glass.")
    assert without_seams(other, [before], PARTS) == other


def test_a_segment_that_has_nothing_else_stays() -> None:
    same = turns("What is the angle of the run?", ANGLE)
    assert without_seams(same, [OPENING], PARTS) == same


def test_the_first_segment_keeps_what_it_has() -> None:
    first = turns("Welcome. What do bees do?", ANGLE)
    assert without_seams(first, [], PARTS) == first


@given(st.lists(st.sampled_from([ANGLE, NEW, "Why?", "Hello. ", "It tells the way."]) | st.text(max_size=40)))
def test_what_is_left_stood_there_in_this_order(texts: list[str]) -> None:
    written = turns(*texts)
    found = without_seams(written, [OPENING], PARTS)
    left = iter(written)
    for turn in found:
        assert any(turn.speaker == one.speaker and turn.text[1:] in one.text for one in left)
    again = without_seams(found, [OPENING], PARTS)
    assert sum(len(turn.text) for turn in again) <= sum(len(turn.text) for turn in found)
