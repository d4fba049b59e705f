"""Noun phrases and opening phrases that a question may take up."""

import pytest

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.leading_phrases import leading_clause, leading_phrase
from domain.script.extractive.language.subjects import subject_of

CAPITALS = Capitals(
    ["the oven and the wheat, but the dough of Egypt, and in Vienna; roller mills and history of bread"]
)


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("The oven is hot.", "the oven"),
        ("Wheat flour contains two proteins.", "wheat flour"),
        ("Roller mills turned the order around.", "roller mills"),
        ("Louis Pasteur showed that cells live.", "Louis Pasteur"),
        ("In 1862, Louis Pasteur showed that cells live.", "Louis Pasteur"),
        ("The history of bread is long.", "the history of bread"),
        ("However, the oven was hot.", "the oven"),
    ],
)
def test_a_subject_is_found(sentence: str, phrase: str) -> None:
    subject = subject_of(sentence, CAPITALS)
    assert subject is not None
    assert subject.phrase == phrase
    assert phrase.lower() in sentence.lower()
    assert len(phrase.split()) <= 5


@pytest.mark.parametrize(
    "sentence",
    [
        "It is hot.",
        "There is an oven.",
        "12 loaves were baked.",
        "The reason is simple.",
        "Baking bread takes time.",
        "Some of them were hot.",
        "The authors found an oven.",
        "The bread that they baked in the ashes was flat.",
    ],
)
def test_a_doubtful_subject_is_none(sentence: str) -> None:
    assert subject_of(sentence, CAPITALS) is None


def test_opening_phrases_are_verbatim() -> None:
    assert leading_phrase("In 1862, Pasteur worked.") == "In 1862"
    assert leading_phrase("In the end, Pasteur won.") is None
    assert leading_phrase("In this way, Pasteur won.") is None
    assert leading_clause("When flour meets water, gluten forms.") == "When flour meets water"
    assert leading_clause("When it meets water, gluten forms.") is None
