"""Places at a vendor that the whole fleet shares: this process's part of them, in memory while it is held."""

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

RENEW = timedelta(seconds=2)
"""A quarter of a lease's life (domain.vendors.ports), as heartbeats are of theirs."""

ASK_AGAIN = (1.0, 2.0)
"""Seconds, with jitter, between questions of a process that waits for places others hold."""


class FleetSlots:
    """Implements `VendorAccess`. A call that finds a free slot asks the catalog nothing; one task asks for all others.

    The catalog away, a process goes on with what it held last, and with one place at least. Since nobody can take
    another's places then, the fleet keeps to its total but for those that held none.
    """

    def __init__(self, leases: Leases, terms: LeaseTerms, *, holder: str, renew: timedelta = RENEW) -> None:
        self._leases, self._terms, self._holder, self._renew = leases, terms, holder, renew.total_seconds()
        self._places = self._busy = self._peak = self._told = 0
        self._valid_until = float("-inf")
        self._settling_at: int | None = None  # calls in flight that the question now under way told of
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._ask_now = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._question: asyncio.Task[None] | None = None
        self._away = False

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        if not self._waiting and self._free():
            self._busy += 1
        else:
            await self._queue(on_progress)
        self._peak = max(self._peak, self._wanted())
        try:
            yield
        finally:
            over = self._busy > self._places
            self._busy -= 1
            self._serve()
            if over:
                self._ask_now.set()

    async def close(self) -> None:
        """Hands everything back; what is in flight is not waited for."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._question is not None:
            await self._question
        try:
            await self._leases.settle(self._terms, self._holder, busy=0, wanted=0)
        except CatalogUnavailable as error:
            log.info("places at %s expire by themselves: %s", self._terms.vendor, error)

    def _wanted(self) -> int:
        return self._busy + len(self._waiting)

    def _free(self) -> bool:
        places = self._places if self._settling_at is None else min(self._places, self._settling_at)
        return self._busy < places and time.monotonic() < self._valid_until

    async def _queue(self, on_progress: OnProgress) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._peak = max(self._peak, self._wanted())
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        elif self._may_get_more():
            self._ask_now.set()
        try:
            await on_progress(f"waiting for a free place at {self._terms.vendor}")
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
        return expired or (self._wanted() > self._told and self._told <= self._places < self._terms.total)

    def _serve(self) -> None:
        """First come, first served."""
        while self._waiting and self._free():
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)

    async def _keep(self) -> None:
        """Asks, renews and hands back until nothing is wanted any more."""
        while True:
            self._ask_now.clear()
            wanted, self._peak = max(self._peak, self._wanted()), self._wanted()
            await self._settle(wanted)
            self._serve()
            if not wanted and not self._wanted():
                return
            if self._waiting and self._may_get_more():
                continue
            seconds = self._renew
            if self._waiting and self._places < self._terms.total:
                seconds = uniform(*ASK_AGAIN) * self._renew / RENEW.total_seconds()  # noqa: S311  # not a secret
            try:
                async with asyncio.timeout(seconds):
                    await self._ask_now.wait()
            except TimeoutError:
                pass

    async def _settle(self, wanted: int) -> None:
        """A catalog that does not answer holds nobody up for longer than half a lease. SQLite waits for locks and
        cannot be interrupted meanwhile, so the question goes on by itself; its answer is taken when it comes."""
        if self._question is None or self._question.done():
            asked_at, self._settling_at = time.monotonic(), self._busy
            question = self._leases.settle(self._terms, self._holder, busy=self._busy, wanted=wanted)
            self._question = asyncio.create_task(self._answered(question, wanted=wanted, asked_at=asked_at))
        answered, _ = await asyncio.wait({self._question}, timeout=self._terms.life.total_seconds() / 2)
        if not answered:
            self._settling_at = None
            self._unanswered(TimeoutError("no answer yet"))

    async def _answered(self, question: Awaitable[int], *, wanted: int, asked_at: float) -> None:
        try:
            self._places = await question
        except Exception as error:  # whatever it is: those who wait must not wait for a task that died
            self._unanswered(error)
        else:
            self._told, self._valid_until = wanted, asked_at + self._terms.life.total_seconds()
            self._away = False
        finally:
            self._settling_at = None

    def _unanswered(self, error: Exception) -> None:
        if time.monotonic() < self._valid_until - self._renew:
            return
        self._places = max(1, self._places)
        self._valid_until = time.monotonic() + self._terms.life.total_seconds()
        if not self._away:
            unexpected = None if isinstance(error, CatalogUnavailable | TimeoutError) else error
            said = f"{type(error).__name__} {error}"
            log.warning(
                "going on with %d places at %s: %s", self._places, self._terms.vendor, said, exc_info=unexpected
            )
            self._away = True
