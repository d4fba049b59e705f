"""The bills of an activity's attempts that brought no result.

A workflow learns nothing of attempts before the last one, and workers die. So an attempt that fails stores its bill,
and the attempt that ends the activity reports the bills of all. An activity ends once: nothing is counted twice.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio import activity

from activities.runtime.arrival import cancelled_fault
from domain.artifacts.ledger import Ledger
from domain.errors import ArtifactsUnavailable, Fault
from domain.money import NOTHING, Bill


class Attempt:
    """The attempt that is running.

    `who` stands for all attempts of one scheduling of an activity, and for nothing else: a retry of the podcast, and a
    turn that is tried again after a resume, are scheduled anew.
    """

    def __init__(self, ledger: Ledger) -> None:
        info = activity.info()
        scheduled = f"{info.workflow_id}/{info.workflow_run_id}/{info.activity_id}/{info.scheduled_time.timestamp()}"
        self.who = hashlib.sha256(scheduled.encode()).hexdigest()[:32]
        self.bill = NOTHING
        self._ledger, self._number = ledger, info.attempt

    def paid(self, characters: int) -> None:
        self.bill += Bill(characters=characters)

    def made(self, paid_by: str) -> bool:
        """Whether an earlier attempt made what bears `paid_by`, and ended before its result reached the workflow."""
        return self._number > 1 and paid_by == self.who

    async def before(self) -> Bill:
        """What earlier attempts were billed. A first attempt reads nothing."""
        return sum([] if self._number == 1 else await self._ledger.bills(self.who), NOTHING)

    @asynccontextmanager
    async def record_bill(self) -> AsyncIterator[None]:
        """Around what costs money: stores the bill when it ends early. A fault carries the bills of all attempts."""
        try:
            yield
        except BaseException as error:
            own = self.bill + error.billed if isinstance(error, Fault) else self.bill
            before, reports = NOTHING, isinstance(error, Fault) or _ends_cancelled(error)
            with suppress(ArtifactsUnavailable):
                if reports:
                    before = await self.before()
                if own != NOTHING:
                    await self._ledger.bill(self.who, str(self._number), own)
            if isinstance(error, Fault):
                raise error.with_bill(before + own) from error
            if reports and before + own != NOTHING:
                raise cancelled_fault().with_bill(before + own) from error
            raise


def _ends_cancelled(error: BaseException) -> bool:
    """Whether the job was cancelled, so that no other attempt will report the bills."""
    details = activity.cancellation_details()
    return isinstance(error, asyncio.CancelledError) and details is not None and details.cancel_requested
