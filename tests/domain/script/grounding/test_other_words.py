"""Negations in other words, opposites, and numbers and names that the passages have of something else."""

import pytest

from domain.script.grounding.check import check_turn
from domain.script.grounding.finding import FindingKind

HOTEL = (
    "The Grand Hotel in Ostrava opened in 1889 and closed in 1994. It was never a luxury hotel: rooms were small, the "
    "heating rarely worked, and only the restaurant had a good name. The city bought it in 2008 but could not find an "
    "investor. In 2020 the roof collapsed; nobody was hurt. It is not clear whether the building can be saved."
)
BANK = (
    "The bank reported a loss of 120 million for the second quarter, after a profit of 85 million a year earlier. "
    "Deposits rose slightly, while lending shrank. The chief executive ruled out job cuts this year. The union "
    "rejected the offer on Friday. Heavy drinkers were excluded. Rumours that the branch had been sold proved false."
)

TRUE = [
    (HOTEL, "It was open for just over a hundred years, and then that was it."),
    (HOTEL, "Don't picture anything fancy. Tiny rooms, and you froze most of the winter."),
    (HOTEL, "They've been looking for an investor for years without any luck."),
    (HOTEL, "So can they still save it? Nobody really knows."),
    (BANK, "A hundred and twenty million down, and a year ago they were still making money, eighty-five million."),
    (BANK, "People put a bit more into their accounts. It's the loans that went down."),
    (BANK, "The union turned the offer down on Friday."),
    (BANK, "They left out heavy drinkers."),
    (BANK, "The rumours about a sale of the branch weren't true."),
    ("The tray is dishwasher-safe; the filter is not.", "Keep the filter out of the dishwasher."),
    ("A tenant may end it at any time, without giving a reason.", "Tenants don't need a reason to end it."),
]
TURNED = [
    (HOTEL, "It was a luxury hotel with large rooms."),
    (HOTEL, "The heating always worked."),
    (HOTEL, "Several people were hurt when the roof collapsed."),
    (HOTEL, "The city found an investor in the end."),
    (BANK, "The bank reported a profit of 120 million for the second quarter."),
    (BANK, "Lending grew, and deposits fell."),
    (BANK, "The chief executive announced job cuts this year."),
    (BANK, "The union accepted the offer on Friday."),
    (BANK, "Heavy drinkers took part in the study."),
    (BANK, "The branch had been sold."),
    ("The tray is dishwasher-safe; the filter is not.", "The filter is dishwasher-safe."),
    ("The company failed to pay a dividend in any year.", "The company paid a dividend every year."),
    ("The island has neither a bridge nor an airport.", "There's a bridge to the island."),
]


@pytest.mark.parametrize(("source", "turn"), TRUE)
def test_what_is_said_in_other_words_is_borne_out(source: str, turn: str) -> None:
    assert check_turn(turn, [source]) == ()


@pytest.mark.parametrize(("source", "turn"), TURNED)
def test_the_opposite_in_other_words_is_found(source: str, turn: str) -> None:
    assert check_turn(turn, [source])[0].kind is FindingKind.NEGATION


@pytest.mark.parametrize(
    ("source", "turn", "kind"),
    [
        (
            "Heating takes 12 minutes; the green light after 3 minutes only shows that the pump is ready.",
            "It takes three minutes to heat up completely.",
            FindingKind.NUMBER,
        ),
        (
            "Tests with 14 patients lasted 30 days.",
            "The tests lasted fourteen days.",
            FindingKind.NUMBER,
        ),
        (
            "| Eco | 3 h 20 min |\n| Quick | 2 h 10 min |",
            "Eco runs for two hours and twenty minutes.",
            FindingKind.NUMBER,
        ),
        (
            'As Weiss wrote in a survey, "absence of tracks is not absence of wolves". Okafor counted willows.',
            "Okafor puts it nicely: absence of tracks is not absence of wolves.",
            FindingKind.NAME,
        ),
        ("The trial was led by Okonjo in Lagos.", "Okonkwo didn't lead it alone.", FindingKind.NAME),
    ],
)
def test_what_the_passages_have_of_something_else_is_found(source: str, turn: str, kind: FindingKind) -> None:
    assert kind in {one.kind for one in check_turn(turn, [source])}


@pytest.mark.parametrize(
    ("source", "turn"),
    [
        (
            "Net profit fell to EUR 11.2 million (2022: 13.8 million).",
            "A bit over eleven million, after nearly fourteen.",
        ),
        (
            "All 340 crew members walked out.",
            "A few hundred crew members walked out, three hundred and forty to be exact.",
        ),
        (
            "It was begun in 1788, planned for four years, and ended in 1811.",
            "They planned four years. It took twenty-three.",
        ),
        ("Heat it for 25 to 30 seconds.", "Heat it for around twenty-eight seconds."),
        ("In ten years 312 sheep were killed.", "It's about thirty sheep a year."),
        ("The programme takes 3 h 20 min.", "It takes over three hours, three hours and twenty minutes to be precise."),
    ],
)
def test_what_a_turn_leaves_out_of_a_number_is_understood(source: str, turn: str) -> None:
    assert check_turn(turn, [source]) == ()
