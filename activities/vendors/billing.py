"""The bills of an activity's attempts that brought no result, and what may still be spent.

A workflow learns nothing of attempts before the last one, and workers die. So an attempt stores what it was billed, and
the attempt that ends the activity reports the bills of all. An activity ends once: nothing is counted twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio import activity

from activities.runtime.arrival import cancelled_fault
from activities.runtime.faults import artifact_missing
from domain.artifacts.ledger import Ledger, scheduling
from domain.artifacts.ports import ArtifactMissing
from domain.errors import ArtifactsUnavailable, Fault, FaultKind, ItemFault, TransientFault
from domain.money import NOTHING, Allowance, Bill

log = logging.getLogger(__name__)

_RETRIED = (FaultKind.TRANSIENT, FaultKind.ACCOUNT)
"""Kinds that Temporal retries, an account fault while its item waits for the vendor."""


class Attempt:
    """The attempt that is running.

    `who` stands for all attempts of one scheduling of an activity, and for nothing else: a retry of the podcast, and a
    turn that is tried again after a resume, are scheduled anew. `caller` stands for the item for good.
    `keeps`: what is paid for is kept for all schedulings; else some of it for the attempts of this one.
    """

    def __init__(self, ledger: Ledger, *, allowance: Allowance | None = None, keeps: bool = False) -> None:
        info = activity.info()
        self.caller = f"{info.workflow_id}/{info.activity_id}"
        job_id, run_id = info.workflow_id or "", info.workflow_run_id or ""
        self.who = scheduling(job_id, run_id, info.activity_id, info.scheduled_time)
        self.bill = NOTHING
        self.number = info.attempt
        self._ledger, self._allowance, self._keeps = ledger, allowance, keeps
        self._stored = NOTHING

    def paid(self, characters: int) -> None:
        self.bill += Bill(characters=characters)

    async def store_bill(self, call: str, bill: Bill) -> None:
        """Of a call whose result later attempts find, so that they are not billed for it again, but have to report it.

        `call`: the key of its result. The bill stands in a fault, a result or `paid` besides.
        """
        if bill != NOTHING:
            await self._ledger.bill(self.who, self.number, bill, call=call)
            self._stored += bill

    async def check_allowance(self, most: Bill, what: str) -> None:
        """To be called before each paid call, which costs at most that much.

        Raises:
            ItemFault: `budget_reached`: the activity may not spend as much beside what all its attempts did.
        """
        if self._allowance is None:
            return
        spent = await self.before() + self.bill + self._stored.minus(self.bill)
        if not self._allowance.covers(spent, most):
            raise ItemFault(
                "budget_reached",
                f"{what} may cost {self._allowance.prices.cost(most):.4f} USD, which the budget does not cover.",
                advice="Resume with a higher budget (--budget); everything made is kept.",
            )

    async def was_billed(self, call: str) -> bool:
        """Whether an earlier attempt stored the bill of this call."""
        return self.number > 1 and await self._ledger.is_billed(self.who, call)

    @property
    def payer(self) -> str:
        """What a result bears that this attempt paid for."""
        return f"{self.who}-{self.number}"

    def made(self, paid_by: str) -> bool:
        """Whether an earlier attempt made what bears `paid_by`, and ended before its result reached the workflow."""
        return self.number > 1 and paid_by.partition("-")[0] == self.who

    async def before(self, *, but: str = "") -> Bill:
        """What earlier attempts were billed, `but` the payer of a result that says so itself. A first attempt reads
        nothing."""
        if self.number == 1:
            return NOTHING
        reported = {self.number, int(but.partition("-")[2] or 0)}
        return sum(await self._ledger.bills(self.who, other_than=reported), NOTHING)

    @asynccontextmanager
    async def record_bill(self) -> AsyncIterator[None]:
        """Around what costs money: stores the bill when it ends early. A fault carries the bills of all attempts."""
        try:
            yield
        except BaseException as error:
            own = self.bill + error.billed if isinstance(error, Fault) else self.bill
            lost, before = own.minus(self._stored), NOTHING
            reports = isinstance(error, Exception) or _ends_cancelled(error)
            with suppress(ArtifactsUnavailable):
                if reports:
                    before = await self.before()
                if lost != NOTHING:
                    await self._ledger.bill(self.who, self.number, lost)
            bill = before + own
            if isinstance(error, Exception) and bill != NOTHING and not isinstance(error, Fault):
                error = _unforeseen(error)
            if isinstance(error, Fault):
                pays_again = error.pays_again or lost != NOTHING
                kept = self._keeps and bill != NOTHING and not pays_again and error.kind in _RETRIED
                raise error.with_bill(bill, pays_again=pays_again, kept=kept) from error
            if reports and bill != NOTHING:
                raise cancelled_fault().with_bill(bill) from error
            raise


def _unforeseen(error: Exception) -> Fault:
    """A bug, or a store that is away, after something was paid for."""
    if isinstance(error, ArtifactMissing):
        return artifact_missing(error)
    log.error("an attempt failed after it was billed", exc_info=error)
    message = f"{type(error).__name__}: {error}"
    return TransientFault("internal_error", message, advice="See the worker's log; resume after an update.")


def _ends_cancelled(error: BaseException) -> bool:
    """Whether the job was cancelled, so that no other attempt will report the bills."""
    details = activity.cancellation_details()
    return isinstance(error, asyncio.CancelledError) and details is not None and details.cancel_requested
