"""Access to a vendor: through its gate, to a free slot. Every paid call goes through it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from activities.runtime.arrival import paid_call_begins
from activities.vendors.gate import VendorGate
from domain.errors import AccountFault
from domain.progress import OnProgress


class VendorAccess(Protocol):
    def acquire(self, on_progress: OnProgress) -> AbstractAsyncContextManager[None]:
        """Around one paid call. Waits for a slot as long as it takes, and reports that it does.

        Raises:
            AccountFault: the vendor's gate is closed; the vendor was not asked.
        """
        ...


class LocalSlots:
    """Slots of this process alone: for what runs on this machine, and for tests."""

    def __init__(self, slots: int = 200) -> None:
        self._slots = asyncio.Semaphore(slots)

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        if self._slots.locked():
            await on_progress("waiting for a free slot")
        async with self._slots:
            yield


class GatedAccess:
    """A gate in front of slots."""

    def __init__(self, gate: VendorGate, slots: VendorAccess) -> None:
        self._gate, self._slots = gate, slots

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        await self._gate.check()  # no call waits for a slot at a closed vendor
        async with self._slots.acquire(on_progress):
            on_trial = await self._gate.admit()  # it may have closed meanwhile
            paid_call_begins()
            try:
                yield
            except AccountFault as fault:
                await self._gate.close(fault)
                raise
            if on_trial:
                await self._gate.open_after_success()
