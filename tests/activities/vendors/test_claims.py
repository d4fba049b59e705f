"""Claims of paid calls, of processes that share a store and a catalog."""

import asyncio

import pytest

from activities.vendors.claims import Claims, Elsewhere
from activities.vendors.purchases import Purchase, Purchases
from adapters.artifacts.memory import MemoryArtifacts
from domain.artifacts.ledger import Claim, Ledger, LedgerKind
from domain.errors import CatalogUnavailable, TransientFault
from domain.value import Value

CLIP, KEY = LedgerKind.CLIP, "ab" * 32


class Clip(Value):
    text: str


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class SharedLocks:
    """Locks in memory, which expire by a clock that tests move."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._locks = clock, dict[str, tuple[str, float]]()
        self.away = False

    async def acquire(self, name: str, holder: str, *, seconds: float) -> bool:
        if self.away:
            raise CatalogUnavailable("away")
        by, until = self._locks.get(name, (holder, 0.0))
        if by != holder and until > self._clock.now:
            return False
        self._locks[name] = holder, self._clock.now + seconds
        return True

    async def release(self, name: str, holder: str) -> None:
        if self._locks.get(name, ("", 0.0))[0] == holder:
            del self._locks[name]


class House:
    """A store, a catalog, a vendor, and the processes that use them. `asked` holds who called the vendor."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.locks, self.store = SharedLocks(self.clock), MemoryArtifacts()
        self.ledger = Ledger(self.store)
        self.asked: list[str] = []
        self.asking, self.answer = asyncio.Event(), asyncio.Event()

    def process(self, name: str) -> "Process":
        return Process(self, name)


class Process:
    def __init__(self, house: House, name: str) -> None:
        self._house, self._name = house, name
        self.claims = Claims(house.ledger, house.locks, clock=house.clock)
        self._purchases = Purchases(house.ledger, claims=self.claims)
        self.waits = asyncio.Event()

    async def buy(self, caller: str = "", fault: Exception | None = None) -> tuple[Clip, bool]:
        """The clip, and whether the call was a repeat of the caller's own."""
        house, repeats = self._house, False

        async def look() -> Clip | None:
            return await house.ledger.find(CLIP, KEY, Clip)

        async def spend(purchase: Purchase) -> str:
            await purchase.confirm()
            house.asked.append(self._name)
            house.asking.set()
            await house.answer.wait()
            if fault is not None:
                raise fault
            return "audio"

        async def keep(answer: str, purchase: Purchase) -> Clip:
            nonlocal repeats
            repeats = purchase.repeats
            return await house.ledger.keep(CLIP, KEY, Clip(text=f"{answer} of {self._name}"))

        async def heard(_: str) -> None:
            self.waits.set()

        clip = await self._purchases.find_or_pay(
            CLIP, KEY, caller or self._name, look=look, spend=spend, keep=keep, on_progress=heard
        )
        return clip, repeats

    async def dies_in_a_call(self, caller: str) -> None:
        """It stands still for good: its claim is there, and nothing renews it."""
        await self.claims.stay_alive()
        await self._house.ledger.claim(CLIP, KEY, Claim(caller=caller, holder=self.claims.name, token="lost"))


async def test_of_two_processes_one_pays_and_the_other_takes_its_entry() -> None:
    house = House()
    one, two = house.process("one"), house.process("two")
    first = asyncio.create_task(one.buy())
    await house.asking.wait()
    second = asyncio.create_task(two.buy())
    await two.waits.wait()
    house.answer.set()
    assert await first == (Clip(text="audio of one"), False)
    assert await second == (Clip(text="audio of one"), False)
    assert house.asked == ["one"]
    assert [name for name in house.store.names if name.startswith("spending/")] == []


