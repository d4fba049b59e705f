"""The opening, segments written side by side, and drafts that are made longer: what is asked, paid and said."""

import pytest

from adapters.fake.language import FakeLanguageModel
from domain.script.model import Brief, DraftTurn, Outline, PlannedSegment, SegmentDraft
from domain.script.ports import Ask
from domain.script.prompted.drafting import spoken_words
from domain.script.prompted.prompts.opening import LEAD_WORDS, MOST_OPENING_WORDS, lead_passages
from domain.script.prompted.prompts.rules import PROMPTS_VERSION
from domain.script.prompted.writer import PromptedWriter, words_due
from tests.fakevendor.author import author
from tests.fakevendor.manners import INVENTED, Manner, answered


async def quiet(_: str) -> None: ...


def model_of(manner: Manner) -> FakeLanguageModel:
    def write(ask: Ask) -> str:
        return answered(author, {"messages": [message.model_dump() for message in ask.messages]}, manner)

    return FakeLanguageModel(author=write)


MANNERS = {
    "obedient": Manner(),
    "short": Manner(delivers=0.6),
    "long": Manner(delivers=1.6),
    "careless": Manner(delivers=0.6, cites=False, wrong_voice_begins=True),
    "verbose and careless": Manner(delivers=1.6, cites=False, wrong_voice_begins=True),
}


@pytest.mark.parametrize("manner", MANNERS.values(), ids=list(MANNERS))
async def test_an_opening_is_short_and_says_what_it_is_about(manner: Manner, long_brief: Brief) -> None:
    model = model_of(manner)
    written = await PromptedWriter(model).opening(long_brief, on_progress=quiet)
    draft = written.draft
    assert len(model.asks) == 1
    assert (draft.index, draft.prompts) == (0, PROMPTS_VERSION)
    assert draft.title
    assert [turn.speaker for turn in draft.turns] == ["Ada", "Bo"]
    assert 20 < spoken_words(draft.turns) <= MOST_OPENING_WORDS
    assert draft.turns[1].citations
    assert not any(turn.flags for turn in draft.turns)
    prompt = model.asks[0].messages[1].content
    assert len(prompt.split()) < LEAD_WORDS + 400
    assert sum(len(one.text.split()) for one in lead_passages(long_brief)) <= LEAD_WORDS


def test_the_lead_is_the_abstract_the_topic_and_the_beginning(long_brief: Brief) -> None:
    passages = list(long_brief.corpus.passages)
    locator = passages[5].locator.model_copy(update={"headings": ("Bees", "Abstract")})
    passages[5] = passages[5].model_copy(update={"locator": locator})
    corpus = long_brief.corpus.model_copy(update={"passages": tuple(passages)})
    found = lead_passages(long_brief.model_copy(update={"corpus": corpus, "topic": "valley 971 and hive 97"}))
    ids = [one.id for one in found]
    assert ids == sorted(ids)
    assert {"s1-p0001", "s1-p0006", "s1-p0009"} <= set(ids)
    assert lead_passages(long_brief)[0].id == "s1-p0001"


@pytest.mark.parametrize("manner", MANNERS.values(), ids=list(MANNERS))
async def test_segments_written_side_by_side_come_out_at_their_length(manner: Manner, long_brief: Brief) -> None:
    model = model_of(manner)
    writer = PromptedWriter(model)
    planned = (await writer.outline(long_brief, on_progress=quiet)).outline
    opening = PlannedSegment(title="At once", summary="What it comes to.", words=90)
    outline = planned.model_copy(update={"segments": (opening, *planned.segments)})
    before = len(model.asks)
    for index in range(1, len(outline.segments)):
        draft = (await writer.segment(long_brief, outline, index, (), on_progress=quiet)).draft
        assert spoken_words(draft.turns) == pytest.approx(outline.segments[index].words, rel=0.13)
        assert draft.turns[0].speaker == "Ada"
        assert not draft.warnings
        assert not any(turn.flags for turn in draft.turns)
        assert draft.words_answered / draft.words_asked == pytest.approx(manner.delivers, abs=0.12)
    calls = len(model.asks) - before
    assert calls == len(planned.segments) * (2 if manner.delivers < 1 else 1)
    told = model.asks[before].messages[1].content
    assert "number 1 has said what the material is" in told
    assert "What it comes to." in told
    assert "<said>" not in told


