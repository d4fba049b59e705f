"""Access to a vendor: an account fault is met once by the fleet, whose processes share a catalog."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.completions import CachedLanguageModel
from activities.vendors.gate import VendorGate
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from adapters.fake.language import FakeLanguageModel
from adapters.fake.speech import HOST, FakeSpeech
from adapters.vendor import SpeechService
from domain.artifacts.ledger import Ledger
from domain.errors import AccountFault, CatalogUnavailable, TransientFault
from domain.script.ports import Ask, Message
from domain.tts.utterance import Utterance
from domain.vendors.declarations import ProviderRole
from domain.vendors.gates import Gate, GateState, closed_by_hand
from domain.vendors.ports import Gates
from worker import gates as background_tasks
from worker.vendors import Served

SPEECH = ProviderRole.SPEECH
REFUSED = AccountFault("key_refused", "The key was refused.", advice="Correct it.", provider="fake")
SAID = Utterance(vendor="fake", model="buzz", engine="1", voice=HOST, language="en", text="Bees dance.")
NOW = timedelta(0)


async def unheard(_: str) -> None:
    return None


class Process:
    """One worker's access to the vendor that they all share."""

    def __init__(self, gates: Gates, vendor: FakeSpeech, *, key: str = "old", trial_every: timedelta = NOW) -> None:
        self.vendor = vendor
        keeper = VendorGate(gates, vendor="fake", role=SPEECH, fingerprint=key, fresh=NOW, trial_every=trial_every)
        self.access = GatedAccess(keeper, LocalSlots(5))
        self.probes = 0
        service = SpeechService(declare=vendor.declare, synthesizer=vendor, fingerprint=key, probe=self.probe)
        self.served = Served(vendor="fake", role=SPEECH, service=service, slots=5, default=True, why="")

    async def probe(self) -> None:
        self.probes += 1

    async def say(self) -> None:
        async with self.access.acquire(unheard):
            await self.vendor.synthesize(SAID, on_progress=unheard)


async def gate_of(catalog: Catalog) -> Gate:
    gate = await catalog.gates.get("fake", SPEECH)
    assert gate is not None
    return gate


async def test_the_fault_is_met_once_and_known_to_all(catalog: Catalog) -> None:
    vendor = FakeSpeech()
    one, two = Process(catalog.gates, vendor), Process(catalog.gates, vendor)
    vendor.fail(REFUSED, times=99)
    for process in (one, two, one, two):
        with pytest.raises(AccountFault, match=r"The key was refused\.") as raised:
            await process.say()
        assert raised.value.detail() == REFUSED.detail()
    assert len(vendor.calls) == 1
    vendor.mend()
    await catalog.gates.open("fake", SPEECH)
    await one.say()
    await two.say()
    assert len(vendor.calls) == 3


async def test_closed_by_a_person_nothing_is_called_until_it_is_opened(catalog: Catalog) -> None:
    vendor = FakeSpeech()
    process = Process(catalog.gates, vendor)
    await process.say()
    gate = closed_by_hand("fake", SPEECH, "Until Monday.", datetime.now(UTC))
    await catalog.gates.close(gate)
    with pytest.raises(AccountFault, match="Until Monday"):
        await process.say()
    await background_tasks.try_new_credentials(catalog.gates, [process.served])
    await background_tasks.probe(catalog.gates, [process.served], every=NOW)
    assert process.probes == 0
    assert (await gate_of(catalog)).state is GateState.CLOSED


async def test_a_probe_puts_it_on_trial_and_one_call_decides(catalog: Catalog) -> None:
    vendor = FakeSpeech()
    hours = timedelta(hours=1)
    one, two = (Process(catalog.gates, vendor, trial_every=hours) for _ in range(2))
    vendor.fail(REFUSED, times=2)
    with pytest.raises(AccountFault):
        await one.say()
    await background_tasks.probe(catalog.gates, [one.served])
    assert one.probes == 0, "not before five minutes"
    await background_tasks.probe(catalog.gates, [one.served], every=NOW)
    assert (await gate_of(catalog)).state is GateState.HALF_OPEN
    for process in (one, two):
        with pytest.raises(AccountFault):
            await process.say()
    assert len(vendor.calls) == 2, "refused on trial; the other did not ask"
    await background_tasks.probe(catalog.gates, [two.served], every=NOW)
    await two.say()
    assert (await gate_of(catalog)).state is GateState.OPEN
    await one.say()


