"""Sentences as turns."""

from dataclasses import replace

from domain.script.extractive.choosing.excerpts import LONGEST, NEVER_OVER, SHORTEST, Excerpt, without
from domain.script.extractive.choosing.layout import lay_out
from domain.script.extractive.language.dependence import Dependence
from domain.script.extractive.reading.sections import Sentence
from tests.domain.script.extractive.texts import sentence


def sentences(*words: int, dependent: tuple[int, ...] = ()) -> list[Sentence]:
    """Neighbours of so many words; those at `dependent` depend on the one before."""
    made = [sentence("word " * count, index=at) for at, count in enumerate(words)]
    return [replace(one, dependence=Dependence.REFERENCE) if at in dependent else one for at, one in enumerate(made)]


def sizes(excerpts: list[Excerpt]) -> list[int]:
    return [len(excerpt.sentences) for excerpt in excerpts]


def test_sentences_become_turns_of_a_listenable_length() -> None:
    excerpts = lay_out(sentences(*[15] * 12), lambda _: 0.5)
    assert sum(sizes(excerpts)) == 12
    assert all(SHORTEST <= excerpt.words <= LONGEST for excerpt in excerpts)
    assert all(excerpt.score == 0.5 for excerpt in excerpts)


def test_a_dependent_sentence_stands_behind_the_one_before() -> None:
    excerpts = lay_out(sentences(30, 30, 30, 30, dependent=(1, 3)), lambda _: 0.0)
    assert sizes(excerpts) == [2, 2]
    assert all(excerpt.first.dependence is not Dependence.REFERENCE for excerpt in excerpts)


def test_no_turn_is_over_ninety_words() -> None:
    excerpts = lay_out(sentences(*[32] * 9, dependent=(1, 4, 7)), lambda _: 0.0)
    assert all(excerpt.words <= NEVER_OVER for excerpt in excerpts)


def test_a_paragraph_is_not_joined_to_the_next_without_need() -> None:
    first, second = sentences(24, 24), [replace(one, paragraph=2) for one in sentences(0, 0, 24, 24)[2:]]
    assert sizes(lay_out([*first, *second], lambda _: 0.0)) == [2, 2]


def test_what_depends_on_a_removed_sentence_is_removed() -> None:
    left = without(sentences(20, 20, 20, 20, dependent=(1, 2)), {0})
    assert [one.index for one in left] == [3]


def test_of_many_quotations_the_two_worth_most_are_spoken() -> None:
    quoted = [replace(one, attributed_to="The author writes") for one in sentences(30, 30, 30, 30)]
    excerpts = lay_out(quoted, lambda one: float(one.index % 3))
    assert [one.index for excerpt in excerpts for one in excerpt.sentences] == [1, 2]
