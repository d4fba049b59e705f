"""Streams that stall, break off, or do not come: when that is noticed, what it cost, and what is remembered."""

import json
from collections.abc import AsyncIterator

import pytest

from adapters.openai.language import SILENCE_SECONDS, OpenAILanguageModel
from adapters.openai.patience import STALL_SECONDS, Patience
from domain.errors import TransientFault
from domain.script.ports import Ask, Message
from tests.fakevendor.control import Misdeed
from tests.fakevendor.vendor import FakeVendor

SCHEMA = json.dumps({"type": "object", "properties": {"turns": {"type": "array"}}, "required": ["turns"]})
ASK = Ask(
    messages=(Message(role="user", content="Bees dance for honey."),),
    schema_name="script",
    json_schema=SCHEMA,
    max_output_tokens=5_000,
)
ANSWER = json.dumps({"turns": ["honey"] * 2_000})


async def unheard(_word: str) -> None: ...


@pytest.fixture
async def model(vendor: FakeVendor) -> AsyncIterator[OpenAILanguageModel]:
    made = OpenAILanguageModel(
        "fake-writer", api_key="sk-test", base_url=vendor.openai_url, usd_per_million=(1.0, 10.0), stall_seconds=0.3
    )
    yield made
    await made.close()


async def test_a_stream_that_stalls_is_given_up_and_costs_what_came(
    vendor: FakeVendor, model: OpenAILanguageModel
) -> None:
    vendor.misbehave(Misdeed.STALL, fraction=0.5, nth=[1])
    vendor.misbehave(Misdeed.ANSWER, body=ANSWER)
    with pytest.raises(TransientFault, match=r"sent nothing for 0\.3 s in the middle of its answer") as failed:
        await model.complete(ASK, on_progress=unheard)
    billed = failed.value.billed
    assert failed.value.code == "vendor_timeout"
    assert 0 < billed.output_tokens < ASK.max_output_tokens
    assert billed.input_tokens == ASK.most.input_tokens
    assert billed.cost_usd == pytest.approx((billed.input_tokens + 10 * billed.output_tokens) / 1e6)
    assert (await model.complete(ASK, on_progress=unheard)).text == ANSWER


async def test_a_stream_that_is_cut_costs_what_came(vendor: FakeVendor, model: OpenAILanguageModel) -> None:
    vendor.misbehave(Misdeed.ANSWER, body=ANSWER)
    vendor.control(cut_streams_after=6_000)
    with pytest.raises(TransientFault, match="connection") as failed:
        await model.complete(ASK, on_progress=unheard)
    assert 1_000 < failed.value.billed.output_tokens < 3_000
    assert failed.value.billed.input_tokens == ASK.most.input_tokens


async def test_a_stream_that_is_cut_before_any_word_costs_nothing(
    vendor: FakeVendor, model: OpenAILanguageModel
) -> None:
    vendor.misbehave(Misdeed.RESET_MIDDLE)
    with pytest.raises(TransientFault, match="connection") as failed:
        await model.complete(ASK, on_progress=unheard)
    assert failed.value.billed.output_tokens == 0


async def test_a_server_that_begins_late_is_waited_for_longer_each_time(vendor: FakeVendor) -> None:
    model = OpenAILanguageModel(
        "fake-writer", api_key=None, base_url=vendor.openai_url, silence_seconds=60, stall_seconds=0.1
    )
    vendor.control(latency={"chat_base": 0.5})
    faults = 0
    while faults < 5:
        try:
            await model.complete(ASK, on_progress=unheard)
        except TransientFault as fault:
            assert fault.code == "vendor_timeout"
            faults += 1
        else:
            break
    assert 1 <= faults < 5
    await model.complete(ASK, on_progress=unheard)
    await model.close()


def test_a_stall_is_noticed_within_half_a_minute_and_a_slow_server_in_three_tries() -> None:
    patience = Patience(most=SILENCE_SECONDS)
    assert (patience.seconds, patience.stall) == (30.0, 30.0) == (STALL_SECONDS, STALL_SECONDS)
    waited = [patience.seconds]
    for _ in range(2):
        patience.begun_too_late()
        waited.append(patience.seconds)
    assert waited == [30.0, 90.0, SILENCE_SECONDS]
    whole = Patience(most=SILENCE_SECONDS)
    whole.answers_whole()
    assert whole.seconds == Patience(most=SILENCE_SECONDS, slow=True).seconds == SILENCE_SECONDS


async def test_a_server_that_does_not_know_streams_is_asked_without_and_it_is_remembered(
    vendor: FakeVendor, model: OpenAILanguageModel
) -> None:
    vendor.control(unknown_parameters=("stream_options", "stream"))
    for calls in (3, 4):
        assert "turns" in json.loads((await model.complete(ASK, on_progress=unheard)).text)
        assert len(vendor.calls()) == calls
    assert not {"stream", "stream_options"} & set(vendor.calls()[-1].body)