async def test_a_transient_fault_of_a_trial_decides_nothing(catalog: Catalog) -> None:
    vendor = FakeSpeech()
    process = Process(catalog.gates, vendor)
    vendor.fail(REFUSED)
    with pytest.raises(AccountFault):
        await process.say()
    await background_tasks.probe(catalog.gates, [process.served], every=NOW)
    vendor.fail(TransientFault("vendor_error", "Busy.", provider="fake"))
    with pytest.raises(TransientFault):
        await process.say()
    assert (await gate_of(catalog)).state is GateState.HALF_OPEN
    await process.say()
    assert (await gate_of(catalog)).state is GateState.OPEN


async def test_a_new_key_is_tried_at_once_and_the_old_one_is_not(catalog: Catalog) -> None:
    vendor = FakeSpeech()
    old, new = Process(catalog.gates, vendor), Process(catalog.gates, vendor, key="new")
    vendor.fail(REFUSED)
    with pytest.raises(AccountFault):
        await old.say()
    await background_tasks.try_new_credentials(catalog.gates, [old.served])
    with pytest.raises(AccountFault):
        await old.say()
    await background_tasks.try_new_credentials(catalog.gates, [new.served])
    await new.say()
    assert (await gate_of(catalog)).state is GateState.OPEN


async def test_a_fault_of_one_item_closes_nothing(catalog: Catalog) -> None:
    vendor = FakeSpeech()
    process = Process(catalog.gates, vendor)
    vendor.fail(AccountFault("plan_insufficient", "This voice needs a larger plan.", provider="fake"))
    with pytest.raises(AccountFault):
        await process.say()
    await process.say()


class Away:
    """A catalog that does not answer."""

    async def get(self, vendor: str, role: ProviderRole) -> Gate | None:
        raise CatalogUnavailable("away")

    async def all(self) -> Sequence[Gate]:
        raise CatalogUnavailable("away")

    async def close(self, gate: Gate) -> bool:
        raise CatalogUnavailable("away")

    async def open(self, vendor: str, role: ProviderRole) -> bool:
        raise CatalogUnavailable("away")

    async def half_open(self, gate: Gate) -> bool:
        raise CatalogUnavailable("away")

    async def open_after_success(self, vendor: str, role: ProviderRole) -> bool:
        raise CatalogUnavailable("away")

    async def claim_trial(self, gate: Gate, *, every: timedelta) -> bool:
        raise CatalogUnavailable("away")

    async def claim_probe(self, gate: Gate, *, every: timedelta) -> bool:
        raise CatalogUnavailable("away")


async def test_while_the_catalog_is_away_vendors_are_called_as_before() -> None:
    vendor = FakeSpeech()
    process = Process(Away(), vendor)
    vendor.fail(REFUSED)
    with pytest.raises(AccountFault):
        await process.say()
    await process.say()


async def test_a_language_model_behind_vendor_access(catalog: Catalog) -> None:
    model = FakeLanguageModel(author=lambda _: "{}")
    keeper = VendorGate(catalog.gates, vendor="fake", role=ProviderRole.WRITER, fresh=NOW)
    purchases = Purchases(Ledger(MemoryArtifacts()), access=GatedAccess(keeper, LocalSlots()))
    guarded = CachedLanguageModel(model, purchases, accept=lambda _: True)
    ask = Ask(messages=(Message(role="user", content="Hm?"),), schema_name="s", json_schema="{}", max_output_tokens=9)
    model.fail(REFUSED)
    for _ in range(3):
        with pytest.raises(AccountFault):
            await guarded.complete(ask, on_progress=unheard)
    assert len(model.asks) == 1
    await catalog.gates.open("fake", ProviderRole.WRITER)
    assert (await guarded.complete(ask, on_progress=unheard)).text == "{}"
    assert (guarded.name, guarded.endpoint) == (model.name, model.endpoint)
