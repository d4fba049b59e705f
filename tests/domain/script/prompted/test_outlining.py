"""A model's plan becomes an outline whatever it lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.fake.language import FakeLanguageModel
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceSummary
from domain.script.model import Brief
from domain.script.prompted.answers import AnsweredOutline, AnsweredSegment
from domain.script.prompted.outlining import clean_title, outline_from
from domain.script.prompted.writer import PromptedWriter
from tests.fakevendor.author import author

IDS = [f"s1-p{n:04d}" for n in range(1, 13)]
CORPUS = Corpus(
    sources=(SourceSummary(index=1, title="A book of bees"),),
    passages=tuple(
        Passage(id=one, source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text="Bees dance. " * 30),)) for one in IDS
    ),
)
BRIEF = Brief(title=None, topic=None, language="en", minutes=5, words=700, parts=(), corpus=CORPUS)


async def quiet(_: str) -> None: ...


def plan(*passages: list[str], title: str = "Bees") -> AnsweredOutline:
    segments = [AnsweredSegment(title=f"Part {n}", passages=own) for n, own in enumerate(passages)]
    return AnsweredOutline(title=title, segments=segments)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ([IDS[:4], IDS[4:8], IDS[8:]], [IDS[:4], IDS[4:8], IDS[8:]]),
        ([IDS[3::-1], IDS[4:8], IDS[8:]], [IDS[:4], IDS[4:8], IDS[8:]]),  # in document order
        ([[*IDS[:4], "s9-p0001"], IDS[2:8], IDS[8:]], [IDS[:4], IDS[4:8], IDS[8:]]),  # known ones, once
        ([IDS[:4], [], IDS[8:]], [IDS[:4], IDS[4:8], IDS[8:]]),  # none left without
        ([[], [], []], [IDS[:4], IDS[4:8], IDS[8:]]),
        ([IDS, IDS, IDS], [IDS[:4], IDS[4:8], IDS[8:]]),  # no plan at all
        ([IDS[:2], IDS[2:4], IDS[4:6]], [IDS[:2], IDS[2:4], [*IDS[4:6], *IDS[10:]]]),  # the end is kept in sight
    ],
)
def test_passages_are_shared_out(asked: list[list[str]], given: list[list[str]]) -> None:
    found = outline_from(plan(*asked), BRIEF, count=3)
    assert [list(segment.passages) for segment in found.segments] == given


def test_words_add_up_and_follow_the_material() -> None:
    found = outline_from(plan(IDS[:1], IDS[1:5], IDS[5:]), BRIEF, count=3)
    words = [segment.words for segment in found.segments]
    assert sum(words) == pytest.approx(700, abs=2)
    assert words == sorted(words)


def test_too_many_segments_keep_the_last() -> None:
    found = outline_from(plan(*[[one] for one in IDS]), BRIEF, count=3)
    assert [segment.passages[0] for segment in found.segments] == [*IDS[:4], IDS[-1]]


@pytest.mark.parametrize(
    ("answered", "title"),
    [
        ("“How Bees Dance.”", "How Bees Dance"),
        ("Title: **Bees**", "Bees"),
        ("Segment 2: The dance", "The dance"),
        ("Part of the hive", "Part of the hive"),
        ("Wait...", "Wait..."),
        ("  two\nlines ", "two lines"),
        ("word " * 50, "word word word word word word word…"),
        ("—", ""),
    ],
)
def test_titles(answered: str, title: str) -> None:
    assert clean_title(answered, longest=36) == title


def test_the_title_is_the_one_asked_for_or_else_the_sources() -> None:
    assert outline_from(plan(IDS, title=" "), BRIEF, count=1).title == "A book of bees"
    assert outline_from(plan(IDS), BRIEF.model_copy(update={"title": "Mine."}), count=1).title == "Mine."


@given(st.lists(st.lists(st.sampled_from([*IDS, "x"]), max_size=14), min_size=1, max_size=9), st.integers(1, 6))
def test_every_segment_has_known_passages_once_and_words(asked: list[list[str]], count: int) -> None:
    found = outline_from(plan(*asked), BRIEF, count=count)
    assert 1 <= len(found.segments) <= count + 2
    for segment in found.segments:
        assert segment.words > 0
        assert segment.passages
        assert set(segment.passages) <= set(IDS)
        assert list(segment.passages) == sorted(set(segment.passages))
    assert max(max(segment.passages) for segment in found.segments) >= IDS[8]


async def test_no_more_words_are_asked_for_than_the_sources_hold(brief: Brief) -> None:
    brief = brief.model_copy(update={"minutes": 20, "words": 3_000})
    model = FakeLanguageModel(author=lambda ask: author({"messages": [each.model_dump() for each in ask.messages]}))
    written = await PromptedWriter(model).outline(brief, on_progress=quiet)
    held = brief.corpus.words
    assert sum(segment.words for segment in written.outline.segments) == pytest.approx(held, rel=0.05)
    assert written.words_possible == held
    assert [warning.code for warning in written.warnings] == ["source_too_short"]
    assert f"hold {held} words" in written.warnings[0].message


async def test_a_writer_that_is_shown_a_part_of_long_sources_is_asked_for_all(brief: Brief) -> None:
    source = brief.corpus.sources[0].model_copy(update={"words": 40_000})
    corpus = brief.corpus.model_copy(update={"sources": (source,)})
    brief = brief.model_copy(update={"minutes": 4, "words": 600, "corpus": corpus})
    model = FakeLanguageModel(author=lambda ask: author({"messages": [each.model_dump() for each in ask.messages]}))
    written = await PromptedWriter(model).outline(brief, on_progress=quiet)
    assert sum(segment.words for segment in written.outline.segments) == pytest.approx(600, rel=0.05)
    assert written.words_possible is None
    assert not written.warnings
