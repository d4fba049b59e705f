"""Probes: asking, for nothing, whether the account is served again."""

from collections.abc import AsyncIterator

import pytest

from adapters.elevenlabs.speech import ElevenLabsSpeech
from domain.errors import AccountFault, Fault, TransientFault
from domain.vendors.ports import Probed
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.vendor import FakeVendor

BODY: dict[str, object] = {"tier": "creator", "character_count": 100, "character_limit": 100}


@pytest.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as started:
        yield started


@pytest.fixture
async def speech(vendor: FakeVendor) -> AsyncIterator[ElevenLabsSpeech]:
    made = ElevenLabsSpeech(api_key="secret-key", base_url=vendor.url)
    yield made
    await made.close()


async def test_a_good_account_costs_one_free_call(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    probed: Probed = speech
    await probed.probe()
    assert [call.kind for call in vendor.calls()] == ["subscription"]


@pytest.mark.parametrize(
    ("state", "code"), [(KeyState.INVALID, "key_refused"), (KeyState.OVER_QUOTA, "quota_exhausted")]
)
async def test_an_account_that_is_still_refused(
    vendor: FakeVendor, speech: ElevenLabsSpeech, state: KeyState, code: str
) -> None:
    vendor.control(other_keys=state)
    with pytest.raises(AccountFault) as raised:
        await speech.probe()
    assert raised.value.code == code


async def test_no_credits_left_is_known_before_a_call(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    vendor.misbehave(Misdeed.STATUS, kind="subscription", status=200, body=BODY, nth=(1,))
    with pytest.raises(AccountFault, match="no credits are left"):
        await speech.probe()
    more = {**BODY, "allowed_to_extend_character_limit": True}
    vendor.misbehave(Misdeed.STATUS, kind="subscription", status=200, body=more)
    await speech.probe()


async def test_a_key_that_may_only_speak_passes_its_probe(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    said = {"detail": {"status": "missing_permissions", "message": "The API key is missing user_read."}}
    vendor.misbehave(Misdeed.STATUS, kind="subscription", status=401, body=said)
    await speech.probe()


async def test_a_vendor_that_is_down_fails_its_probe(vendor: FakeVendor, speech: ElevenLabsSpeech) -> None:
    vendor.misbehave(Misdeed.STATUS, kind="subscription", status=503, body="down")
    with pytest.raises(Fault) as raised:
        await speech.probe()
    assert isinstance(raised.value, TransientFault)
