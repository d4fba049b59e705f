"""Late counts: bills of calls that were in flight when a run was ended from outside, counted once they have arrived.

All that a count needs is stored when the run ends, since the job may be retried, or deleted, before they arrive.
"""

from collections.abc import Callable
from datetime import datetime

from domain.artifacts.documents import Documents
from domain.artifacts.layout import LATE_COUNTS, late_count_name
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.late_bills import ARRIVED, LateBills, Traces
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job
from domain.jobs.records import store_outcome
from domain.value import Value


class LateCount(Value):
    """`usage`: what the run had shown. `payers`: the schedulings of calls whose bills it does not hold."""

    job_id: str
    kind: str
    attempt: int
    usage: Usage
    payers: tuple[str, ...]
    traces: Traces
    ended_at: datetime


class LateCounts:
    """`settle` is for the hourly settling; it may be killed and repeated at any point."""

    def __init__(
        self, *, jobs: Jobs, blobs: Blobs, names: Names, bills: LateBills, clock: Callable[[], datetime]
    ) -> None:
        self._jobs, self._names, self._bills, self._clock = jobs, names, bills, clock
        self._documents = Documents(blobs)

    async def of_ended_run(self, job: Job, run_id: str, progress: Progress) -> Progress:
        """The progress with what the calls of a run that was ended just now were billed so far; the rest is counted
        later."""
        spending, payers = await self._bills.unheard(job, run_id)
        if spending is None or not payers:
            return progress
        count = LateCount(
            job_id=job.id,
            kind=job.kind,
            attempt=job.attempt,
            usage=progress.usage,
            payers=payers,
            traces=await spending.traces(job),
            ended_at=self._clock(),
        )
        stored = await self._documents.put(count)
        await self._names.create(late_count_name(run_id), stored.model_dump_json().encode())
        return progress.model_copy(update={"usage": await spending.counted(count.usage, payers, count.traces)})

    async def settle(self) -> int:
        """How many are counted for good.

        Raises:
            CatalogUnavailable, ArtifactsUnavailable: repeat it later.
        """
        settled = 0
        for name in await self._names.list(LATE_COUNTS):
            count = await self._read(name)
            if count is not None:
                if self._clock() - count.ended_at < ARRIVED:
                    continue
                spending = self._bills.spending(count.kind)
                if spending is not None:
                    usage = await spending.counted(count.usage, count.payers, count.traces)
                    await self._jobs.count_again(count.job_id, attempt=count.attempt, usage=usage)
                    await store_outcome(self._names, self._jobs, count.job_id)
                settled += 1
            await self._names.delete(name)
        return settled

    async def _read(self, name: str) -> LateCount | None:
        record = await self._names.get(name)
        if record is None:
            return None
        try:
            return await self._documents.read(ArtifactRef.model_validate_json(record), LateCount)
        except ArtifactMissing:
            return None
