"""Slots: so many calls at once, and a queue before them that ends somewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.process.faults import Busy


class Slots:
    """`at_once` calls go on together. `waiting`: how many more may wait for their turn; None: any number."""

    def __init__(self, at_once: int, *, waiting: int | None = None) -> None:
        self._free, self._most_waiting, self._waiting = asyncio.Semaphore(at_once), waiting, 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Waits for a slot. Raises Busy at once when too many wait already."""
        if self._free.locked() and self._most_waiting is not None and self._waiting >= self._most_waiting:
            raise Busy(self._waiting)
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
