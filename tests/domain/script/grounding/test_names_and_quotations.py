"""Names, codes and quotations of a turn, and what its passages have of them."""

import pytest

from domain.script.grounding.check import check_turn
from domain.script.grounding.finding import FindingKind

SOURCE = (
    "Professor Ana Kovačević of the World Health Organization measured the wells of Bohemia in Sweden's coldest year. "
    "She wrote: “The water, it seems, remembers every mill that ever stood beside it.” The IAEA paid."
)

BORNE_OUT = [
    "It was Kovačević who measured them.",
    "It was Ana Kovacevic’s idea.",
    "Then the WHO came.",
    "The Swedish winter was the coldest.",
    "In Bohemian wells, that is.",
    "Well, Kovačević measured. Nobody else did. Imagine that!",
    "She said “the water, it seems, remembers every mill…” and left it at that.",
    "“The water … remembers every mill,” she wrote.",
    "You might ask, “why would anyone measure a well?”",
    "The so-called “memory” of water is a joke.",
    "The International Atomic Energy Agency paid for it.",
    "I think it’s Kovačević’s best work, Ada.",
    "It’s the WHO’s idea, and the Swedes’ too.",
    "Is it OK to say that on TV? I’d say so.",
]

INVENTED = [
    ("It was Marković who measured them.", FindingKind.NAME, "Marković"),
    ("Marković measured them. Marković said so.", FindingKind.NAME, "Marković"),
    ("It was Ada Sand who measured them beside the mill, as we know.", FindingKind.NAME, "Ada Sand"),
    ("Petra Kovačević measured them.", FindingKind.NAME, "Petra"),
    ("It was Prof. Marković who came.", FindingKind.NAME, "Marković"),
    ("It was A. Marković, then.", FindingKind.NAME, "Marković"),
    ("Then the WMO came.", FindingKind.NAME, "WMO"),
    ("The Finnish winter was the coldest.", FindingKind.NAME, "Finnish"),
    ("She wrote: “Every well has its own mind.”", FindingKind.QUOTATION, "Every well has its own mind."),
    ('She wrote: "The water forgets every mill."', FindingKind.QUOTATION, "The water forgets every mill."),
    ("She called it ‘a river that cannot forget’.", FindingKind.QUOTATION, "a river that cannot forget"),
]


@pytest.mark.parametrize("turn", BORNE_OUT)
def test_names_and_quotations_of_the_passage_are_borne_out(turn: str) -> None:
    assert check_turn(turn, [SOURCE], known=["Ada"]) == ()


@pytest.mark.parametrize(("turn", "kind", "words"), INVENTED)
def test_invented_ones_are_found(turn: str, kind: FindingKind, words: str) -> None:
    assert (kind, words) in [(one.kind, one.words.replace("'", "’")) for one in check_turn(turn, [SOURCE])]


def test_a_land_may_be_named_where_the_passage_names_none() -> None:
    assert check_turn("The Danes want it for Copenhagen.", ["Copenhagen has asked for it."]) == ()
    assert check_turn("A Kenyan holds it.", ["The record is held in Kenya."]) == ()
    [finding] = check_turn("An Ethiopian holds it.", ["The record is held in Kenya."])
    assert finding.kind is FindingKind.NAME


def test_a_quotation_may_be_contracted() -> None:
    assert check_turn("“It’s sand with a label,” she says.", ["“It is sand with a label,” she says."]) == ()


def test_titles_and_speakers_may_be_named() -> None:
    turn = "Welcome to Still Waters, I’m Ben Ochoa."
    assert check_turn(turn, [SOURCE], known=["Still Waters", "Ben Ochoa"]) == ()
    assert check_turn(turn, [SOURCE]) != ()


def test_a_name_of_one_other_passage_is_found_there_and_one_of_several_is_known_by_then() -> None:
    others = ["Then Marković left.", "Nothing happened."]
    [finding] = check_turn("It was Marković who measured them.", [SOURCE], others=others)
    assert (finding.kind, finding.other) == (FindingKind.ELSEWHERE, 0)
    assert check_turn("It was Marković who measured.", [SOURCE], others=[*others, "So did Marković."]) == ()


def test_a_quotation_of_another_passage_is_found_there() -> None:
    others = ["He sighed: “Every well has its own mind.”"]
    [finding] = check_turn("She wrote: “Every well has its own mind.”", [SOURCE], others=others)
    assert (finding.kind, finding.other) == (FindingKind.ELSEWHERE, 0)
