"""What a writer sees of too long a source: about the topic, or of every part, and always the end."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.retrieve.ranking import Ranking
from domain.retrieve.selection import corpus_tokens, select, tokens
from domain.retrieve.source import Block, BlockKind, Corpus, Locator, Passage, SourceSummary
from domain.retrieve.words import count_words, stem, terms


def passage(number: int, text: str, *headings: str, source: int = 1, kind: BlockKind = BlockKind.PARAGRAPH) -> Passage:
    return Passage(
        id=f"s{source}-p{number:04d}",
        source=source,
        locator=Locator(headings=headings),
        blocks=(Block(kind=kind, text=text),),
    )


def corpus(*passages: Passage) -> Corpus:
    indices = sorted({passage.source for passage in passages})
    return Corpus(
        sources=tuple(SourceSummary(index=index, title=f"Source {index}") for index in indices), passages=passages
    )


def book(chapters: int, each: int, source: int = 1) -> list[Passage]:
    subjects = ("harbour", "orchard", "glacier", "railway", "archive")
    return [
        passage(
            chapter * each + at + 1,
            f"The {subjects[chapter % 5]} of chapter {chapter} kept ledger {at}. " * 12,
            f"Chapter {chapter}",
            source=source,
        )
        for chapter in range(chapters)
        for at in range(each)
    ]


def test_what_fits_is_left_alone() -> None:
    whole = corpus(*book(3, 3))
    assert select(whole, topic="ledgers", token_budget=corpus_tokens(whole)) is whole


@pytest.mark.parametrize("topic", [None, "glacier", "nothing that stands there"])
@pytest.mark.parametrize("budget", [3000, 8000])
def test_the_budget_holds_and_the_order_stays(topic: str | None, budget: int) -> None:
    whole = corpus(*book(10, 8))
    chosen = select(whole, topic=topic, token_budget=budget)
    assert 0.85 * budget < corpus_tokens(chosen) <= budget
    order = [whole.passages.index(passage) for passage in chosen.passages]
    assert order == sorted(set(order))
    assert chosen.sources == whole.sources


def test_without_a_topic_every_part_is_covered() -> None:
    whole = corpus(*book(10, 8))
    chosen = select(whole, topic=None, token_budget=corpus_tokens(whole) // 4)
    assert {passage.locator.headings for passage in chosen.passages} == {
        passage.locator.headings for passage in whole.passages
    }


def test_a_text_without_headings_is_covered_to_its_end() -> None:
    flat = [passage(n, f"Sentence number {n} tells of item {n % 7} and more words. " * 10) for n in range(1, 201)]
    chosen = select(corpus(*flat), topic=None, token_budget=3500)
    numbers = [int(passage.id[-4:]) for passage in chosen.passages]
    assert numbers[0] <= 10
    assert numbers[-1] >= 190
    assert max(second - first for first, second in pairwise(numbers)) <= 40


def test_a_topic_takes_most_and_leaves_the_frame() -> None:
    whole = corpus(*book(10, 8))
    chosen = select(whole, topic="the glaciers", token_budget=corpus_tokens(whole) // 4)
    about = sum("glacier" in passage.text for passage in chosen.passages)
    assert about >= 14  # of 16
    assert {passage.locator.headings[0] for passage in chosen.passages} > {"Chapter 2", "Chapter 7"}


def test_every_source_keeps_something() -> None:
    small = [passage(1, "A short note about ropes and knots. " * 8, source=2)]
    other = book(2, 4, source=3)
    for topic in (None, "ledger 3 of the harbour"):
        chosen = select(corpus(*book(30, 10), *small, *other), topic=topic, token_budget=4000)
        assert {passage.source for passage in chosen.passages} == {1, 2, 3}


def test_references_and_bare_tables_are_the_first_to_go() -> None:
    parts = [
        *book(5, 6),
        *(passage(100 + n, f"Ashdown, M. ({1990 + n}). Harbour ledgers. " * 12, "References") for n in range(20)),
        passage(200, "harbour | ledger | 4\n" * 30, "Chapter 1", kind=BlockKind.TABLE),
    ]
    chosen = select(corpus(*parts), topic=None, token_budget=6000)
    assert not any("References" in passage.locator.headings for passage in chosen.passages)
    assert not any(passage.blocks[0].kind is BlockKind.TABLE for passage in chosen.passages)


def test_a_book_of_three_hundred_thousand_words_takes_no_time() -> None:
    whole = corpus(*book(60, 50))
    assert sum(count_words(passage.text) for passage in whole.passages) > 280_000
    started = time.process_time()
    select(whole, topic="railway archives", token_budget=30_000)
    select(whole, topic=None, token_budget=30_000)
    assert time.process_time() - started < 10


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 400), st.sampled_from(["", "One", "Two"])), min_size=1, max_size=30
    ),
    st.integers(0, 3000),
    st.sampled_from([None, "word"]),
)
def test_any_corpus_and_budget(shape: list[tuple[int, int, str]], budget: int, topic: str | None) -> None:
    shape = sorted(shape, key=lambda entry: entry[0])
    made = [
        passage(n, "word and other " * size, *filter(None, [head]), source=source)
        for n, (source, size, head) in enumerate(shape, start=1)
    ]
    whole = corpus(*made)
    chosen = select(whole, topic=topic, token_budget=budget)
    assert corpus_tokens(chosen) <= budget or chosen is whole
    assert list(chosen.passages) == [passage for passage in made if passage in chosen.passages]


def test_ranking_prefers_the_rare_word_and_the_shorter_text() -> None:
    texts = ["lamp lamp oil", "lamp and mercury", "lamp " + "filler text here " * 20 + "mercury", "nothing"]
    scores = Ranking(texts).scores("mercury lamps")
    assert scores[1] > scores[2] > scores[3] == 0
    assert scores[1] > scores[0]
    assert Ranking([]).scores("x") == []


def test_centrality_finds_the_passage_about_the_common_words() -> None:
    texts = ["Lenses bend light.", "Light and lenses: lenses bend light to the horizon.", "A cat slept."]
    central = Ranking(texts).centrality([0, 1, 2])
    assert central.index(max(central)) in (0, 1)
    assert central[2] == 0


def test_words() -> None:
    assert count_words("Two words") == 2
    assert count_words("日本語の文") == 3
    assert terms("The lighthouses' keepers, running!") == [stem("lighthouses"), stem("keepers"), stem("running")]
    assert stem("lighthouses") == stem("lighthouse")
    assert stem("running") == stem("runs") == stem("run")
    assert stem("studies") == stem("study")
    assert terms("灯台守") == ["灯台", "台守"]


def test_tokens_are_counted_carefully() -> None:
    assert tokens("") == 0
    assert tokens("a" * 35) == 10
    assert tokens("日本語") == 3
