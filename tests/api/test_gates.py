"""Closing and opening a vendor by hand."""

from typing import Any

from domain.errors import AccountFault
from domain.vendors.declarations import ProviderRole
from domain.vendors.gates import closed_by_vendor
from tests.api.harness import ApiHarness

URL = "/api/v1/providers"


async def states(harness: ApiHarness, vendor: str = "openai") -> dict[str, tuple[str, str]]:
    items: list[dict[str, Any]] = (await harness.client.get(URL)).json()["items"]
    return {each["role"]: (each["state"], each["reason"]) for each in items if each["vendor"] == vendor}


async def test_a_vendor_is_closed_with_a_reason_and_opened(harness: ApiHarness) -> None:
    await harness.announce(vendor="openai", local=False)
    answer = await harness.client.post(f"{URL}/openai/close", json={"reason": "Until Monday."})
    assert answer.status_code == 200
    assert {each["role"]: each["state"] for each in answer.json()["items"]} == {"writer": "closed", "speech": "closed"}
    assert await states(harness) == {"writer": ("closed", "Until Monday."), "speech": ("closed", "Until Monday.")}
    gate = await harness.catalog.gates.get("openai", ProviderRole.SPEECH)
    assert gate is not None
    assert gate.fault().advice == "Open it: podwright providers open openai"
    opened = await harness.client.post(f"{URL}/openai/open", json={"role": "speech"})
    assert opened.status_code == 200
    assert await states(harness) == {"writer": ("closed", "Until Monday."), "speech": ("open", "")}
    for _ in range(2):
        assert (await harness.client.post(f"{URL}/openai/open")).status_code == 200
    assert (await states(harness))["writer"][0] == "open"


async def test_what_the_vendor_closed_is_shown_and_opened_by_hand(harness: ApiHarness) -> None:
    await harness.announce(vendor="openai", local=False)
    fault = AccountFault("quota_exhausted", "No credits are left.", provider="openai")
    now = harness.clock()
    await harness.catalog.gates.close(
        closed_by_vendor(ProviderRole.SPEECH, fault, vendor="openai", fingerprint="f", now=now)
    )
    assert (await states(harness))["speech"] == ("closed", "No credits are left.")
    health = (await harness.client.get("/api/v1/health")).json()
    shown = {(each["vendor"], each["role"]): each for each in health["vendors"]}
    assert (shown["openai", "speech"]["state"], shown["openai", "speech"]["reason"]) == ("closed", "")
    await harness.client.post(f"{URL}/openai/open")
    assert (await states(harness))["speech"] == ("open", "")


async def test_what_cannot_be_closed_is_said(harness: ApiHarness) -> None:
    local = await harness.client.post(f"{URL}/local/close")
    assert (local.status_code, local.json()["code"]) == (409, "always_open")
    assert (await harness.client.post(f"{URL}/nobody/close")).status_code == 404
    await harness.announce(vendor="openai", local=False)
    for wrong in ({"reason": "x" * 301}, {"role": "cook"}, {"colour": "red"}):
        assert (await harness.client.post(f"{URL}/openai/close", json=wrong)).status_code == 422
    assert (await states(harness))["speech"][0] == "open"
