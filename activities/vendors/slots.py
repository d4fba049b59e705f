"""The fleet's slots at a vendor, as one process uses them: its share, known in memory while its lease is valid."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import uniform

from domain.errors import CatalogUnavailable
from domain.progress import OnProgress
from domain.vendors.ports import Leases, LeaseTerms

log = logging.getLogger(__name__)

RENEW_EVERY = timedelta(seconds=2)
"""A quarter of a lease's life (domain.vendors.ports), as heartbeats are of their time-out."""

ASK_AGAIN = (1.0, 2.0)
"""Seconds, with jitter, between two requests of a process that waits for slots which others hold."""


class FleetSlots:
    """Implements `VendorAccess`. A call that finds a free slot asks the catalog nothing; one task asks for all others.

    While the catalog is away, a process goes on with what it held last, and with one slot at least. Since no process
    can take another's slots then, the fleet keeps to its total but for the processes that held none.
    """

    def __init__(self, leases: Leases, terms: LeaseTerms, *, holder: str, renew: timedelta = RENEW_EVERY) -> None:
        self._leases, self._terms, self._holder, self._renew_every = leases, terms, holder, renew.total_seconds()
        self._slots = self._busy = self._peak = self._wanted_last = 0
        self._valid_until = float("-inf")
        self._busy_reported: int | None = None  # calls in flight, as the request now under way reported them
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._ask_now = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None
        self._request: asyncio.Task[None] | None = None
        self._away = False

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        if not self._waiting and self._has_free_slot():
            self._busy += 1
        else:
            await self._wait(on_progress)
        self._peak = max(self._peak, self._wanted())
        try:
            yield
        finally:
            over = self._busy > self._slots
            self._busy -= 1
            self._serve()
            if over:
                self._ask_now.set()

    async def close(self) -> None:
        """Hands everything back, without waiting for calls in flight."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        if self._request is not None:
            await self._request
        try:
            await self._leases.renew(self._terms, self._holder, busy=0, wanted=0)
        except CatalogUnavailable as error:
            log.info("slots at %s could not be handed back, and will expire: %s", self._terms.vendor, error)

    def _wanted(self) -> int:
        return self._busy + len(self._waiting)

    def _has_free_slot(self) -> bool:
        slots = self._slots if self._busy_reported is None else min(self._slots, self._busy_reported)
        return self._busy < slots and time.monotonic() < self._valid_until

    async def _wait(self, on_progress: OnProgress) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._peak = max(self._peak, self._wanted())
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew_while_wanted())
        elif self._may_get_more():
            self._ask_now.set()
        try:
            await on_progress(f"waiting for a free slot at {self._terms.vendor}")
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._busy -= 1
            elif turn in self._waiting:
                self._waiting.remove(turn)
            self._serve()
            raise

    def _may_get_more(self) -> bool:
        """Whether asking at once helps: everything that was asked for last was given, and more is wanted now."""
        if self._away:
            return False
        expired = time.monotonic() >= self._valid_until
        return expired or (self._wanted() > self._wanted_last and self._wanted_last <= self._slots < self._terms.total)

    def _serve(self) -> None:
        """First come, first served."""
        while self._waiting and self._has_free_slot():
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)

    async def _renew_while_wanted(self) -> None:
        while True:
            self._ask_now.clear()
            wanted, self._peak = max(self._peak, self._wanted()), self._wanted()
            await self._renew(wanted)
            self._serve()
            if not wanted and not self._wanted():
                return
            if self._waiting and self._may_get_more():
                continue
            seconds = self._renew_every
            if self._waiting and self._slots < self._terms.total:
                seconds = uniform(*ASK_AGAIN) * self._renew_every / RENEW_EVERY.total_seconds()  # noqa: S311  # not a secret
            try:
                async with asyncio.timeout(seconds):
                    await self._ask_now.wait()
            except TimeoutError:
                pass

    async def _renew(self, wanted: int) -> None:
        """A catalog that does not answer delays calls by half a lease at most. SQLite waits for locks and cannot be
        interrupted meanwhile, so the request goes on in the background; its answer is taken when it comes."""
        if self._request is None or self._request.done():
            asked_at, self._busy_reported = time.monotonic(), self._busy
            request = self._leases.renew(self._terms, self._holder, busy=self._busy, wanted=wanted)
            self._request = asyncio.create_task(self._take_answer(request, wanted=wanted, asked_at=asked_at))
        answered, _ = await asyncio.wait({self._request}, timeout=self._terms.life.total_seconds() / 2)
        if not answered:
            self._busy_reported = None
            self._go_on_without(TimeoutError("no answer yet"))

    async def _take_answer(self, request: Awaitable[int], *, wanted: int, asked_at: float) -> None:
        try:
            self._slots = await request
        except Exception as error:  # whatever it is: those who wait must not wait for a task that died
            self._go_on_without(error)
        else:
            self._wanted_last, self._valid_until = wanted, asked_at + self._terms.life.total_seconds()
            self._away = False
        finally:
            self._busy_reported = None

    def _go_on_without(self, error: Exception) -> None:
        if time.monotonic() < self._valid_until - self._renew_every:
            return
        self._slots = max(1, self._slots)
        self._valid_until = time.monotonic() + self._terms.life.total_seconds()
        if not self._away:
            unexpected = None if isinstance(error, CatalogUnavailable | TimeoutError) else error
            reason = f"{type(error).__name__} {error}"
            log.warning(
                "going on with %d slots at %s while the catalog is away: %s",
                self._slots,
                self._terms.vendor,
                reason,
                exc_info=unexpected,
            )
            self._away = True
