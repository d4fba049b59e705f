"""Probes: asking, for nothing, whether the account is served again."""

from collections.abc import AsyncIterator

import pytest

from adapters.openai.language import OpenAILanguageModel
from adapters.openai.speech import OpenAISpeech
from domain.errors import AccountFault, TransientFault
from domain.vendors.ports import Probed
from tests.fakevendor.control import KeyState, Misdeed
from tests.fakevendor.vendor import FakeVendor


@pytest.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as started:
        yield started


@pytest.fixture(params=["speech", "language"])
async def probed(vendor: FakeVendor, request: pytest.FixtureRequest) -> AsyncIterator[Probed]:
    if request.param == "speech":
        speech = OpenAISpeech(api_key="secret-key", base_url=vendor.openai_url)
        yield speech
        await speech.close()
    else:
        model = OpenAILanguageModel(api_key="secret-key", base_url=vendor.openai_url)
        yield model
        await model.close()


async def test_a_good_account_costs_one_free_call(vendor: FakeVendor, probed: Probed) -> None:
    await probed.probe()
    assert [call.kind for call in vendor.calls()] == ["models"]


async def test_an_account_that_is_still_refused(vendor: FakeVendor, probed: Probed) -> None:
    vendor.control(other_keys=KeyState.INVALID)
    with pytest.raises(AccountFault) as raised:
        await probed.probe()
    assert raised.value.code == "key_refused"


@pytest.mark.parametrize("status", [403, 404])
async def test_a_list_that_may_not_be_read_passes(vendor: FakeVendor, probed: Probed, status: int) -> None:
    vendor.misbehave(Misdeed.STATUS, kind="models", status=status, body={"error": {"message": "no"}})
    await probed.probe()


async def test_a_vendor_that_is_down_fails_its_probe(vendor: FakeVendor, probed: Probed) -> None:
    vendor.misbehave(Misdeed.STATUS, kind="models", status=503, body="down")
    with pytest.raises(TransientFault):
        await probed.probe()
