"""What a question may name where the subject of an answer is doubtful, and subjects that are none."""

import pytest

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.subjects import subject_of
from domain.script.extractive.language.topics import Topics

TEXTS = (
    "Errors are found by the borrow checker before a program runs.",
    "Programmers of the town like the borrow checker and Margaret Orr.",
    "In the evening Margaret Orr lit the lamp of the tower.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Programmers target a diverse set of platforms.",
        "The only tools that help are old.",
        "School groups remain the largest group.",
        "Eleven of the boats belong to fishermen.",
    ],
)
def test_broken_subjects_are_not_named(sentence: str) -> None:
    subject = subject_of(sentence, Capitals(TEXTS))
    assert subject is None or subject.phrase == "programmers" or subject.indefinite


def test_topics_are_whole_noun_phrases() -> None:
    topics = Topics(TEXTS, Capitals(TEXTS))
    assert topics.of(TEXTS[0])[0] == "the borrow checker"
    assert "Margaret Orr" in topics.of(TEXTS[2])
    assert topics.names_in(TEXTS[2]) == ["Margaret Orr"]
    for phrase in topics.of("The bacteria prefer maltose, and the big one of the two runs."):
        assert not {"prefer", "big", "two", "runs"} & set(phrase.split())


def test_headings_in_capitals_get_their_names_back() -> None:
    capitals = Capitals(["He met Dermott McDermott in Paris.", "The visit of Dermott McDermott was a long visit."])
    assert capitals.restored("THE VISIT OF DERMOTT MCDERMOTT") == "the visit of Dermott McDermott"
