"""Questions that fit the answer."""

import pytest

from domain.script.extractive.choosing.excerpts import Excerpt
from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.talking.acts import ActType
from domain.script.extractive.talking.answer_acts import acts_before
from tests.domain.script.extractive.texts import sentence

CAPITALS = Capitals(
    ["the oven and the wheat, but the dough of Egypt, and in Vienna; roller mills and history of bread"]
)


@pytest.mark.parametrize(
    ("text", "act", "adjacent"),
    [
        ("The oven is a room of hot air.", ActType.DEFINITION, False),
        ("The oven is heated by burning wood.", ActType.PASSIVE, False),
        ("The oven cools because the door is open.", ActType.CAUSE, False),
        ("In 1862, the oven was cold.", ActType.MOMENT, False),
        ("In the oven, the dough is hot.", ActType.PLACE, False),
        ("When flour meets water, the dough forms.", ActType.CLAUSE, False),
        ("The oven is hotter than the dough.", ActType.COMPARISON, False),
        ("However, the dough was cold.", ActType.CONTRAST, True),
        ("For example, the dough was cold.", ActType.EXAMPLE, True),
        ("The oven stands near Vienna.", ActType.ABOUT, False),
        ("Nobody had seen it before noon.", ActType.LINK, False),
        ("Nobody had seen it before noon.", ActType.CONTINUE, True),
    ],
)
def test_the_question_fits_the_answer(text: str, act: ActType, adjacent: bool) -> None:
    found = next(acts_before(Excerpt((sentence(text),)), text, CAPITALS, adjacent=adjacent))
    assert found.type is act
    assert all(value.lower() in text.lower() or name in ("do", "be") for name, value in found.slots.items())


def test_steps_are_asked_for_as_steps() -> None:
    text = "First, mix the flour. Then, bake it."
    assert (
        next(acts_before(Excerpt((sentence(text, is_steps=True),)), text, CAPITALS, adjacent=False)).type
        is ActType.STEPS
    )


@pytest.mark.parametrize(
    ("text", "act", "asked"),
    [
        ("Roller mills were hotter than the oven.", ActType.COMPARISON, True),
        ("Roller mills cost more than forty pounds.", ActType.COMPARISON, False),
        ("Roller mills opened in 1870.", ActType.TIME, True),
        ("Roller mills have ground it since 1870.", ActType.TIME, False),
    ],
)
def test_amounts_are_no_comparison_and_a_span_is_no_date(text: str, act: ActType, asked: bool) -> None:
    found = [one.type for one in acts_before(Excerpt((sentence(text),)), text, CAPITALS, adjacent=False)]
    assert (act in found) is asked
