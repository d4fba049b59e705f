"""Kept completions, over a fake model and names in memory."""

import asyncio

import pytest

from activities.vendors.completions import CachedLanguageModel, completion_key
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.language import FakeLanguageModel
from domain.artifacts.layout import ledger_name
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.errors import TransientFault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, LanguageModel, Message, StopReason

ASK = Ask(
    messages=(Message(role="user", content="Say it."),),
    schema_name="answer",
    json_schema='{"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}',
    max_output_tokens=100,
)


async def quiet(word: str) -> None:
    del word


def anything(completion: Completion) -> bool:
    return bool(completion.text)


async def test_the_second_time_it_is_reused_and_bills_nothing() -> None:
    model = FakeLanguageModel()
    kept: LanguageModel = CachedLanguageModel(model, Purchases(Ledger(MemoryArtifacts())), accept=anything)
    first = await kept.complete(ASK, on_progress=quiet)
    again = await kept.complete(ASK, on_progress=quiet)
    assert len(model.asks) == 1
    assert first.usage.output > 0
    assert not first.usage.reused
    assert again.text == first.text
    assert again.usage == TokenUsage(reused=True)
    assert (kept.name, kept.endpoint) == (model.name, model.endpoint)


@pytest.mark.parametrize(
    "change",
    [
        {"messages": (Message(role="user", content="Say it again."),)},
        {"messages": (Message(role="system", content="Say it."),)},
        {"schema_name": "other"},
        {"json_schema": "{}"},
        {"max_output_tokens": 101},
        {"temperature": 0.0},
    ],
    ids=str,
)
def test_whatever_decides_the_answer_is_in_the_key(change: dict[str, object]) -> None:
    model = FakeLanguageModel()
    assert completion_key(model, ASK) == completion_key(model, ASK.model_copy())
    assert completion_key(model, ASK) != completion_key(model, ASK.model_copy(update=change))
    assert completion_key(model, ASK) != completion_key(FakeLanguageModel(name="fake:other"), ASK)


def test_keys_are_pinned() -> None:
    """A key that changes makes every answer that was paid for be paid for again."""
    model = FakeLanguageModel(name="openai:gpt-4o")
    again = ASK.model_copy(update={"take": 1, "temperature": 0.5})
    assert completion_key(model, ASK) == "7a8f4fc688a649793091038731210b0d5c3e952dd01f271f755238ce42d7854a"
    assert completion_key(model, again) == "98842e049a768616e2514a23267c44436e6b8dd077e050dd3d2e4e25ba91192f"


async def test_what_was_cut_off_refused_or_not_accepted_is_not_kept() -> None:
    model, names = FakeLanguageModel(author=lambda _: "good"), MemoryArtifacts()
    kept = CachedLanguageModel(model, Purchases(Ledger(names)), accept=lambda completion: completion.text == "good")
    model.cut_off()
    assert (await kept.complete(ASK, on_progress=quiet)).stop is StopReason.LENGTH
    model.refuse()
    assert (await kept.complete(ASK, on_progress=quiet)).stop is StopReason.REFUSAL
    model.fail(TransientFault("overloaded", "Busy."))
    with pytest.raises(TransientFault):
        await kept.complete(ASK, on_progress=quiet)
    picky = CachedLanguageModel(model, Purchases(Ledger(names)), accept=lambda _: False)
    assert (await picky.complete(ASK, on_progress=quiet)).text == "good"
    assert not names.names
    assert not (await kept.complete(ASK, on_progress=quiet)).usage.reused
    assert (await kept.complete(ASK, on_progress=quiet)).usage.reused


@pytest.mark.parametrize("record", [b"not json", b'{"text": "bad"}', b'{"text": "good", "stop": "length"}'])
async def test_an_entry_that_proves_bad_is_bought_again(record: bytes) -> None:
    model, names = FakeLanguageModel(author=lambda _: "good"), MemoryArtifacts()
    ledger = Ledger(names)
    await names.create(ledger_name(LedgerKind.COMPLETION, completion_key(model, ASK)), record)
    kept = CachedLanguageModel(model, Purchases(ledger), accept=lambda completion: completion.text == "good")
    assert (await kept.complete(ASK, on_progress=quiet)).text == "good"
    assert (await kept.complete(ASK, on_progress=quiet)).usage.reused
    assert len(model.asks) == 1


async def test_of_two_at_once_one_pays_and_both_say_the_same() -> None:
    asked = asyncio.Event()

    class Slow(FakeLanguageModel):
        async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
            asked.set()
            await answer.wait()
            return await super().complete(ask, on_progress=on_progress)

    answer, model = asyncio.Event(), Slow(author=lambda _: "slow")
    purchases = Purchases(Ledger(MemoryArtifacts()))
    kept = [CachedLanguageModel(model, purchases, accept=anything) for _ in range(3)]
    asks = [asyncio.create_task(each.complete(ASK, on_progress=quiet)) for each in kept]
    await asked.wait()
    answer.set()
    answers = await asyncio.gather(*asks)
    assert {each.text for each in answers} == {"slow"}
    assert len(model.asks) == 1
    assert [each.usage.reused for each in answers].count(False) == 1
