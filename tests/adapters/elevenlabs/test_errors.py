"""Every way the vendor fails is one domain fault, after exactly one call."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.elevenlabs.speech import ElevenLabsSpeech
from adapters.elevenlabs.voices import SARAH
from domain.errors import AccountFault, Fault, ItemFault, TransientFault
from domain.tts.utterance import Utterance
from tests.fakevendor.control import Misdeed
from tests.fakevendor.vendor import FakeVendor

KEY = "xi-0123456789abcdef"
MODEL = "eleven_multilingual_v2"
SAID = Utterance(vendor="elevenlabs", model=MODEL, engine="e", voice=SARAH, language="en", text="Bees dance.")


async def unheard(_word: str) -> None: ...


def failed(status: int, code: str = "", message: str = "no") -> dict[str, object]:
    return {"do": Misdeed.STATUS, "status": status, "body": {"detail": {"status": code, "message": message}}}


def shaped(status: int, detail: object) -> dict[str, object]:
    return {"do": Misdeed.STATUS, "status": status, "body": {"detail": detail}}


NEWER = {"type": "rate_limit_error", "code": "concurrent_limit_exceeded", "message": "m", "status": "too_many"}
RULES: list[tuple[dict[str, object], type[Fault], str]] = [
    (failed(408), TransientFault, "vendor_error"),
    (failed(409), TransientFault, "vendor_error"),
    (failed(425), TransientFault, "vendor_error"),
    (failed(429, "too_many_concurrent_requests"), TransientFault, "rate_limited"),
    (failed(429, "system_busy"), TransientFault, "rate_limited"),
    (shaped(429, NEWER), TransientFault, "rate_limited"),
    (failed(500), TransientFault, "vendor_error"),
    (failed(529), TransientFault, "vendor_error"),
    ({"do": Misdeed.STATUS, "status": 502, "body": "<html>Bad gateway</html>"}, TransientFault, "vendor_error"),
    ({"do": Misdeed.STATUS, "status": 302, "body": "moved"}, TransientFault, "bad_answer"),
    (failed(401, "quota_exceeded"), AccountFault, "quota_exhausted"),
    (failed(402, "quota_exceeded"), AccountFault, "quota_exhausted"),
    (failed(403, "quota_exceeded"), AccountFault, "quota_exhausted"),
    (failed(429, "quota_exceeded"), AccountFault, "quota_exhausted"),
    (failed(401, "invalid_api_key"), AccountFault, "key_refused"),
    (failed(401, "missing_permissions"), AccountFault, "key_refused"),
    (failed(403), AccountFault, "key_refused"),
    (failed(402, "paid_plan_required"), AccountFault, "plan_insufficient"),
    (failed(401, "detected_unusual_activity"), AccountFault, "account_blocked"),
    ({"do": Misdeed.STATUS, "status": 404, "body": "Not Found"}, AccountFault, "wrong_address"),
    (failed(400, "voice_not_found"), ItemFault, "voice_not_found"),
    (failed(404, "voice_not_found"), ItemFault, "voice_not_found"),
    (shaped(404, "A voice for the voice_id abc was not found."), ItemFault, "voice_not_found"),
    (failed(400, "model_not_found"), ItemFault, "model_not_found"),
    (failed(400, "content_against_policy"), ItemFault, "content_refused"),
    (failed(400, "", "This text may violate our Terms of Service."), ItemFault, "content_refused"),
    (failed(400, "max_character_limit_exceeded"), ItemFault, "request_rejected"),
    (shaped(422, [{"loc": ["body", "text"], "msg": "Field required"}]), ItemFault, "request_rejected"),
    ({"do": Misdeed.RESET_BEFORE}, TransientFault, "vendor_unreachable"),
    ({"do": Misdeed.RESET_MIDDLE}, TransientFault, "vendor_unreachable"),
    ({"do": Misdeed.HANG}, TransientFault, "vendor_timeout"),
    ({"do": Misdeed.JSON_200}, TransientFault, "bad_answer"),
    ({"do": Misdeed.WRONG_TYPE}, TransientFault, "bad_answer"),
    ({"do": Misdeed.EMPTY}, TransientFault, "bad_answer"),
]


@pytest.fixture
async def speech(vendor: FakeVendor) -> AsyncIterator[ElevenLabsSpeech]:
    made = ElevenLabsSpeech(MODEL, api_key=KEY, base_url=vendor.url, silence_seconds=2)
    yield made
    await made.close()


@pytest.mark.parametrize(("rule", "kind", "code"), RULES)
async def test_speaking(
    vendor: FakeVendor, speech: ElevenLabsSpeech, rule: dict[str, object], kind: type[Fault], code: str
) -> None:
    vendor.control(rules=[rule])
    with pytest.raises(kind) as raised:
        await speech.synthesize(SAID, on_progress=unheard)
    assert (raised.value.code, raised.value.provider, raised.value.text) == (code, "elevenlabs", SAID.text)
    assert raised.value.__cause__ is None
    assert len(vendor.calls()) == 1


async def test_unknown_voice_in_the_vendors_own_words(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    with pytest.raises(ItemFault) as raised:
        await speech.synthesize(SAID.model_copy(update={"voice": "nobody1"}), on_progress=unheard)
    assert raised.value.code == "voice_not_found"
    assert "A voice with voice_id 'nobody1' was not found." in raised.value.message
    assert raised.value.advice
    assert len(vendor.calls()) == 1


async def test_a_voice_cannot_lead_to_another_address(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    for voice in ("../user", "a/b", "", "x" * 65, "a?b=c"):
        with pytest.raises(ItemFault) as raised:
            await speech.synthesize(SAID.model_copy(update={"voice": voice}), on_progress=unheard)
        assert raised.value.code == "voice_not_found"
    assert not vendor.calls()


@pytest.mark.parametrize("state", ["invalid", "over_quota", "no_plan"])
async def test_an_account_that_is_restored_while_running(
    vendor: FakeVendor, speech: ElevenLabsSpeech, state: str
) -> None:
    vendor.control(keys={KEY: state})
    with pytest.raises(AccountFault):
        await speech.synthesize(SAID, on_progress=unheard)
    vendor.control(keys={KEY: "valid"})
    assert (await speech.synthesize(SAID, on_progress=unheard)).data


async def test_retry_after_and_no_key_in_a_message(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    vendor.control(rules=[{**failed(429, message=f"not with {KEY}"), "headers": {"Retry-After": "12"}}])
    with pytest.raises(TransientFault) as raised:
        await speech.synthesize(SAID, on_progress=unheard)
    assert raised.value.retry_after == timedelta(seconds=12)
    assert KEY not in raised.value.message


async def test_a_port_on_which_nothing_listens() -> None:
    speech = ElevenLabsSpeech(api_key=KEY, base_url="http://127.0.0.1:9")
    with pytest.raises(TransientFault) as raised:
        await speech.synthesize(SAID, on_progress=unheard)
    assert raised.value.code == "vendor_unreachable"
    await speech.close()
