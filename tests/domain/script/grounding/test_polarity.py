"""Negations and hedges that a turn drops or adds, and facts of other passages."""

import pytest

from domain.script.grounding.check import check_turn
from domain.script.grounding.finding import FindingKind

SOURCE = (
    "The drug did not lower the pressure of older patients. It may shorten the illness of children. "
    "Doctors suggest that sleep protects the heart. The wards were never closed during the strike. "
    "Nurses counted the beds each morning."
)

KEPT = [
    "In older patients the drug didn’t lower the pressure.",
    "The drug failed to lower the pressure of older patients.",
    "For the older patients, nothing changed.",
    "Perhaps it shortens the illness of children.",
    "It could shorten the illness in children.",
    "Sleep seems to protect the heart, doctors say.",
    "Did the drug lower the pressure of older patients?",
    "No ward was closed during the strike.",
    "The wards stayed open during the strike.",
    "I wasn’t sure about those nurses. They counted the beds each morning.",
    "Nurses didn’t count the beds that often. Each morning, that’s all.",
    "Closing a ward was the worst thing to do. So no ward was closed.",
    "Nurses counted the beds each morning, not just now and then.",
]

TURNED = [
    ("The drug lowered the pressure of older patients.", FindingKind.NEGATION),
    ("It shortens the illness of children.", FindingKind.HEDGE),
    ("Sleep protects the heart.", FindingKind.HEDGE),
    ("The wards were closed during the strike.", FindingKind.NEGATION),
    ("Nurses did not count the beds each morning.", FindingKind.NEGATION),
]


OTHER_VERBS = [
    ("The brand is not important, says Dr Abara.", "The brand of the paste matters, says Abara."),
    ("It is not the largest garden of the district.", "It is the biggest garden in the district."),
]


@pytest.mark.parametrize(("source", "turn"), OTHER_VERBS)
def test_a_negation_is_missed_whose_verb_is_another(source: str, turn: str) -> None:
    [finding] = check_turn(turn, [source])
    assert finding.kind is FindingKind.NEGATION
    denied = turn.replace("matters", "doesn’t matter").replace("is the", "isn’t the")
    assert check_turn(denied, [source]) == ()


@pytest.mark.parametrize("turn", KEPT)
def test_what_is_denied_or_doubted_in_other_words_is_borne_out(turn: str) -> None:
    assert check_turn(turn, [SOURCE]) == ()


@pytest.mark.parametrize(("turn", "kind"), TURNED)
def test_what_turns_a_statement_is_found(turn: str, kind: FindingKind) -> None:
    [finding] = check_turn(turn, [SOURCE])
    assert finding.kind is kind


@pytest.mark.parametrize(
    ("source", "turn"),
    [
        ("The line did not open until 1990.", "The line opened in 1990."),
        ("The museum opened in May 1931 with a fair.", "In May 1931 the museum opened with a fair."),
        ("Nurses are twice as likely to leave the ward.", "Nurses leave the ward twice as often."),
        ("Not all wards closed during the strike.", "Some wards closed during the strike."),
        ("They live with oaks; they do not grow on dead wood.", "They grow with oaks. Never on dead wood."),
        ("She had last acted on a stage in 2011.", "She hadn’t acted on a stage since 2011."),
        ("The word appeared in 1850 in a letter.", "In 1850 the word stood in a letter."),
    ],
)
def test_what_only_looks_like_a_negation_or_a_hedge_is_none(source: str, turn: str) -> None:
    assert check_turn(turn, [source]) == ()


def test_a_statement_of_another_passage_is_found_there() -> None:
    others = ["Bread rises slowly in cold kitchens.", "The bakers of the harbour sold stale loaves to sailors."]
    turn = "Bakers in the harbour sold stale loaves to the sailors."
    [finding] = check_turn(turn, [SOURCE], others=others)
    assert (finding.kind, finding.other) == (FindingKind.ELSEWHERE, 1)
    assert check_turn(turn, [others[1]], others=[SOURCE, others[0]]) == ()
