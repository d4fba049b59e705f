"""Passages hold every word once, in order, under one heading, none too long."""

import time

from hypothesis import given
from hypothesis import strategies as st

from domain.retrieve.chunking import MOST, chunk
from domain.retrieve.source import Block, BlockKind, Document, Locator, Passage
from domain.retrieve.words import count_words

SENTENCE = "The keeper wound the clock again before the lamp was lit. "


def heading(text: str, *above: str, level: int = 1) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, level=level, locator=Locator(headings=above))


def paragraph(text: str, *above: str, page: int | None = None) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, locator=Locator(headings=above, page=page))


def text_of(passages: tuple[Passage, ...]) -> list[str]:
    return " ".join(passage.text for passage in passages).split()


def test_a_heading_opens_its_passage() -> None:
    document = Document(
        blocks=(
            paragraph("A lead of some words."),
            heading("One"),
            heading("Sub", "One", level=2),
            paragraph("Text.", "One", "Sub", page=3),
            paragraph("More text.", "One", "Sub", page=4),
            heading("Two"),
            paragraph("End.", "Two"),
        )
    )
    passages = chunk(document, source=2)
    assert [passage.id for passage in passages] == ["s2-p0001", "s2-p0002", "s2-p0003"]
    assert passages[1].text == "One\n\nSub\n\nText.\n\nMore text."
    assert passages[1].locator == Locator(headings=("One", "Sub"), page=3)
    assert [passage.source for passage in passages] == [2, 2, 2]


def test_short_paragraphs_go_together_and_long_ones_apart() -> None:
    document = Document(blocks=tuple(paragraph(SENTENCE * 4, "One") for _ in range(20)))
    sizes = [count_words(passage.text) for passage in chunk(document, source=1)]
    assert all(60 <= size <= MOST for size in sizes)
    assert sum(sizes) == 20 * 44


def test_a_list_stays_with_its_lead() -> None:
    items = Block(kind=BlockKind.LIST, text="\n".join(f"Item {n} of the list is here." for n in range(20)))
    document = Document(blocks=(paragraph(SENTENCE * 14 + "These are the parts:"), items))
    assert len(chunk(document, source=1)) == 1


def test_a_heading_without_text_is_no_error() -> None:
    passages = chunk(Document(blocks=(heading("Only"),)), source=1)
    assert passages[0].locator.headings == ("Only",)
    assert chunk(Document(), source=1) == ()


def test_a_line_of_ten_megabytes() -> None:
    text = SENTENCE * 172_000
    started = time.process_time()
    passages = chunk(Document(blocks=(paragraph(text),)), source=1)
    assert time.process_time() - started < 10
    assert text_of(passages) == text.split()
    assert all(count_words(passage.text) <= MOST for passage in passages)
    assert all(passage.text.endswith("lit.") for passage in passages)


def test_a_megabyte_without_a_space() -> None:
    passages = chunk(Document(blocks=(paragraph("x" * 1_000_000),)), source=1)
    assert sum(passage.text.count("x") for passage in passages) == 1_000_000
    assert all(len(passage.text) <= 20_000 for passage in passages)


blocks = st.lists(
    st.builds(
        paragraph,
        st.lists(st.sampled_from(["Word", "word.", "two", "Three!", "日本語。", "4.5"]), min_size=1, max_size=900).map(
            " ".join
        ),
        st.sampled_from(["One", "Two"]),
    ),
    max_size=8,
)


@given(blocks)
def test_no_word_is_lost_or_moved(made: list[Block]) -> None:
    document = Document(blocks=tuple(made))
    passages = chunk(document, source=1)
    assert text_of(passages) == " ".join(block.text for block in made).split()
    for passage in passages:
        assert count_words(passage.text) <= MOST
        assert len({block.locator.headings for block in passage.blocks}) == 1
