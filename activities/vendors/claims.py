"""Claims of paid calls: of two for the same result at the same time, one is made and the other waits for its entry.

A claim is a name in the store, created once, with its caller and its holder, which is a process. A process that holds
claims renews a lock in the catalog; when that has expired, its claims are taken over, and it can never renew it again.
"""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta

from activities.runtime.clock import suspend_aware
from domain.artifacts.ledger import NOT_KEPT, Claim, Ledger, LedgerKind
from domain.errors import ArtifactsUnavailable, CatalogUnavailable, Fault
from domain.upkeep.ports import Locks

log = logging.getLogger(__name__)

LIFE = timedelta(seconds=8)
RENEW_EVERY = timedelta(seconds=2)
"""As the leases of slots (domain.vendors.ports, activities.vendors.slots)."""

EXPIRED = timedelta(days=365)
"""How long a process that was found dead cannot renew its lock: longer than any machine sleeps."""

TAKING_OVER = timedelta(seconds=30)
"""Three requests to the store, each of which takes less than ten seconds."""

LOOK_EVERY = timedelta(seconds=0.5)
"""For a call of another process. One of this process ends with an event."""


class Elsewhere(Exception):
    """The call is not made: another one is under way (`claim`), or has been answered."""

    def __init__(self, kind: LedgerKind, key: str, claim: Claim | None = None) -> None:
        super().__init__("another call for the same result")
        self.kind, self.key, self.claim = kind, key, claim


class Held:
    """A claim that this process holds. `repeats`: an earlier call of the same caller may have been billed already."""

    def __init__(self, claims: "Claims", kind: LedgerKind, key: str, claim: Claim, *, repeats: bool) -> None:
        self._claims, self._kind, self._key, self._claim = claims, kind, key, claim
        self.repeats = repeats

    async def confirm(self) -> None:
        """To be called before each paid call: raises Elsewhere when the claim was lost, as this process stood still."""
        await self._claims.stay_alive()
        if self._claim.holder != self._claims.name:
            raise Elsewhere(self._kind, self._key)

    def also(self, kind: LedgerKind, key: str) -> AbstractAsyncContextManager["Held"]:
        """Around a part of it that other results have, too."""
        return self._claims.hold(kind, key, self._claim.caller)


class Claims:
    """Those of one process. Without `locks` every other process counts as dead: for tests."""

    def __init__(
        self, ledger: Ledger, locks: Locks | None = None, *, clock: Callable[[], float] = suspend_aware
    ) -> None:
        self._ledger, self._locks, self._clock = ledger, locks, clock
        self.name = uuid.uuid4().hex
        self._ended: dict[str, asyncio.Event] = {}  # by token, of claims that are held
        self._valid_until = float("-inf")
        self._one_renewal, self._one_taking = asyncio.Lock(), asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None
        self._away = False

    @asynccontextmanager
    async def hold(self, kind: LedgerKind, key: str, caller: str) -> AsyncIterator[Held]:
        """Around a paid call and the storing of its result. To be entered right before it, after all waiting.

        A call that is cancelled leaves a mark, since it may have been billed, and so does a lost result.

        Raises:
            Elsewhere: another caller holds the claim, or the result is in the ledger by now.
        """
        await self.stay_alive()
        mine = Claim(caller=caller, holder=self.name, token=uuid.uuid4().hex)
        self._ended[mine.token] = asyncio.Event()
        try:
            await self._take(kind, key, mine)
            try:
                found, marked = await asyncio.gather(
                    self._ledger.has(kind, key), self._ledger.is_marked(kind, key, caller)
                )
                if found:
                    raise Elsewhere(kind, key)
                yield Held(self, kind, key, mine, repeats=marked)
            except BaseException as error:
                with suppress(ArtifactsUnavailable):
                    if not isinstance(error, Exception) or (isinstance(error, Fault) and error.code == NOT_KEPT):
                        await self._ledger.mark(kind, key, caller)
                    await self._release(kind, key, mine)
                raise
            if marked:
                await self._ledger.unmark(kind, key, caller)
            await self._release(kind, key, mine)
        finally:
            self._ended.pop(mine.token).set()

    async def wait(self, other: Elsewhere) -> None:
        """Until the call that is made elsewhere has ended, or its process is dead."""
        claim = other.claim
        while claim is not None and not await self._is_over(claim):
            own = self._ended.get(claim.token)
            if own is not None:
                await own.wait()
                return
            await asyncio.sleep(LOOK_EVERY.total_seconds())
            if await self._ledger.claimed(other.kind, other.key) != claim:
                return

    async def stay_alive(self) -> None:
        """Makes sure that no other process may take over claims of this one for a while."""
        if self._locks is None:
            return
        if self._clock() >= self._valid_until:
            async with self._one_renewal:
                if self._clock() >= self._valid_until:
                    await self._renew(self._locks)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew_while_held(self._locks))

    async def close(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        if self._locks is not None:
            with suppress(CatalogUnavailable):
                await self._locks.release(_lock_of(self.name), self.name)

    async def _release(self, kind: LedgerKind, key: str, mine: Claim) -> None:
        if mine.holder == self.name:  # else it was taken over
            await self._ledger.release(kind, key)

    async def _take(self, kind: LedgerKind, key: str, mine: Claim) -> None:
        standing = await self._ledger.claim(kind, key, mine)
        if standing == mine:
            return
        if not await self._is_over(standing):
            raise Elsewhere(kind, key, standing)
        if standing.caller == mine.caller:  # a crash: its call may have been billed
            await self._ledger.mark(kind, key, mine.caller)
        if not await self._take_over(kind, key, standing, mine):
            raise Elsewhere(kind, key, await self._ledger.claimed(kind, key))

    async def _take_over(self, kind: LedgerKind, key: str, dead: Claim, mine: Claim) -> bool:
        """Whether the dead one's claim is ours now. Those who try at once do so one after the other."""
        lock = f"claim {kind} {key}"
        async with self._one_taking:
            if self._locks is not None and not await self._locks.acquire(
                lock, mine.token, seconds=TAKING_OVER.total_seconds()
            ):
                return False
            try:
                if await self._ledger.claimed(kind, key) == dead:
                    await self._ledger.release(kind, key)
                return await self._ledger.claim(kind, key, mine) == mine
            finally:
                if self._locks is not None:
                    await self._locks.release(lock, mine.token)

    async def _is_over(self, claim: Claim) -> bool:
        if claim.holder == self.name:
            return claim.token not in self._ended
        if self._locks is None:
            return True
        try:
            return await self._locks.acquire(_lock_of(claim.holder), "expired", seconds=EXPIRED.total_seconds())
        except CatalogUnavailable:
            return False

    async def _renew_while_held(self, locks: Locks) -> None:
        while self._ended:
            await asyncio.sleep(RENEW_EVERY.total_seconds())
            async with self._one_renewal:
                await self._renew(locks)

    async def _renew(self, locks: Locks) -> None:
        """While the catalog is away, calls go on: no other process can find this one dead."""
        asked_at = self._clock()
        try:
            if not await locks.acquire(_lock_of(self.name), self.name, seconds=LIFE.total_seconds()):
                log.warning("this process stood still for so long that its paid calls were taken over")
                self.name = uuid.uuid4().hex
                await locks.acquire(_lock_of(self.name), self.name, seconds=LIFE.total_seconds())
        except CatalogUnavailable as error:
            if not self._away:
                log.warning("claims of paid calls are not renewed while the catalog is away: %s", error)
            self._away = True
        else:
            self._valid_until, self._away = asked_at + LIFE.total_seconds(), False


def _lock_of(process: str) -> str:
    return f"calls of {process}"