@pytest.mark.parametrize("delivers", [0.6, 1.6])
async def test_what_is_known_of_the_model_saves_the_second_call(delivers: float, long_brief: Brief) -> None:
    model = model_of(Manner(delivers=delivers))
    writer = PromptedWriter(model)
    outline = (await writer.outline(long_brief, on_progress=quiet)).outline
    known = long_brief.model_copy(update={"delivery": delivers})
    draft = (await writer.segment(known, outline, 0, (), on_progress=quiet)).draft
    assert len(model.asks) == 2
    assert spoken_words(draft.turns) == pytest.approx(outline.segments[0].words, rel=0.1)


async def test_a_draft_is_made_longer_by_one_call_for_the_missing_words(long_brief: Brief) -> None:
    model = model_of(Manner())
    writer = PromptedWriter(model)
    outline = (await writer.outline(long_brief, on_progress=quiet)).outline
    last = len(outline.segments) - 1
    draft = (await writer.segment(long_brief, outline, last, (), on_progress=quiet)).draft
    calls, words = len(model.asks), spoken_words(draft.turns)
    longer = await writer.extend(long_brief, outline, draft, 60, on_progress=quiet)
    assert len(model.asks) == calls + 1
    assert spoken_words(longer.draft.turns) == pytest.approx(words + 60, abs=20)
    assert {turn.text for turn in draft.turns} - {turn.text for turn in longer.draft.turns} == set()
    ask = model.asks[-1]
    wish = ask.messages[1].content
    assert f"<said>\n{draft.turns[0].speaker}: {draft.turns[0].text}\n" in wish
    assert "\nMore words: 60\n" in wish
    assert "put in front of your last turns" not in wish
    assert len(wish) < 0.7 * len(model.asks[calls - 1].messages[1].content), "a part of what the segment took"
    assert ask.max_output_tokens < model.asks[calls - 1].max_output_tokens


async def test_a_model_without_more_to_say_leaves_the_draft_as_it_is(brief: Brief, outline: Outline) -> None:
    model = model_of(Manner())
    draft = (await PromptedWriter(model).segment(brief, outline, 0, (), on_progress=quiet)).draft
    mute = FakeLanguageModel(author=lambda _: '{"turns": []}')
    same = await PromptedWriter(mute).extend(brief, outline, draft, 60, on_progress=quiet)
    assert same.draft == draft
    assert (len(mute.asks), same.usage.output) == (1, 3)


@pytest.mark.parametrize("insists", [False, True])
async def test_what_no_passage_holds_is_written_once_more_and_then_flagged(insists: bool, long_brief: Brief) -> None:
    model = model_of(Manner(invents=True, insists=insists))
    writer = PromptedWriter(model)
    outline = (await writer.outline(long_brief, on_progress=quiet)).outline
    found = await writer.segment(long_brief, outline, 0, (), on_progress=quiet)
    assert len(model.asks) == 3, "outline, segment, one turn"
    wish = model.asks[-1].messages[-1].content
    assert "\nTurns to mend: 1\n" in wish
    assert "7431" in wish
    flags = [turn.flags for turn in found.draft.turns if turn.flags]
    assert flags == ([("number_not_in_sources", "name_not_in_sources")] if insists else [])
    assert any(INVENTED in turn.text for turn in found.draft.turns) is insists
    assert len(model.asks[-1].messages) == 2, "the segment is not sent again"
    assert wish.count("[s1-p") < outline.segments[0].words


def test_words_are_carried_from_segment_to_segment(outline: Outline) -> None:
    def wrote(words: int) -> tuple[SegmentDraft, ...]:
        return (SegmentDraft(index=0, title="", turns=(DraftTurn(speaker="Bo", text="word " * words),)),)

    carried = [words_due(outline, 1, wrote(words)) for words in (60, 50, 20, 70, 200)]
    assert carried == [60, 70, 78, 50, 42]
    assert words_due(outline, 0, ()) == 60
