"""Learned rates, on every database: they add up, and the newer half of much that is known decides."""

import pytest

from adapters.catalog.catalog import Catalog
from domain.tts.learned import LearnedRates, Rate, delivery, letters_per_second, voice_key


def typed(catalog: Catalog) -> LearnedRates:
    """The type checker's own test."""
    return catalog.rates


async def test_what_is_learned_adds_up(catalog: Catalog) -> None:
    await catalog.rates.learn({"a": Rate(gave=100, took=10), "b": Rate(gave=1, took=1)})
    await catalog.rates.learn({"a": Rate(gave=50, took=10)})
    assert await catalog.rates.known(["a", "c"]) == {"a": Rate(gave=150, took=20)}
    assert await catalog.rates.known([]) == {}


async def test_a_voice_that_changed_is_known_after_some_time(catalog: Catalog) -> None:
    await catalog.rates.learn({"a": Rate(gave=10_000_000, took=1_000_000)})
    for _ in range(20):
        await catalog.rates.learn({"a": Rate(gave=20_000, took=1000)})
    found = (await catalog.rates.known(["a"]))["a"]
    assert found.gave / found.took == pytest.approx(20, rel=0.1)


def test_little_says_nothing_and_much_is_rounded() -> None:
    assert letters_per_second(None) == 0
    assert letters_per_second(Rate(gave=100, took=10)) == 0
    assert letters_per_second(Rate(gave=1234, took=100)) == 12.3
    assert delivery(None) == delivery(Rate(gave=10, took=100)) == 1.0
    assert delivery(Rate(gave=612, took=1000)) == 0.6


def test_each_voice_at_each_speed_is_another() -> None:
    voice = {"vendor": "v", "model": "m", "voice": "x", "language": "en"}
    assert voice_key(**voice, speed=1.0) != voice_key(**voice, speed=1.1)
    assert voice_key(**{**voice, "voice": "m\0x", "model": ""}, speed=1.0) != voice_key(**voice, speed=1.0)
