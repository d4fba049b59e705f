"""What may be done to a sentence, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.extractive.reading.edits import edited


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("The town grew [12] by 6% (Smith, 2019).", "The town grew by 6 percent."),
        ("The town (an old one) grew by 10–12 km.", "The town grew by 10 to 12 kilometres."),
        ("Some oils, e.g. sesame, burn at 180 °C.", "Some oils, for example, sesame, burn at 180 degrees Celsius."),
        ("The sea surface temperature (SST) rose.", "The sea surface temperature (SST) rose."),
        ("The road is 1 km long.¹", "The road is 1 kilometre long."),
        ("The  town\ngrew.", "The town grew."),
    ],
)
def test_the_closed_list_of_edits_and_back(source: str, said: str) -> None:
    found = edited(source, keeps=lambda acronym: acronym == "SST")
    assert found is not None
    assert found.text == said
    assert found.undone(said) == source


@pytest.mark.parametrize("aside", ["(but not always)", "(up to 12)", "(if at all)", "(only here)", "(may be wrong)"])
def test_an_aside_with_a_hedge_keeps_its_sentence_unspoken(aside: str) -> None:
    assert edited(f"The town grew {aside} by 6 people.") is None
    assert edited("The file(s) and the (re)use grew.") is None


@given(st.text(alphabet="abc (1)[2]%–¹ .km°C", max_size=60))
def test_every_edit_can_be_undone(source: str) -> None:
    found = edited(source)
    if found is not None:
        assert found.undone(found.text) == source
