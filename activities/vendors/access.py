"""The way to a vendor: through its gate, to a free place. Every paid call passes here, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from activities.vendors.gate import VendorGate
from domain.errors import AccountFault
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, LanguageModel


class VendorAccess(Protocol):
    def acquire(self, on_progress: OnProgress) -> AbstractAsyncContextManager[None]:
        """Around one paid call. Waits for a place as long as it takes, and tells `on_progress` that it does.

        Raises:
            AccountFault: the vendor's gate is closed; the vendor was not asked.
        """
        ...


class LocalSlots:
    """Places of this process alone: what runs on this machine, and tests."""

    def __init__(self, places: int = 200) -> None:
        self._places = asyncio.Semaphore(places)

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        if self._places.locked():
            await on_progress("waiting for a free place")
        async with self._places:
            yield


class GatedAccess:
    """A gate in front of places."""

    def __init__(self, gate: VendorGate, places: VendorAccess) -> None:
        self._gate, self._places = gate, places

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        await self._gate.check()  # nobody waits for a place at a closed vendor
        async with self._places.acquire(on_progress):
            on_trial = await self._gate.admit()  # it may have closed meanwhile
            try:
                yield
            except AccountFault as fault:
                await self._gate.refused(fault)
                raise
            if on_trial:
                await self._gate.answered()


class GatedLanguageModel:
    """A language model behind a door. Implements `LanguageModel`; what is answered from the ledger never comes here."""

    def __init__(self, model: LanguageModel, access: VendorAccess) -> None:
        self._model, self._door = model, access

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def endpoint(self) -> str:
        return self._model.endpoint

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        async with self._door.acquire(on_progress):
            return await self._model.complete(ask, on_progress=on_progress)
