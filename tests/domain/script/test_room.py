"""Room: windows of a long source, for writers that read a few thousand tokens at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.fake.language import FakeLanguageModel
from benchmarks.stack import anthology
from domain.retrieve.selection import passage_tokens, select, tokens
from domain.retrieve.source import Block, BlockKind, Passage, SourceKind
from domain.script.model import Brief
from domain.script.opening import with_opening
from domain.script.ports import Ask
from domain.script.prompted.drafting import spoken_words
from domain.script.prompted.writer import PromptedWriter
from domain.script.room import tokens_beyond, widened
from domain.script.shortening import meant
from domain.sentences import split_sentences
from tests.domain.script.extractive.texts import brief_of, corpus_of
from tests.fakevendor.author import author

ROOM, RULES = 4_000, 2_000
"""Of a server that names no context: half of 8,192 tokens (adapters.openai.language). What a prompt holds besides."""


async def quiet(_: str) -> None: ...


def small_brief(minutes: float) -> Brief:
    """Of 13,000 words, for a model with little room."""
    brief = brief_of(corpus_of(anthology.document(), kind=SourceKind.DOCUMENT), minutes)
    corpus = select(brief.corpus, topic=None, token_budget=tokens_beyond(ROOM, minutes=minutes) or ROOM)
    return brief.model_copy(update={"corpus": corpus, "room": ROOM, "opened": True})


@pytest.mark.parametrize(
    ("room", "minutes", "wanted"), [(4_000, 30, 28_000), (4_000, 2, 8_000), (4_000, 1, 0), (100_000, 30, 0)]
)
def test_windows_are_read_where_one_ask_holds_too_little(room: int, minutes: float, wanted: int) -> None:
    assert tokens_beyond(room, minutes=minutes) == wanted


async def test_half_an_hour_is_written_from_windows_that_each_fit() -> None:
    asks: list[Ask] = []

    def answer(ask: Ask) -> str:
        asks.append(ask)
        return author({"messages": [message.model_dump() for message in ask.messages]})

    brief = small_brief(30)
    writer = PromptedWriter(FakeLanguageModel(author=answer))
    outline = with_opening((await writer.outline(brief, on_progress=quiet)).outline)
    drafts = [
        (await writer.segment(brief, outline, n, (), on_progress=quiet)).draft for n in range(1, len(outline.segments))
    ]
    said = sum(spoken_words(meant(draft)) for draft in drafts) + outline.segments[0].words
    assert said == pytest.approx(brief.words, rel=0.05)
    assert max(sum(tokens(message.content) for message in ask.messages) for ask in asks) < ROOM + RULES
    shared = [one for segment in outline.segments for one in segment.passages]
    assert len(shared) == len(set(shared))
    assert len(shared) > 0.75 * len(brief.corpus.passages)  # what fits no window whole is left out
    shown = select(brief.corpus, topic=None, token_budget=ROOM)
    assert len(shared) > 2 * len(shown.passages), "far more than the plan was made from"
    held = " ".join(" ".join(one.text.split()) for one in brief.corpus.passages)
    said_by = [sentence for draft in drafts for turn in meant(draft) for sentence in split_sentences(turn.text)]
    padded = [sentence for sentence in said_by if sentence not in held]
    assert len(padded) < 0.02 * len(said_by), "there is enough to say without saying it twice in other words"


@given(st.lists(st.tuples(st.integers(5, 900), st.sampled_from([None, 0, 1, 2])), min_size=3, max_size=40))
def test_windows_hold_neighbours_in_order_and_never_too_much(
    given: list[tuple[int, int | None]],
) -> None:
    passages = [
        Passage(id=f"s1-p{n:04d}", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text="x" * length),))
        for n, (length, _) in enumerate(given)
    ]
    assigned = [[one.id for one, (_, owner) in zip(passages, given, strict=True) if owner == k] for k in range(3)]
    shown = [one for one, (_, owner) in zip(passages, given, strict=True) if owner is not None]
    room = max(600, *(sum(passage_tokens(one) for one in shown if one.id in own) for own in assigned))
    found = widened(assigned, passages, shown, room=room)
    tokens_of = {one.id: passage_tokens(one) for one in passages}
    every = [one for own in found for one in own]
    assert len(every) == len(set(every))
    for own, wide in zip(assigned, found, strict=True):
        assert set(own) <= set(wide)
        assert wide == sorted(wide)
        assert sum(tokens_of[one] for one in wide) <= room
        assert bool(own) or not wide
