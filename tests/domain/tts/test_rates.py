"""Rates: what there is to say in a text, and how long a voice takes for it."""

import pytest

from domain.script.model import Part
from domain.tts.rates import letters_of, rate_of, seconds_of, words_per_minute
from domain.tts.speaker import Role


def part(words: float = 150.0, measured: float = 0.0) -> Part:
    return Part(name="Ada", role=Role.HOST, words_per_minute=words, characters_per_second=measured)


@pytest.mark.parametrize(
    ("text", "letters"),
    [("Bread rises.", 10), ("It is 2024.", 20), ("DNA", 6), ("A", 1), ("日本", 6), ("… — !", 0), ("", 0)],
)
def test_counts_what_is_said_and_nothing_else(text: str, letters: float) -> None:
    assert letters_of(text) == letters


def test_a_measured_rate_wins_over_one_in_words() -> None:
    assert rate_of(part()) == pytest.approx(11.0)
    assert rate_of(part(measured=8.0)) == 8.0
    assert seconds_of("a" * 80, part(measured=8.0)) == pytest.approx(10.0)
    assert words_per_minute(part()) == pytest.approx(150.0)
    assert words_per_minute(part(measured=8.8)) == pytest.approx(120.0)
