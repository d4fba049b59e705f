"""Loops, words in silence and impossible paces are found; what people do say is left alone."""

import pytest

from domain.transcribe.hallucinations import doubted
from domain.transcribe.words import Doubt, Word


def said(text: str, *, pace: float = 2.5, start: float = 0.0) -> list[Word]:
    return [
        Word(text=each, start=start + at / pace, end=start + (at + 0.9) / pace) for at, each in enumerate(text.split())
    ]


def doubts(words: list[Word], *silences: tuple[float, float]) -> dict[int, Doubt]:
    return {at: each.doubt for at, each in enumerate(doubted(words, silences)) if each.doubt is not None}


@pytest.mark.parametrize(
    "text",
    [
        "no no no no no no I said",
        "very very very good",
        "and then and then and then we went home",
        "row row row your boat gently down the stream",
        "one two three four five six seven eight nine ten",
        "never gonna give you up never gonna give you up never gonna let you down",
    ],
)
def test_what_people_say_is_left_alone(text: str) -> None:
    assert doubts(said(text)) == {}


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("well thank you for watching " + "thank you for watching " * 5, 5, 20),
        ("so " + "you " * 12, 2, 11),
        ("I think that " + "I think that. I think that, " * 3 + "it is", 3, 18),
    ],
)
def test_loops_are_found_but_for_their_first_saying(text: str, first: int, count: int) -> None:
    found = doubts(said(text))
    assert (min(found), len(found), set(found.values())) == (first, count, {Doubt.REPEATED})


def test_words_in_silence_are_found_and_those_beside_it_are_not() -> None:
    words = [*said("this is real", start=0), *said("thank you", start=6), *said("and this", start=9.8)]
    assert doubts(words, (1.0, 10.0)) == {3: Doubt.SILENCE, 4: Doubt.SILENCE}


def test_impossible_paces_are_found() -> None:
    real = said(" ".join(f"a{n}" for n in range(30)), pace=6)
    burst = said(" ".join(f"b{n}" for n in range(20)), pace=40, start=10)
    found = doubts([*real, *burst])
    assert set(found.values()) == {Doubt.PACE}
    assert min(found) >= 29
    assert len(found) >= 20


def test_nothing_is_heard() -> None:
    assert doubted([], [(0.0, 5.0)]) == []
