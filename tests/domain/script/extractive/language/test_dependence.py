"""What needs the sentence before it."""

import pytest

from domain.script.extractive.language.back_references import takes_up
from domain.script.extractive.language.connectives import without_connective
from domain.script.extractive.language.dependence import Dependence, dependence_of


def test_a_leading_connective_goes_and_a_meaning_stays() -> None:
    assert without_connective("However, the town grew.") == "The town grew."
    assert without_connective("However hard they tried, it failed.") == "However hard they tried, it failed."
    assert without_connective("For example, the town grew.") == "For example, the town grew."


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("This is why the bread rises.", Dependence.REFERENCE),
        ("It rises because the yeast is alive.", Dependence.REFERENCE),
        ("In Egypt it was baked in ashes.", Dependence.REFERENCE),
        ("Since 2021 a part of it has been dried.", Dependence.REFERENCE),
        ("When the two stand in line, tides are high.", Dependence.REFERENCE),
        ("The acids also keep moulds away.", Dependence.REFERENCE),
        ("Roller mills turned that order around.", Dependence.REFERENCE),
        ("Another reason is the heat of the oven.", Dependence.REFERENCE),
        ("Both were baked in the ashes of a fire.", Dependence.REFERENCE),
        ("The latter was baked in the ashes.", Dependence.REFERENCE),
        ("When it dries, the dough cracks.", Dependence.REFERENCE),
        ("However, the dough cracks.", Dependence.CONNECTIVE),
        ("The dough cracks when it dries.", Dependence.NONE),
        ("Both bread and beer were a currency.", Dependence.NONE),
        ("Grains such as rye are hardy.", Dependence.NONE),
        ("Those who bake at night sleep by day.", Dependence.NONE),
        ("Pasteur showed that fermentation is the work of cells.", Dependence.NONE),
    ],
)
def test_what_points_back(text: str, how: Dependence) -> None:
    assert dependence_of(text) is how


@pytest.mark.parametrize(
    ("before", "text", "depends"),
    [
        ("The town built a gate in 1990.", "A failure of the gate would close the basin.", True),
        ("The town built a new iron gate.", "The gate is closed at night.", True),
        ("The town built the gate in 1990.", "A failure of the gate would close the basin.", False),
        ("A ship came in.", "The harbour was full.", False),
    ],
)
def test_what_was_just_introduced_depends_on_its_introduction(before: str, text: str, depends: bool) -> None:
    assert takes_up(before, text) is depends


def test_one_more_of_something_points_back() -> None:
    assert dependence_of("Leaving the coffee in the press is another mistake.") is Dependence.REFERENCE
    assert dependence_of("The pot is the second largest of all.") is Dependence.NONE


def test_the_object_of_a_single_clause_is_something_said_before() -> None:
    assert dependence_of("About a tenth of world trade passes through it.") is Dependence.REFERENCE
    assert dependence_of("The baker folds the dough and covers it with a cloth.") is Dependence.NONE
    assert dependence_of("A lens turns the light when the keeper moves it.") is Dependence.NONE
