"""Headings in the host's mouth."""

import pytest

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.talking.heading_phrases import phrase_of

CAPITALS = Capitals(
    ["the oven and the wheat, but the dough of Egypt, and in Vienna; roller mills and history of bread"]
)


@pytest.mark.parametrize(
    ("heading", "text", "noun"),
    [
        ("Chapter 3: The Oven", "the oven", True),
        ("2.1 Results", "what they found", True),
        ("INTRODUCTION", "where it starts", True),
        ("IV. Limitations", "where it falls short", True),
        ("Why Dough Rises", "why dough rises", True),
        ("Mix the dough", "Mix the dough", False),
        ("Bread in Vienna", "bread in Vienna", True),
    ],
)
def test_headings_become_phrases(heading: str, text: str, noun: bool) -> None:
    capitals = Capitals(["the oven and why the dough rises, bread in Vienna and the mix of it"])
    phrase = phrase_of(heading, capitals)
    assert phrase is not None
    assert (phrase.text, phrase.nominal) == (text, noun)


@pytest.mark.parametrize(
    "heading", ["Chapter 7", "III", "3.2", "", "A very long heading that goes on for ever and ever"]
)
def test_headings_without_a_phrase(heading: str) -> None:
    assert phrase_of(heading, CAPITALS) is None
