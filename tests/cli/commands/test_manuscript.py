"""A script goes through an editor and comes back as it was, but for what a person changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.client.answers import Outline, Script, Segment, Turn
from cli.commands.manuscript import manuscript, read_manuscript
from cli.output import CliExit

WORDS = st.lists(st.text("abcdeßé,:[]#=", min_size=1, max_size=9), min_size=1, max_size=8).map(" ".join)


def script(*texts: str) -> Script:
    turns = [
        Turn(id=f"t{n:03}", index=n, segment=1 if n < 3 else 2, speaker="HOST" if n % 2 else "Dr. Ada 2", text=text)
        for n, text in enumerate(texts, start=1)
    ]
    outline = Outline(segments=[Segment(title="Dough", summary="What it is."), Segment(title="Heat")])
    return Script(title="Bread", outline=outline, turns=turns)


@given(st.lists(WORDS, min_size=3, max_size=6))
def test_what_was_not_touched_comes_back_as_it_was(texts: list[str]) -> None:
    told = script(*texts)
    back = read_manuscript(manuscript(told), told)
    assert back["title"] == "Bread"
    assert [each["title"] for each in back["outline"]["segments"]] == ["Dough", "Heat"]
    assert [(each["id"], each["segment"], each["speaker"], each["text"]) for each in back["turns"]] == [
        (turn.id, turn.segment, turn.speaker, turn.text) for turn in told.turns
    ]


def test_turns_are_changed_added_and_left_out() -> None:
    told = script("What is dough?", "Flour and water.", "And the oven?")
    text = manuscript(told).replace("Flour and water.", "Flour, water\nand salt.")
    text = text.replace("HOST [t001]: What is dough?", "HOST: Listen.").replace("= Bread", "= Rye")
    back = read_manuscript(text, told)
    assert back["title"] == "Rye"
    assert [(each.get("id"), each["text"]) for each in back["turns"]] == [
        (None, "Listen."),
        ("t002", "Flour, water and salt."),
        ("t003", "And the oven?"),
    ]


def test_a_line_that_belongs_to_no_turn_is_named() -> None:
    told = script("What is dough?", "Flour and water.", "And the oven?")
    with pytest.raises(CliExit, match="Line 1 belongs to no turn"):
        read_manuscript("just words\n", told)