async def test_whoever_waits_pays_when_the_other_one_is_refused() -> None:
    house = House()
    one, two = house.process("one"), house.process("two")
    first = asyncio.create_task(one.buy(fault=TransientFault("vendor_error", "503")))
    await house.asking.wait()
    second = asyncio.create_task(two.buy())
    await two.waits.wait()
    house.answer.set()
    with pytest.raises(TransientFault):
        await first
    assert await second == (Clip(text="audio of two"), False)
    assert house.asked == ["one", "two"]


async def test_the_claim_of_a_dead_process_expires_and_one_of_many_takes_it_over() -> None:
    house = House()
    house.answer.set()
    await house.process("dead").dies_in_a_call("its caller")
    many = [house.process(str(number)) for number in range(5)]
    buying = [asyncio.create_task(one.buy()) for one in many]
    await asyncio.gather(*(one.waits.wait() for one in many))
    assert house.asked == []
    house.clock.now += 9
    clips = {clip.text for clip, _ in await asyncio.gather(*buying)}
    assert len(house.asked) == len(clips) == 1


@pytest.mark.parametrize("caller", ["turn 7", "another turn"])
async def test_a_retry_after_a_crash_gets_past_its_own_old_claim_and_knows_that_a_call_was_lost(caller: str) -> None:
    house = House()
    house.answer.set()
    await house.process("dead").dies_in_a_call("turn 7")
    house.clock.now += 9
    _, repeats = await house.process("next").buy(caller)
    assert repeats == (caller == "turn 7")


async def test_a_process_that_stood_still_makes_no_call_for_a_claim_that_was_taken_over() -> None:
    house = House()
    house.answer.set()
    slow, other = house.process("slow"), house.process("other")
    async with slow.claims.hold(CLIP, KEY, "turn 7") as held:
        await held.confirm()
        house.clock.now += 9
        assert (await other.buy())[0] == Clip(text="audio of other")
        with pytest.raises(Elsewhere):
            await held.confirm()
    assert house.asked == ["other"]
    assert (await slow.buy())[0] == Clip(text="audio of other"), "it goes on under another name"


async def test_a_process_that_stood_still_and_was_not_missed_goes_on() -> None:
    house = House()
    slow = house.process("slow")
    async with slow.claims.hold(CLIP, KEY, "turn 7") as held:
        house.clock.now += 9
        await held.confirm()
        with pytest.raises(Elsewhere):
            async with house.process("other").claims.hold(CLIP, KEY, "turn 8"):
                pass


async def test_a_cancelled_call_leaves_a_mark_and_no_claim() -> None:
    house = House()
    one = house.process("one")
    call = asyncio.create_task(one.buy("turn 7"))
    await house.asking.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    house.answer.set()
    _, repeats = await house.process("two").buy("turn 7")
    assert repeats
    assert [name for name in house.store.names if name.startswith("spending/")] == []


async def test_calls_go_on_while_the_catalog_is_away() -> None:
    house = House()
    house.answer.set()
    house.locks.away = True
    assert (await house.process("one").buy())[0] == Clip(text="audio of one")


async def test_a_result_that_was_kept_meanwhile_is_not_paid_for() -> None:
    """Between the first look and the vendor's free slot, another process kept the same."""
    house = House()
    looked, claims = 0, Claims(house.ledger, house.locks, clock=house.clock)

    async def look() -> Clip | None:
        nonlocal looked
        looked += 1
        found = await house.ledger.find(CLIP, KEY, Clip)
        if found is None:
            await house.ledger.keep(CLIP, KEY, Clip(text="of another"))
        return found

    async def spend(_: Purchase) -> str:
        raise AssertionError("it is in the ledger")

    async def keep(_: str, __: Purchase) -> Clip:
        raise AssertionError("it was not paid for")

    async def unheard(_: str) -> None:
        return None

    found = await Purchases(house.ledger, claims=claims).find_or_pay(
        CLIP, KEY, "turn 7", look=look, spend=spend, keep=keep, on_progress=unheard
    )
    assert (found, looked) == (Clip(text="of another"), 2)
