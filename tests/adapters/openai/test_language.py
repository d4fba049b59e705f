"""Writing through the SDK over a real socket: dialects, stop reasons, what is billed."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator

import pytest

from adapters.openai.connection import served_models
from adapters.openai.language import OpenAILanguageModel
from domain.errors import TransientFault
from domain.script.ports import Ask, Message, StopReason
from domain.script.style import Style
from tests.fakevendor.control import Misdeed
from tests.fakevendor.vendor import FakeVendor

KEY = "sk-test-0123456789"
SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "default": "none"},
        "turns": {"type": "array", "items": {"$ref": "#/$defs/Turn"}, "minItems": 2},
    },
    "required": ["turns"],
    "$defs": {"Turn": {"type": "object", "properties": {"speaker": {"enum": ["A", "B"]}, "title": {"type": "string"}}}},
}
ASK = Ask(
    messages=(Message(role="system", content="Be brief."), Message(role="user", content="Bees dance for honey.")),
    schema_name="script",
    json_schema=json.dumps(SCHEMA),
    max_output_tokens=900,
    temperature=0.4,
)


async def unheard(_word: str) -> None: ...


@pytest.fixture
async def model(vendor: FakeVendor) -> AsyncIterator[OpenAILanguageModel]:
    made = OpenAILanguageModel(
        "fake-writer", api_key=KEY, base_url=vendor.openai_url, usd_per_million=(1.0, 10.0), silence_seconds=2
    )
    yield made
    await made.close()


async def test_structured_answer_with_usage_and_cost(vendor: FakeVendor, model: OpenAILanguageModel) -> None:
    completion = await model.complete(ASK, on_progress=unheard)
    assert completion.stop is StopReason.END
    assert set(json.loads(completion.text)) == {"title", "turns"}
    (call,) = vendor.calls()
    usage = completion.usage
    assert usage.input + usage.output == call.billed > 0
    assert usage.cost_usd == pytest.approx((usage.input + 10 * usage.output) / 1e6)
    form = call.body["response_format"]
    assert isinstance(form, dict)
    sent = form["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"]["required"] == ["title", "turns"]
    assert sent["schema"]["additionalProperties"] is False
    assert sent["schema"]["properties"]["title"] == {"type": "string"}  # a property that is named like a keyword stays
    assert sent["schema"]["$defs"]["Turn"]["required"] == ["speaker", "title"]
    assert call.body["temperature"] == 0.4
    assert call.body["max_completion_tokens"] == 900


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("known", "refusal", "first_calls"),
    [
        (("json_schema", "json_object", "text"), 400, 1),
        (("json_object", "text"), 400, 2),
        (("json_object", "text"), 422, 2),
        (("text",), 400, 3),
        (("text",), 501, 3),
    ],
)
async def test_plain_servers_are_asked_in_their_dialect_and_it_is_remembered(
    vendor: FakeVendor,
    model: OpenAILanguageModel,
    known: tuple[str, ...],
    refusal: int,
    first_calls: int,
    streams: bool,
) -> None:
    vendor.control(structured=known, structured_refusal=refusal, streams=streams)
    for calls in (first_calls, first_calls + 1):
        completion = await model.complete(ASK, on_progress=unheard)
        assert len(json.loads(completion.text)["turns"]) >= 2
        assert len(vendor.calls()) == calls


async def test_a_server_that_ignores_the_schema_gets_it_in_the_prompt_next_time(
    vendor: FakeVendor, model: OpenAILanguageModel
) -> None:
    vendor.control(structured=("text",), structured_refusal=0)
    assert (await model.complete(ASK, on_progress=unheard)).text.startswith("Here is")
    assert "turns" in json.loads((await model.complete(ASK, on_progress=unheard)).text)
    assert len(vendor.calls()) == 2


async def test_a_schema_that_strict_mode_refuses_is_asked_for_in_words_that_once(
    vendor: FakeVendor, model: OpenAILanguageModel
) -> None:
    message = "Invalid schema for response_format 'script': 'minItems' is not permitted."
    body = {"error": {"message": message, "param": "response_format", "code": None}}
    vendor.misbehave(Misdeed.STATUS, status=400, body=body, nth=[1])
    for calls, wanted in ((2, "json_object"), (3, "json_schema")):
        assert "turns" in json.loads((await model.complete(ASK, on_progress=unheard)).text)
        assert len(vendor.calls()) == calls
        form = vendor.calls()[-1].body["response_format"]
        assert isinstance(form, dict)
        assert form["type"] == wanted


@pytest.mark.parametrize("refused", ["max_completion_tokens", "temperature", "stream_options"])
async def test_a_refused_parameter_is_left_out_from_then_on(
    vendor: FakeVendor, model: OpenAILanguageModel, refused: str
) -> None:
    vendor.control(unknown_parameters=(refused,))
    for calls in (2, 3):
        await model.complete(ASK, on_progress=unheard)
        assert len(vendor.calls()) == calls
    assert refused not in vendor.calls()[-1].body


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("misdeed", "stop"),
    [
        (Misdeed.CUT_OFF, StopReason.LENGTH),
        (Misdeed.REFUSAL, StopReason.REFUSAL),
        (Misdeed.CONTENT_FILTER, StopReason.REFUSAL),
        (Misdeed.INVALID_JSON, StopReason.END),
    ],
)
async def test_stop_reasons(
    vendor: FakeVendor, model: OpenAILanguageModel, misdeed: Misdeed, stop: StopReason, streams: bool
) -> None:
    vendor.control(streams=streams)
    vendor.misbehave(misdeed)
    completion = await model.complete(ASK, on_progress=unheard)
    assert completion.stop is stop
    if misdeed is Misdeed.REFUSAL:
        assert "can't help" in completion.text
    assert len(vendor.calls()) == 1


async def test_thoughts_are_not_part_of_the_answer(vendor: FakeVendor, model: OpenAILanguageModel) -> None:
    vendor.misbehave(Misdeed.ANSWER, body='<think>\nBees?\n</think>\n{"turns": []}')
    assert (await model.complete(ASK, on_progress=unheard)).text == '{"turns": []}'


async def test_progress_is_reported_while_the_answer_arrives(vendor: FakeVendor, model: OpenAILanguageModel) -> None:
    vendor.misbehave(Misdeed.ANSWER, body=json.dumps({"turns": ["honey " * 20]}))
    vendor.control(latency={"chat_per_token": 0.04})
    words: list[str] = []

    async def heard(word: str) -> None:
        words.append(word)

    await model.complete(ASK, on_progress=heard)
    assert words[0] == "asking fake-writer"
    assert words[1].startswith("written ")


async def test_too_many_at_once(vendor: FakeVendor, model: OpenAILanguageModel) -> None:
    vendor.control(concurrency={"openai/chat": 3}, latency={"chat_base": 0.1}, retry_after="2")
    asked = [model.complete(ASK, on_progress=unheard) for _ in range(8)]
    faults = [r for r in await asyncio.gather(*asked, return_exceptions=True) if isinstance(r, TransientFault)]
    assert len(faults) == 5
    assert {(fault.code, fault.retry_after.total_seconds()) for fault in faults if fault.retry_after} == {
        ("rate_limited", 2.0)
    }
    assert len(vendor.calls()) == 8


async def test_nothing_is_read_from_the_environment(vendor: FakeVendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer sk-of-the-environment")
    model = OpenAILanguageModel("fake-writer", api_key=KEY, base_url=vendor.openai_url)
    await model.complete(ASK, on_progress=unheard)
    await model.close()
    (call,) = vendor.calls()
    assert call.key == hashlib.sha256(KEY.encode()).hexdigest()[:8]
    assert not {"openai-organization", "openai-project"} & set(call.headers)
    assert call.headers["x-stainless-retry-count"] == "0"
    official = OpenAILanguageModel(api_key=KEY)
    assert official.endpoint == "api.openai.com"
    await official.close()


async def test_models_of_a_server_and_what_is_declared(vendor: FakeVendor, model: OpenAILanguageModel) -> None:
    assert list(await served_models(api_key=None, base_url=vendor.openai_url)) == ["fake-writer"]
    declared = model.declare()
    assert declared.models == ("fake-writer",)
    assert declared.usd_per_million_output == 10.0
    assert set(declared.styles) == set(Style)
    assert not {"debate", "discussion", "conversational_interview"} & set(declared.solo_styles)
    assert (declared.speakers, declared.instructions, declared.personas) == ((2, 4), True, True)
    official = OpenAILanguageModel("gpt-4.1", api_key=KEY)
    assert official.declare().usd_per_million_input == 2.0
    assert official.declare().input_tokens > declared.input_tokens
    roomy = OpenAILanguageModel("m", api_key=None, base_url=vendor.openai_url, context_tokens=32_768)
    assert roomy.declare().input_tokens == 16_384
    await roomy.close()
    assert official.name == "openai:gpt-4.1"
    await official.close()
