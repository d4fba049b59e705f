"""Every way the vendor fails is one domain fault, after exactly one call."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from adapters.openai.connection import served_models
from adapters.openai.language import OpenAILanguageModel
from adapters.openai.speech import OpenAISpeech
from domain.errors import AccountFault, Fault, ItemFault, TransientFault
from domain.script.ports import Ask, Message
from domain.tts.utterance import Utterance
from tests.fakevendor.control import Misdeed
from tests.fakevendor.vendor import FakeVendor

KEY = "sk-test-0123456789"
ASK = Ask(
    messages=(Message(role="user", content="Bees."),),
    schema_name="s",
    json_schema='{"type":"object"}',
    max_output_tokens=9,
)
SAID = Utterance(vendor="openai", model="tts-1", engine="e", voice="coral", language="en", text="Bees dance.")


async def unheard(_word: str) -> None: ...


def failed(status: int, *, code: str | None = None, message: str = "no", param: str | None = None) -> dict[str, object]:
    return {
        "do": Misdeed.STATUS,
        "status": status,
        "body": {"error": {"message": message, "code": code, "param": param, "type": "t"}},
    }


BOTH: list[tuple[dict[str, object], type[Fault], str]] = [
    (failed(408), TransientFault, "vendor_error"),
    (failed(409), TransientFault, "vendor_error"),
    (failed(429, code="rate_limit_exceeded"), TransientFault, "rate_limited"),
    (failed(500), TransientFault, "vendor_error"),
    (failed(503), TransientFault, "vendor_error"),
    (failed(529), TransientFault, "vendor_error"),
    ({"do": Misdeed.STATUS, "status": 502, "body": "<html>Bad gateway</html>"}, TransientFault, "vendor_error"),
    ({"do": Misdeed.STATUS, "status": 302, "body": "moved"}, TransientFault, "bad_answer"),
    (failed(429, code="insufficient_quota"), AccountFault, "quota_exhausted"),
    (failed(402), AccountFault, "quota_exhausted"),
    (failed(401, code="invalid_api_key"), AccountFault, "key_refused"),
    (failed(403, code="unsupported_country_region_territory"), AccountFault, "key_refused"),
    ({"do": Misdeed.STATUS, "status": 404, "body": "Not Found"}, AccountFault, "wrong_address"),
    (failed(404, code="model_not_found", message="The model `x` does not exist"), ItemFault, "model_not_found"),
    (failed(400, code="content_policy_violation"), ItemFault, "content_refused"),
    (failed(403, code="content_filter"), ItemFault, "content_refused"),
    ({"do": Misdeed.RESET_BEFORE}, TransientFault, "vendor_unreachable"),
    ({"do": Misdeed.RESET_MIDDLE}, TransientFault, "vendor_unreachable"),
    ({"do": Misdeed.HANG}, TransientFault, "vendor_timeout"),
    ({"do": Misdeed.JSON_200}, TransientFault, "bad_answer"),
    ({"do": Misdeed.WRONG_TYPE}, TransientFault, "bad_answer"),
    ({"do": Misdeed.EMPTY}, TransientFault, "bad_answer"),
]
SPEECH_ONLY: list[tuple[dict[str, object], type[Fault], str]] = [
    (failed(400, message="Input is too long", param="input"), ItemFault, "request_rejected"),
    (failed(422, message="Input is odd"), ItemFault, "request_rejected"),
    (failed(400, message="Voice 'x' not found"), ItemFault, "voice_not_found"),
    ({"do": Misdeed.UNDECODABLE}, TransientFault, "bad_answer"),
]
CHAT_ONLY: list[tuple[dict[str, object], type[Fault], str]] = [
    ({"do": Misdeed.ANSWER, "body": ""}, TransientFault, "bad_answer"),
    (
        {"do": Misdeed.JSON_200, "body": {"error": {"message": "no", "code": "insufficient_quota"}}},
        AccountFault,
        "quota_exhausted",
    ),
    ({"do": Misdeed.JSON_200, "body": {"id": "1", "choices": []}}, TransientFault, "bad_answer"),
]


@pytest.fixture
async def language(vendor: FakeVendor) -> AsyncIterator[OpenAILanguageModel]:
    made = OpenAILanguageModel("fake-writer", api_key=KEY, base_url=vendor.openai_url, silence_seconds=2)
    yield made
    await made.close()


@pytest.fixture
async def speech(vendor: FakeVendor) -> AsyncIterator[OpenAISpeech]:
    made = OpenAISpeech("tts-1", api_key=KEY, base_url=vendor.openai_url, silence_seconds=2)
    yield made
    await made.close()


@pytest.mark.parametrize(("rule", "kind", "code"), BOTH + CHAT_ONLY)
async def test_writing(
    vendor: FakeVendor, language: OpenAILanguageModel, rule: dict[str, object], kind: type[Fault], code: str
) -> None:
    vendor.control(rules=[rule])
    with pytest.raises(kind) as raised:
        await language.complete(ASK, on_progress=unheard)
    assert (raised.value.code, raised.value.provider) == (code, "openai")
    assert len(vendor.calls()) == 1


@pytest.mark.parametrize(("rule", "kind", "code"), BOTH + SPEECH_ONLY)
async def test_speaking(
    vendor: FakeVendor, speech: OpenAISpeech, rule: dict[str, object], kind: type[Fault], code: str
) -> None:
    vendor.control(rules=[rule])
    with pytest.raises(kind) as raised:
        await speech.synthesize(SAID, on_progress=unheard)
    assert (raised.value.code, raised.value.provider) == (code, "openai")
    assert raised.value.text == SAID.text
    assert raised.value.__cause__ is None
    assert len(vendor.calls()) == 1


async def test_unknown_voice_in_the_vendors_own_words(vendor: FakeVendor, speech: OpenAISpeech) -> None:
    with pytest.raises(ItemFault) as raised:
        await speech.synthesize(SAID.model_copy(update={"voice": "zoe"}), on_progress=unheard)
    assert raised.value.code == "voice_not_found"
    assert "Input should be 'alloy'" in raised.value.message
    assert raised.value.advice
    assert len(vendor.calls()) == 1


@pytest.mark.parametrize("state", ["invalid", "over_quota", "no_plan"])
async def test_an_account_that_is_restored_while_running(vendor: FakeVendor, speech: OpenAISpeech, state: str) -> None:
    vendor.control(keys={KEY: state})
    with pytest.raises(AccountFault):
        await speech.synthesize(SAID, on_progress=unheard)
    vendor.control(keys={KEY: "valid"})
    assert (await speech.synthesize(SAID, on_progress=unheard)).data


async def test_retry_after_in_seconds_and_as_a_date(vendor: FakeVendor, speech: OpenAISpeech) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    vendor.control(
        rules=[
            {**failed(429), "headers": {"Retry-After": "7"}, "nth": [1]},
            {**failed(503), "headers": {"Retry-After": soon}, "nth": [1]},
            {**failed(429), "headers": {"Retry-After-Ms": "250"}, "nth": [1]},
            {**failed(429), "headers": {"Retry-After": "later"}, "nth": [1]},
        ]
    )
    waits = []
    for _ in range(4):
        with pytest.raises(TransientFault) as raised:
            await speech.synthesize(SAID, on_progress=unheard)
        waits.append(raised.value.retry_after)
    assert waits[0] == timedelta(seconds=7)
    assert waits[1] is not None
    assert timedelta(seconds=30) < waits[1] <= timedelta(seconds=40)
    assert waits[2] == timedelta(milliseconds=250)
    assert waits[3] is None


async def test_an_unexplained_400_is_the_first_one_told(vendor: FakeVendor, language: OpenAILanguageModel) -> None:
    vendor.control(rules=[{**failed(400, message="first"), "nth": [1]}, failed(400, message="later")])
    with pytest.raises(ItemFault, match="first"):
        await language.complete(ASK, on_progress=unheard)
    assert len(vendor.calls()) == 3  # as asked, in JSON mode, with the schema in the prompt


async def test_no_key_in_a_message(vendor: FakeVendor, speech: OpenAISpeech) -> None:
    vendor.control(rules=[failed(401, message=f"Incorrect API key provided: {KEY}. Not sk-other*****1234 either.")])
    with pytest.raises(AccountFault) as raised:
        await speech.synthesize(SAID, on_progress=unheard)
    assert "[key]" in raised.value.message
    assert "sk-" not in raised.value.message


async def test_a_port_on_which_nothing_listens() -> None:
    with pytest.raises(TransientFault) as raised:
        await served_models(api_key=KEY, base_url="http://127.0.0.1:9/v1")
    assert raised.value.code == "vendor_unreachable"
    assert "127.0.0.1:9" in raised.value.message
