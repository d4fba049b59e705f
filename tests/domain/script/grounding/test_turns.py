"""Turns as models write them, over documents that were there before the check."""

import tomllib
from pathlib import Path

import pytest

from domain.script.grounding.check import check_turn
from tests.domain.script.extractive.texts import document

TURNS = tomllib.loads((Path(__file__).parent / "turns.toml").read_text(encoding="utf-8"))
TRUE = [(name, turn) for name, turns in TURNS.items() for turn in turns["true"]]
WRONG = [(name, turn) for name, turns in TURNS.items() for turn in turns.get("errors", [])]


def text_of(name: str) -> str:
    return "\n\n".join(one.text for one in document(name).passages)


@pytest.mark.parametrize(("name", "turn"), TRUE)
def test_a_true_turn_raises_no_alarm(name: str, turn: str) -> None:
    assert check_turn(turn, [text_of(name)], known=[name, "Ada", "Ben"]) == ()


@pytest.mark.parametrize(("name", "turn"), WRONG)
def test_a_wrong_turn_is_found(name: str, turn: str) -> None:
    assert check_turn(turn, [text_of(name)], known=[name, "Ada", "Ben"]) != ()
