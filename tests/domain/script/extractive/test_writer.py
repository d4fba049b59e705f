"""The writer as a port: faults, several sources, determinism, speed and stored drafts."""

import asyncio
import time

import pytest

from domain.errors import PermanentFault
from domain.retrieve.source import Corpus, SourceKind
from domain.script.extractive.episode import write_episode
from domain.script.extractive.writer import ExtractiveWriter
from domain.script.model import Brief, Outline, SegmentDraft
from domain.script.ports import ScriptWriter
from tests.domain.script.extractive.texts import brief_of, corpus_of, document


async def nothing(word: str) -> None:
    assert word


async def written_by(writer: ScriptWriter, brief: Brief) -> tuple[Outline, list[SegmentDraft]]:
    outline = (await writer.outline(brief, on_progress=nothing)).outline
    drafts: list[SegmentDraft] = []
    for index in range(len(outline.segments)):
        drafts.append((await writer.segment(brief, outline, index, tuple(drafts), on_progress=nothing)).draft)
    return outline, drafts


async def test_two_writers_write_the_same() -> None:
    brief = brief_of(document("sample"), 3)
    again = Brief.model_validate_json(brief.model_dump_json())
    first, second = await asyncio.gather(written_by(ExtractiveWriter(), brief), written_by(ExtractiveWriter(), again))
    assert first == second
    outline, drafts = first
    assert len(drafts) == len(outline.segments)
    assert 0.97 <= sum(segment.words for segment in outline.segments) / brief.words <= 1.03
    ids = {passage.id for passage in brief.corpus.passages}
    assert all(set(segment.passages) <= ids and segment.passages for segment in outline.segments)


async def test_a_segment_is_the_one_of_its_outline_whichever_writer_gives_it() -> None:
    """A newer version, which would write another episode, may take over a podcast that is under way."""
    outline = (await ExtractiveWriter().outline(brief_of(document("sample"), 3), on_progress=nothing)).outline
    another = brief_of(document("sample"), 2)
    draft = (await ExtractiveWriter().segment(another, outline, 1, (), on_progress=nothing)).draft
    assert draft == outline.drafts[1]


async def test_a_segment_that_is_not_planned_is_a_fault() -> None:
    brief = brief_of(document("sample"), 3)
    writer = ExtractiveWriter()
    outline = (await writer.outline(brief, on_progress=nothing)).outline
    with pytest.raises(PermanentFault) as caught:
        await writer.segment(brief, outline, 99, (), on_progress=nothing)
    assert caught.value.code == "segment_unknown"


@pytest.mark.parametrize("language", ["de", "ja", "und"])
async def test_other_languages_are_refused_in_words(language: str) -> None:
    with pytest.raises(PermanentFault) as caught:
        await ExtractiveWriter().outline(brief_of(document("sample"), 3, language=language), on_progress=nothing)
    assert caught.value.code == "language_not_supported"
    assert "language model" in caught.value.advice


@pytest.mark.parametrize("text", ["", "# Only a heading", "Too short to say.", "x = 3\n\ny = 4", "Login\n\nPassword"])
async def test_no_usable_text(text: str) -> None:
    with pytest.raises(PermanentFault) as caught:
        write_episode(brief_of(corpus_of(text or "-", kind=SourceKind.TEXT), 3))
    assert caught.value.code == "no_usable_text"
    assert caught.value.advice


def test_a_few_sentences_become_four_turns() -> None:
    text = (
        "# The Oven\n\nThe oven is the oldest machine in the house. A clay oven keeps its heat for a whole day. "
        "Bakers in the village lit the oven once a week and shared it.\n\nThe oven of today burns gas or electricity. "
        "Heat reaches the loaf from every side, and the crust turns brown."
    )
    episode = write_episode(brief_of(corpus_of(text, kind=SourceKind.TEXT), 5))
    assert [turn.speaker for draft in episode.drafts for turn in draft.turns] == ["Ada", "Ben", "Ada", "Ben"]
    assert episode.too_short is not None
    assert episode.too_short.code == "source_too_short"


def test_every_source_has_its_turn() -> None:
    names = ("paper", "report", "chapter")
    parts = [document(name) for name in names]
    sources, passages = [], []
    for at, part in enumerate(parts, 1):
        sources.append(part.sources[0].model_copy(update={"index": at}))
        passages += [
            passage.model_copy(update={"source": at, "id": f"s{at}-{passage.id}"}) for passage in part.passages
        ]
    corpus = Corpus(sources=tuple(sources), passages=tuple(passages))
    episode = write_episode(brief_of(corpus, 5))
    cited = {citation.passage[:2] for draft in episode.drafts for turn in draft.turns for citation in turn.citations}
    assert cited == {"s1", "s2", "s3"}
    text = " ".join(turn.text for draft in episode.drafts for turn in draft.turns)
    assert "Keepers of the Light" in text
    assert "three sources" in text
    assert episode.drafts[0].turns[1].citations[0].passage.startswith("s1")


def test_the_same_text_twice_is_spoken_once() -> None:
    one = document("sample")
    double = one.model_copy(
        update={
            "sources": (one.sources[0], one.sources[0].model_copy(update={"index": 2})),
            "passages": (
                *one.passages,
                *(passage.model_copy(update={"source": 2, "id": f"again-{passage.id}"}) for passage in one.passages),
            ),
        }
    )
    episode = write_episode(brief_of(double, 10))
    said = [turn.text for draft in episode.drafts for turn in draft.turns if turn.speaker == "Ben"]
    sentences = [sentence for text in said for sentence in text.split(". ")]
    assert len(sentences) == len(set(sentences))


def test_a_whole_book_takes_seconds() -> None:
    """40,000 words here; the cost grows with the words, so 150,000 stay under ten seconds of CPU."""
    heads, tails = ("har", "mar", "tel", "vin", "gol"), ("bour", "ket", "lor", "dan", "mer", "sen")
    nouns = [head + tail for head in heads for tail in tails]
    parts = ["# The Long Book"]
    for chapter in range(20):
        parts.append(f"## Chapter {chapter + 1}: The {nouns[chapter].title()} of the {nouns[-chapter - 1].title()}")
        for paragraph in range(40):
            picks = [nouns[(chapter * 7 + paragraph * 3 + step * step) % len(nouns)] for step in range(12)]
            parts.append(
                f"The {picks[0]} was built in {1500 + chapter * 20 + paragraph % 19} near the {picks[1]}. "
                f"It carried the {picks[3]} and the {picks[4]} to the {picks[5]} for {chapter * 40 + paragraph} years. "
                f"Every {picks[6]} follows the {picks[8]}, since the {picks[9]} of {chapter * 40 + paragraph} is old."
            )
    corpus = corpus_of("\n\n".join(parts), kind=SourceKind.BOOK)
    started = time.process_time()
    episode = write_episode(brief_of(corpus, 15))
    assert time.process_time() - started < 10
    last = [citation.passage for turn in episode.drafts[-1].turns for citation in turn.citations]
    order = {passage.id: at for at, passage in enumerate(corpus.passages)}
    assert min(order[passage] for passage in last) >= 0.7 * len(order)
    assert len(episode.drafts) == 8
