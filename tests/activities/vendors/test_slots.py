"""The fleet's slots as one process uses them, over a real catalog that two of them share."""

import asyncio
import time
from datetime import timedelta

from activities.vendors.slots import FleetSlots
from adapters.catalog.catalog import Catalog
from domain.errors import CatalogUnavailable
from domain.vendors.declarations import ProviderRole
from domain.vendors.ports import Leases, LeaseTerms

RENEW = timedelta(seconds=0.15)  # far longer than a busy machine takes to answer
TERMS = LeaseTerms(
    vendor="openai",
    role=ProviderRole.SPEECH,
    total=5,
    life=4 * RENEW,
    rotate=timedelta(days=1),
)


async def unheard(_: str) -> None:
    return None


class Counted:
    """Leases that count requests, and may be away."""

    def __init__(self, leases: Leases) -> None:
        self._leases, self.asked, self.away = leases, 0, False

    async def renew(self, terms: LeaseTerms, holder: str, *, busy: int, wanted: int) -> int:
        self.asked += 1
        if self.away:
            raise CatalogUnavailable("away")
        return await self._leases.renew(terms, holder, busy=busy, wanted=wanted)


class Vendor:
    """Answers any number of calls at once, and remembers how many there were."""

    def __init__(self, seconds: float = 0.01) -> None:
        self.seconds, self.in_flight, self.peak, self.served = seconds, 0, 0, 0
        self.busy = 0.0  # seconds × calls

    async def serve(self) -> None:
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        began = time.monotonic()
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.in_flight -= 1
            self.busy += time.monotonic() - began
        self.served += 1


async def calls(slots: FleetSlots, vendor: Vendor, count: int) -> None:
    async def call() -> None:
        async with slots.acquire(unheard):
            await vendor.serve()

    await asyncio.gather(*(call() for _ in range(count)))


def slots_of(leases: Leases, holder: str, *, terms: LeaseTerms = TERMS) -> FleetSlots:
    return FleetSlots(leases, terms, holder=holder, renew=RENEW)


async def test_alone_all_slots_are_used_and_few_requests_made(catalog: Catalog) -> None:
    leases, vendor = Counted(catalog.leases), Vendor()
    mine = slots_of(leases, "a")
    began = time.monotonic()
    await calls(mine, vendor, 100)
    took = time.monotonic() - began
    assert vendor.peak == 5
    assert leases.asked <= 4 + took / RENEW.total_seconds()
    await mine.close()


async def test_two_processes_share_and_neither_starves(catalog: Catalog) -> None:
    vendor = Vendor()
    one, two = slots_of(catalog.leases, "a"), slots_of(catalog.leases, "b")
    first = asyncio.create_task(calls(one, vendor, 400))
    await calls(two, vendor, 60)
    assert not first.done(), "the later one did not wait for the end of the earlier one"
    await first
    assert vendor.peak == 5
    await one.close()
    await two.close()


async def test_a_dead_process_leaves_its_slots_to_the_others(catalog: Catalog) -> None:
    assert await catalog.leases.renew(TERMS, "dead", busy=5, wanted=5) == 5
    vendor, mine = Vendor(), slots_of(catalog.leases, "a")
    began = time.monotonic()
    await calls(mine, vendor, 5)
    assert TERMS.life.total_seconds() * 0.9 <= time.monotonic() - began
    await mine.close()


async def test_what_is_idle_is_handed_back(catalog: Catalog) -> None:
    one, two = slots_of(catalog.leases, "a"), slots_of(catalog.leases, "b")
    await calls(one, Vendor(0.0), 5)
    await calls(two, Vendor(0.0), 5)
    while await catalog.leases.renew(TERMS, "c", busy=0, wanted=5) < 5:
        pass
    await one.close()
    await two.close()


async def test_while_the_catalog_is_away_it_goes_on_with_what_it_held_or_one(catalog: Catalog) -> None:
    leases, vendor = Counted(catalog.leases), Vendor()
    mine, idle = slots_of(leases, "a", terms=TERMS.model_copy(update={"total": 3})), slots_of(leases, "b")
    await calls(mine, vendor, 6)
    leases.away = True
    began = time.monotonic()
    while time.monotonic() - began < 3 * TERMS.life.total_seconds():
        await calls(mine, vendor, 6)
    assert vendor.peak == 3
    alone = Vendor()
    await calls(idle, alone, 3)
    assert (alone.served, alone.peak) == (3, 1)
    leases.away = False
    back = Vendor()
    while back.peak < 5:
        await calls(idle, back, 8)
    await mine.close()
    await idle.close()


async def test_a_catalog_that_hangs_stops_no_call_and_is_not_interrupted(catalog: Catalog) -> None:
    class Hanging(Counted):
        answer = asyncio.Event()
        cancelled = False

        async def renew(self, terms: LeaseTerms, holder: str, *, busy: int, wanted: int) -> int:
            try:
                await self.answer.wait()
            except asyncio.CancelledError:
                self.cancelled = True
                raise
            return await super().renew(terms, holder, busy=busy, wanted=wanted)

    leases, vendor = Hanging(catalog.leases), Vendor()
    mine = slots_of(leases, "a")
    await calls(mine, vendor, 3)
    assert (vendor.served, vendor.peak, leases.asked) == (3, 1, 0)
    leases.answer.set()
    while vendor.peak < 5:
        await calls(mine, vendor, 8)
    assert not leases.cancelled
    await mine.close()


async def test_a_call_that_is_cancelled_while_waiting_leaves_no_slot_unused(catalog: Catalog) -> None:
    mine = slots_of(catalog.leases, "a", terms=TERMS.model_copy(update={"total": 1}))
    entered, leave = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with mine.acquire(unheard):
            entered.set()
            await leave.wait()

    holding = asyncio.create_task(hold())
    await entered.wait()
    vendor, words = Vendor(), asyncio.Queue[str]()

    async def wait_and_call() -> None:
        async with mine.acquire(words.put):
            await vendor.serve()

    waiting = [asyncio.create_task(wait_and_call()) for _ in range(3)]
    assert all(["waiting" in await words.get() for _ in waiting])
    leave.set()
    await holding
    waiting[0].cancel()  # it has the slot, or is about to
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await calls(mine, vendor, 2)
    assert vendor.peak == 1
    await mine.close()


async def test_a_held_slot_costs_microseconds(catalog: Catalog) -> None:
    leases, slow = Counted(catalog.leases), TERMS.model_copy(update={"life": timedelta(minutes=1)})
    mine = FleetSlots(leases, slow, holder="a", renew=timedelta(seconds=30))
    await calls(mine, Vendor(0.0), 1)
    began = time.perf_counter()
    for _ in range(1000):
        async with mine.acquire(unheard):
            pass
    each = (time.perf_counter() - began) / 1000
    assert leases.asked == 1
    assert each < 0.001, f"{each * 1e6:.0f} µs"
    await mine.close()
