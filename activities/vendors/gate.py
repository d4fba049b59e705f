"""A vendor's gate, its circuit breaker: read before every paid call, closed when the vendor refuses the account."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.errors import AccountFault, CatalogUnavailable
from domain.vendors.declarations import ProviderRole
from domain.vendors.gates import Gate, GateState, closed_by_vendor, closes
from domain.vendors.ports import Gates

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=1)
"""The greatest age of what is known: a vendor that was closed still gets the calls of one second."""

ANSWER_WITHIN = timedelta(seconds=1)
"""A catalog that does not answer delays a call by no more than this. SQLite waits for locks for ten seconds and cannot
be interrupted meanwhile, so the request goes on in the background."""

TRIAL_EVERY = timedelta(seconds=5)
"""While half open, one call in so long. Vendors refuse an account within a second or two, before they do any work."""


def _now() -> datetime:
    return datetime.now(UTC)


class VendorGate:
    """The gate as one process sees it. While the catalog is away, what was known last holds; at first it is open."""

    def __init__(
        self,
        gates: Gates,
        *,
        vendor: str,
        role: ProviderRole,
        fingerprint: str = "",
        clock: Callable[[], datetime] = _now,
        fresh: timedelta = FRESH,
        trial_every: timedelta = TRIAL_EVERY,
        answer_within: timedelta = ANSWER_WITHIN,
    ) -> None:
        self._gates, self._vendor, self._role, self._fingerprint = gates, vendor, role, fingerprint
        self._clock, self._fresh, self._trial_every = clock, fresh.total_seconds(), trial_every
        self._answer_within = answer_within.total_seconds()
        self._known: Gate | None = None
        self._read_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def check(self) -> None:
        """Raises AccountFault, with the reason it was closed for, while the gate is closed."""
        gate = await self._gate()
        if gate is not None and gate.state is GateState.CLOSED:
            raise gate.fault()

    async def admit(self) -> bool:
        """For one paid call, right before it. True when the call is a trial.

        Raises:
            AccountFault: the gate is closed, or half open and another call is on trial.
        """
        gate = await self._gate()
        if gate is None or gate.state is GateState.OPEN:
            return False
        if gate.state is GateState.CLOSED:
            raise gate.fault()
        try:
            tried = await self._gates.claim_trial(gate, every=self._trial_every)
        except CatalogUnavailable:
            return True
        if not tried:
            raise gate.fault()
        return True

    async def close(self, fault: AccountFault) -> None:
        """The vendor refused the account: no other call needs to find out."""
        if not closes(fault):
            return
        gate = closed_by_vendor(
            self._role, fault, vendor=self._vendor, fingerprint=self._fingerprint, now=self._clock()
        )
        try:
            if await self._gates.close(gate):
                log.warning("%s (%s) is closed: %s", self._vendor, self._role.value, fault.message)
        except CatalogUnavailable as error:
            log.warning("the gate of %s could not be closed in the catalog: %s", self._vendor, error)
            return
        self._know(gate)

    async def open_after_success(self) -> None:
        """A call on trial was answered."""
        try:
            if await self._gates.open_after_success(self._vendor, self._role):
                log.info("%s (%s) answers again and is open", self._vendor, self._role.value)
        except CatalogUnavailable as error:
            log.warning("the gate of %s could not be opened in the catalog: %s", self._vendor, error)
        self._read_at = float("-inf")

    async def _gate(self) -> Gate | None:
        if self._is_fresh():
            return self._known
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        answered, _ = await asyncio.wait({self._asking}, timeout=self._answer_within)
        for task in answered:
            task.result()
        return self._known

    async def _ask(self) -> None:
        try:
            self._know(await self._gates.get(self._vendor, self._role))
        except CatalogUnavailable:
            self._know(self._known)

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._read_at < self._fresh

    def _know(self, gate: Gate | None) -> None:
        self._known, self._read_at = gate, time.monotonic()
