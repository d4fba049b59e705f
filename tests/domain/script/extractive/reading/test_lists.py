"""Lists as they are said."""

import pytest

from domain.script.extractive.reading.lists import SpokenList, spoken_list


def said(*items: str, lead_in: str = "", steps: bool = False) -> SpokenList | None:
    return spoken_list(
        "\n".join(items),
        lead_in,
        steps=steps,
        is_name=lambda word: word == "Vienna",
        keeps=lambda acronym: False,
    )


def test_a_short_list_is_said_whole() -> None:
    found = said("Coffee beans;", "- Vienna rolls", "2) Hot water.", lead_in="You need:")
    assert found is not None
    assert found.text == "You need: coffee beans, Vienna rolls, and hot water."
    block = "Coffee beans;\n- Vienna rolls\n2) Hot water."
    assert [block[start:end] for start, end in found.items] == ["Coffee beans;", "Vienna rolls", "Hot water."]


def test_of_a_long_list_the_rest_is_counted() -> None:
    found = said("oil", "glass", "wick", "brush", "cloth", "key", "clock", lead_in="You need:")
    assert found is not None
    assert found.text == "You need: oil, glass, wick, and four more."
    assert len(found.items) == 3


def test_steps_are_put_in_order() -> None:
    found = said("Boil the water", "Add the salt.", "Mix it well.", lead_in="It is simple:", steps=True)
    assert found is not None
    assert found.text == "It is simple. First, boil the water. Then, add the salt. Finally, mix it well."
    assert found.with_lead_in and found.steps


def test_a_lead_in_goes_before_steps_do() -> None:
    steps = [f"Add {number} grams of the white flour to the bowl and mix it." for number in range(5)]
    found = said(*steps, lead_in="It is simple:", steps=True)
    assert found is not None
    assert found.text.startswith("First, add 0 grams")
    assert not found.with_lead_in


@pytest.mark.parametrize(
    ("items", "lead_in", "steps"),
    [
        (["oil"], "You need:", False),  # one item does not make a list
        (["oil", "glass"], "You need", False),  # nothing leads to it
        (["oil", "glass"], "", False),
        (["oil", "see https://example.org"], "You need:", False),
        (["oil", "word " * 13], "You need:", False),
        (["oil", "glass (but not always)"], "You need:", False),
        (["Boil it.", "The water is hot."], "", True),  # the second is not an order
    ],
)
def test_a_list_that_cannot_be_said_as_a_whole(items: list[str], lead_in: str, steps: bool) -> None:
    assert said(*items, lead_in=lead_in, steps=steps) is None
