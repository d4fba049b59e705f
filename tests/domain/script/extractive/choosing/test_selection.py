"""What is selected, and what is not selected twice."""

from dataclasses import replace

from domain.script.extractive.choosing.excerpts import Excerpt
from domain.script.extractive.choosing.ranking import Ranking
from domain.script.extractive.choosing.selection import Selection, select
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.reading.sections import Sentence
from tests.domain.script.extractive.texts import sentence

TEXTS = (
    "The keeper of the lighthouse lit the lamp of the tower before the evening came.",
    "A glacier carried the granite boulders of the mountain down into the valley.",
    "The keeper of the lighthouse lit the lamp of the tower before the night came.",
    "Bakers of the village shared one oven and baked the bread of the whole week.",
)


def sentences_of(*texts: str) -> list[Sentence]:
    return [replace(sentence(text, index=at * 2), terms=terms_of(text)) for at, text in enumerate(texts)]


def excerpts(sentences: list[Sentence], *, words: int = 30) -> list[Excerpt]:
    """One of each sentence, counted as so many words, and worth less the later it comes."""
    return [Excerpt((replace(one, words=words),), 1.0 - at / 10) for at, one in enumerate(sentences)]


def selection_of(sentences: list[Sentence]) -> Selection:
    return Selection(Ranking(sentences, titles=[], topic=None))


def test_what_says_nearly_the_same_is_selected_once() -> None:
    sentences = sentences_of(*TEXTS)
    selection = selection_of(sentences)
    first, other, again, _ = excerpts(sentences)
    selection.add(first)
    assert first in selection
    assert not selection.admits(first)
    assert not selection.admits(again)
    assert selection.admits(other)
    selection.remove(first)
    assert selection.admits(again)
    assert selection.words == 0


def test_the_best_are_selected_up_to_the_budget() -> None:
    sentences = sentences_of(*TEXTS)
    available = excerpts(sentences)
    assert select(available, selection_of(sentences), 60, slack=10) == [available[0], available[1]]
    assert select(available, selection_of(sentences), 0, slack=10) == []


def test_the_start_of_a_section_comes_before_all_others() -> None:
    sentences = sentences_of(*TEXTS)
    available = excerpts(sentences)
    assert select(available, selection_of(sentences), 30, slack=10, section_start=available[3]) == [available[3]]


def test_a_topic_makes_a_sentence_relevant() -> None:
    sentences = sentences_of(*TEXTS)
    ranking = Ranking(sentences, titles=[], topic="bread and ovens")
    relevance = [ranking.relevance(one) for one in sentences]
    assert max(relevance) == relevance[3] > 0
    assert relevance[0] == 0
