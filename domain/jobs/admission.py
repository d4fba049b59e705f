"""Admission: whether an owner may have one more job running, and with which priority."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.access import Caller
from domain.errors import Refused
from domain.jobs.ports import Allowance, LimitReached, OpenJobs
from domain.jobs.standing import StatusReader
from domain.jobs.status import JobStatus

LOOKED_AT = 200
"""Unfinished jobs of one owner that are asked whether they wait; the rest count as running."""

USUAL_PRIORITY = 3

WAITING = (JobStatus.NEEDS_ATTENTION, JobStatus.AWAITING_REVIEW)

T = TypeVar("T")


class Admission:
    """Rows are counted in the transaction that adds one. Only when they are too many is the engine asked which of them
    wait for a person, or ended without an outcome; those do not count. One that is resumed runs again, limit or not."""

    def __init__(self, *, open_jobs: OpenJobs, status: StatusReader) -> None:
        self._open_jobs, self._status = open_jobs, status

    async def admit(self, owner: str, allowance: Allowance, record: Callable[[Allowance], Awaitable[T]]) -> T:
        """Raises LimitReached; `record` has written nothing then."""
        try:
            return await record(allowance)
        except LimitReached as reached:
            if reached.code != "running_limit" or not (parked := await self._parked(owner)):
                raise
        return await record(allowance.model_copy(update={"parked": parked}))

    async def _parked(self, owner: str) -> tuple[str, ...]:
        records = await self._open_jobs.unfinished(owner, limit=LOOKED_AT)
        snapshots = await self._status.of_page(records)
        return tuple(each.job.id for each in snapshots if each.status in WAITING or each.status.ended)


def priority_for(caller: Caller, asked: int | None) -> int:
    """1 first … 5 last. None asked for: the usual one, or the key's best where that is behind it.

    Raises:
        Refused: `priority_not_allowed`.
    """
    if asked is None:
        return max(USUAL_PRIORITY, caller.priority)
    if asked < caller.priority:
        raise Refused(
            "priority_not_allowed",
            f"The best priority this key may ask for is {caller.priority}; 1 comes first.",
            loc=("priority",),
            status=403,
        )
    return asked
