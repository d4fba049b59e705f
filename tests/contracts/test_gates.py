"""What every catalog promises of gates, on every database."""

import asyncio
from datetime import timedelta
from typing import Any

from adapters.catalog.catalog import Catalog
from domain.errors import AccountFault
from domain.vendors.declarations import Announcement, ProviderRole, ProviderState
from domain.vendors.gates import Gate, GateState, closed_by_hand, closed_by_vendor
from domain.vendors.ports import Gates

SPEECH = ProviderRole.SPEECH
FIVE = timedelta(minutes=5)


def typed(catalog: Catalog) -> Gates:
    """The type checker's own test."""
    return catalog.gates


def refused(clock: Any, *, vendor: str = "openai", message: str = "The key was refused.") -> Gate:
    fault = AccountFault("key_refused", message, advice="Mend it.", provider=vendor)
    return closed_by_vendor(SPEECH, fault, vendor=vendor, fingerprint="abc", now=clock())


async def test_a_gate_is_closed_once_with_the_first_reason(catalog: Catalog, clock: Any) -> None:
    assert await catalog.gates.get("openai", SPEECH) is None
    first = refused(clock)
    closed = await asyncio.gather(*(catalog.gates.close(first) for _ in range(8)))
    assert sum(closed) == 1
    clock.pass_by(FIVE)
    assert not await catalog.gates.close(refused(clock, message="Later."))
    assert await catalog.gates.get("openai", SPEECH) == first
    assert await catalog.gates.get("openai", ProviderRole.WRITER) is None
    assert list(await catalog.gates.all()) == [first]
    fault = first.fault()
    assert (fault.code, fault.message, fault.advice, fault.provider) == (
        "key_refused",
        "The key was refused.",
        "Mend it.",
        "openai",
    )


async def test_by_hand_wins_over_the_vendor_and_is_opened_by_hand_alone(catalog: Catalog, clock: Any) -> None:
    await catalog.gates.close(refused(clock))
    by_hand = closed_by_hand("openai", SPEECH, "Budget talks.", clock())
    assert await catalog.gates.close(by_hand)
    assert not await catalog.gates.close(refused(clock))
    assert await catalog.gates.get("openai", SPEECH) == by_hand
    clock.pass_by(FIVE)
    assert not await catalog.gates.claim_probe(by_hand, every=FIVE)
    assert not await catalog.gates.half_open(by_hand)
    assert await catalog.gates.open("openai", SPEECH)
    assert not await catalog.gates.open("openai", SPEECH)
    assert not await catalog.gates.open("elevenlabs", SPEECH)
    opened = await catalog.gates.get("openai", SPEECH)
    assert opened is not None and opened.state is GateState.OPEN
    assert await catalog.gates.close(refused(clock)), "an open gate closes again"


async def test_one_probe_in_five_minutes(catalog: Catalog, clock: Any) -> None:
    gate = refused(clock)
    await catalog.gates.close(gate)
    clock.pass_by(FIVE - timedelta(seconds=1))
    assert not await catalog.gates.claim_probe(gate, every=FIVE)
    clock.pass_by(timedelta(seconds=1))
    assert sum(await asyncio.gather(*(catalog.gates.claim_probe(gate, every=FIVE) for _ in range(6)))) == 1
    assert not await catalog.gates.claim_probe(gate, every=FIVE)


async def test_on_trial_one_call_goes_through_until_it_proves_itself(catalog: Catalog, clock: Any) -> None:
    gate = refused(clock)
    await catalog.gates.close(gate)
    assert not await catalog.gates.open_after_success("openai", SPEECH)
    assert await catalog.gates.half_open(gate)
    assert not await catalog.gates.half_open(gate)
    every = timedelta(seconds=5)
    assert sum(await asyncio.gather(*(catalog.gates.claim_trial(gate, every=every) for _ in range(6)))) == 1
    clock.pass_by(every)
    assert await catalog.gates.claim_trial(gate, every=every), "the one before may have died"
    assert await catalog.gates.open_after_success("openai", SPEECH)
    assert not await catalog.gates.claim_trial(gate, every=every)
    opened = await catalog.gates.get("openai", SPEECH)
    assert opened is not None and opened.state is GateState.OPEN


async def test_a_late_probe_does_not_open_what_was_closed_again(catalog: Catalog, clock: Any) -> None:
    first = refused(clock)
    await catalog.gates.close(first)
    await catalog.gates.open("openai", SPEECH)
    clock.pass_by(timedelta(seconds=1))
    again = refused(clock)
    await catalog.gates.close(again)
    assert not await catalog.gates.half_open(first)
    assert await catalog.gates.half_open(again)
    clock.pass_by(timedelta(seconds=1))
    third = refused(clock, message="Still.")
    assert await catalog.gates.close(third), "refused on trial"
    assert await catalog.gates.get("openai", SPEECH) == third


async def test_announcements_show_the_gate_as_it_is(catalog: Catalog, clock: Any) -> None:
    announced = Announcement(vendor="openai", role=SPEECH, slots=4, seen_at=clock())
    await catalog.providers.announce(announced)
    await catalog.gates.close(refused(clock))
    [shown] = await catalog.providers.all()
    assert (shown.state, shown.reason) == (ProviderState.CLOSED, "The key was refused.")
    await catalog.gates.open("openai", SPEECH)
    assert list(await catalog.providers.all()) == [announced]
