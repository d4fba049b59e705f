"""Themes from sections, and the ones an episode has room for."""

from dataclasses import replace

from domain.script.extractive.choosing.ranking import Ranking
from domain.script.extractive.choosing.theme_choice import chosen_themes, word_shares
from domain.script.extractive.choosing.themes import SMALLEST, Theme, themes_of
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.reading.sections import Section, Sentence
from tests.domain.script.extractive.texts import sentence

WORDS = ("lamp tower keeper", "glacier granite valley", "oven bread village", "violin teacher concert")


def sections(*counts: int, source: int = 1) -> list[Section]:
    """One section of so many sentences of twenty words each, two to a paragraph, each about things of its own."""
    made: list[Section] = []
    index = paragraph = 0
    for at, count in enumerate(counts):
        sentences: list[Sentence] = []
        for number in range(count):
            text = f"The {WORDS[at % len(WORDS)]} number {number}."
            index, paragraph = index + 1, paragraph + (number % 2 == 0)
            one = replace(sentence(text, index=index), words=20, section=at, paragraph=paragraph, terms=terms_of(text))
            sentences.append(one)
        made.append(Section(at, source, f"Heading {at}", (f"Heading {at}",), sentences))
    return made


def ranking_of(made: list[Section]) -> Ranking:
    return Ranking([one for section in made for one in section.sentences], titles=[], topic=None)


def test_small_sections_join_their_neighbours() -> None:
    made = sections(6, 1, 6, 2)
    themes = themes_of(made, ranking_of(made), count=1)
    assert [(theme.heading, theme.words) for theme in themes] == [("Heading 0", 140), ("Heading 2", 160)]
    assert all(theme.words >= SMALLEST for theme in themes)


def test_a_large_section_is_cut_between_paragraphs() -> None:
    made = sections(24)
    first, second = themes_of(made, ranking_of(made), count=2)
    assert (first.heading, second.heading, second.continues) == ("Heading 0", "", "Heading 0")
    assert first.sentences[-1].paragraph != second.sentences[0].paragraph
    assert min(first.words, second.words) >= SMALLEST


def test_the_last_stretch_of_a_document_has_its_theme() -> None:
    made = sections(*[6] * 10)
    ranking = ranking_of(made)
    chosen = chosen_themes(themes_of(made, ranking, count=3), ranking, count=3, budget=100)
    assert len(chosen) == 3
    assert chosen[-1].sentences[-1].section >= 8


def test_themes_left_out_are_merged_while_words_are_short() -> None:
    made = sections(*[6] * 4)
    ranking = ranking_of(made)
    chosen = chosen_themes(themes_of(made, ranking, count=2), ranking, count=2, budget=10_000)
    assert sum(theme.words for theme in chosen) == 4 * 6 * 20
    for theme in chosen:
        assert theme.sentences == sorted(theme.sentences, key=lambda one: one.index)


def test_words_are_shared_by_roots_and_never_more_than_there_are() -> None:
    themes = [Theme(1, "", section.sentences) for section in sections(20, 5, 1)]
    shares = word_shares(themes, 300)
    assert sum(shares) == 300
    assert shares[0] > shares[1] > shares[2] == 20
    assert word_shares(themes, 10_000) == [400, 100, 20]
