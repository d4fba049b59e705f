"""Turns that code cannot compare with their passages, judged by a model that does so well, badly, and not at all."""

import pytest

from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.language import FakeLanguageModel
from domain.artifacts.ledger import Ledger
from domain.script.model import Brief, DraftTurn
from domain.script.ports import Ask, LanguageModel
from domain.script.prompted.answers import is_usable
from domain.script.prompted.attempts import MOST_ANSWERS
from domain.script.prompted.verdicts import verdicts_in
from domain.script.prompted.writer import PromptedWriter
from tests.fakevendor.author import author
from tests.fakevendor.manners import EMBELLISHED, Manner, answered


async def quiet(_: str) -> None: ...


def model_of(manner: Manner) -> FakeLanguageModel:
    def write(ask: Ask) -> str:
        return answered(author, {"messages": [message.model_dump() for message in ask.messages]}, manner)

    return FakeLanguageModel(author=write)


async def written(model: LanguageModel, brief: Brief) -> tuple[DraftTurn, ...]:
    writer = PromptedWriter(model)
    outline = (await writer.outline(brief, on_progress=quiet)).outline
    return (await writer.segment(brief, outline, 0, (), on_progress=quiet)).draft.turns


def asked(model: FakeLanguageModel) -> list[str]:
    return [ask.schema_name for ask in model.asks]


@pytest.fixture
def checked(long_brief: Brief) -> Brief:
    return long_brief.model_copy(update={"checked": True})


def flags(turns: tuple[DraftTurn, ...]) -> list[str]:
    return [flag for turn in turns for flag in turn.flags]


async def test_what_is_said_in_the_words_of_the_passages_is_not_asked_about(checked: Brief) -> None:
    model = model_of(Manner())
    assert flags(await written(model, checked)) == []
    assert asked(model) == ["outline", "segment"]


async def test_without_the_wish_nothing_is_asked(long_brief: Brief) -> None:
    model = model_of(Manner(embellishes=1))
    turns = await written(model, long_brief)
    assert asked(model) == ["outline", "segment"]
    assert any(EMBELLISHED in turn.text for turn in turns)


async def test_a_turn_that_is_not_supported_is_written_once_more(checked: Brief) -> None:
    model = model_of(Manner(embellishes=1))
    turns = await written(model, checked)
    assert asked(model) == ["outline", "segment", "verdicts", "segment"]
    assert model.asks[2].messages[1].content.count("Passages: ") == 1, "only the turn that code cannot tell of"
    assert model.asks[2].max_output_tokens < model.asks[1].max_output_tokens
    assert EMBELLISHED in model.asks[3].messages[1].content.partition("Wrong: ")[2]
    assert not any(EMBELLISHED in turn.text for turn in turns)
    assert flags(turns) == []


async def test_one_that_stays_as_it_is_is_flagged(checked: Brief) -> None:
    model = model_of(Manner(embellishes=1, insists=True))
    turns = await written(model, checked)
    assert asked(model) == ["outline", "segment", "verdicts", "segment", "verdicts"]
    assert len(flags(turns)) == 1
    [wrong] = [turn for turn in turns if EMBELLISHED in turn.text]
    assert wrong.flags == ("not_in_sources",)


async def test_what_got_no_verdict_is_said_to_be_unchecked(checked: Brief) -> None:
    model = model_of(Manner(embellishes=1, judges="nothing"))
    turns = await written(model, checked)
    assert asked(model) == ["outline", "segment", "verdicts"], "one call, whatever it answers"
    [open_turn] = [turn for turn in turns if EMBELLISHED in turn.text]
    assert open_turn.flags == ("unchecked",)


async def test_verdicts_are_among_the_answers_that_a_segment_may_cost_at_most(checked: Brief) -> None:
    model = model_of(Manner(delivers=0.4, embellishes=4, insists=True))
    turns = await written(model, checked)
    assert asked(model) == ["outline", "segment", "segment", "segment", "verdicts"]
    assert len(asked(model)[1:]) == MOST_ANSWERS, "the budget reserves for no more, so no turn is written again"
    wrong = [turn.flags for turn in turns if EMBELLISHED in turn.text]
    assert wrong == [("not_in_sources",)] * len(wrong) != []


async def test_half_of_the_verdicts_are_those_of_the_first_turns(checked: Brief) -> None:
    model = model_of(Manner(embellishes=4))
    await written(model, checked)
    body: dict[str, object] = {"messages": [message.model_dump() for message in model.asks[2].messages]}
    whole = verdicts_in(answered(author, body, Manner(embellishes=4)))
    half = verdicts_in(answered(author, body, Manner(embellishes=4, judges="half")))
    assert list(half) == list(whole)[: (len(whole) + 1) // 2] != []


async def test_verdicts_are_paid_once(checked: Brief) -> None:
    model = model_of(Manner(embellishes=1))
    cached = CachedLanguageModel(model, Purchases(Ledger(MemoryArtifacts())), accept=is_usable)
    first = await written(cached, checked)
    assert await written(cached, checked) == first
    assert asked(model) == ["outline", "segment", "verdicts", "segment"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"verdicts": [{"turn": 1, "supported": true, "why": ""}]}', {1: ""}),
        ('Sure:\n```json\n[{"turn": "2", "supported": "no", "why": "It says Bern."}]\n```', {2: "It says Bern."}),
        ('{"verdicts": [{"turn": 3, "supported": False}]}', {3: "The passages do not say it."}),
        ('{"verdicts": [{"turn": "three", "supported": true}, {"turn": 4}, 5, null]}', {}),
        ('{"verdicts": [{"turn": 1, "supported": false, "why": ["odd"]}]}', {1: "['odd']"}),
        ("All of them are fine.", {}),
        ('{"turns": []}', {}),
    ],
)
def test_verdicts_are_read_leniently(text: str, found: dict[int, str]) -> None:
    assert verdicts_in(text) == found
