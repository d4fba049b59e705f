"""Settling: runs that closed without an outcome get one, so that it is known after the engine has forgotten them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.artifacts.ports import Names
from domain.errors import ArtifactsUnavailable, CatalogUnavailable, EngineUnavailable
from domain.jobs.late_bills import ARRIVED, LateBills
from domain.jobs.late_counts import LateCounts
from domain.jobs.outcomes import of_closed_run, of_lost_run, of_no_start
from domain.jobs.ports import Jobs, OpenJobs
from domain.jobs.record import JobRecord, Outcome
from domain.jobs.records import store_outcome
from domain.jobs.runs import Runs, RunState
from domain.value import Value

OLDER = timedelta(minutes=2)
"""Younger attempts are left alone: their start, or the writing of their outcome, may be under way."""

NEVER_STARTED = timedelta(days=1)
"""Until then a repeated request, or a retry, still starts an attempt that was recorded and not started."""

PAGE = 200
"""Rows read at once; a describe costs 3-6 ms."""


CUT_OFF = (RunState.TERMINATED, RunState.TIMED_OUT)


class Settled(Value):
    """`failed`: jobs that could not be judged; the others were. `counted`: ended runs whose last bills were counted.
    `expired`: jobs that were removed as their time to live was over."""

    looked_at: int
    settled: int
    failed: int = 0
    counted: int = 0
    expired: int = 0


class Settlement:
    """`late`: what calls of runs that were cut off were billed; without it, only their progress is counted. `counts`:
    the same of runs that got an outcome when they were ended."""

    def __init__(
        self,
        *,
        jobs: Jobs,
        open_jobs: OpenJobs,
        runs: Runs,
        names: Names,
        clock: Callable[[], datetime],
        late: LateBills | None = None,
        counts: LateCounts | None = None,
    ) -> None:
        self._jobs, self._open_jobs, self._runs, self._names, self._clock = jobs, open_jobs, runs, names, clock
        self._late, self._counts = late, counts

    async def settle(self) -> Settled:
        """Looks at all jobs without an outcome, oldest first. None keeps another from its outcome.

        Raises:
            EngineUnavailable, CatalogUnavailable, ArtifactsUnavailable: repeat it later.
        """
        looked_at = settled = failed = 0
        last: JobRecord | None = None
        while True:
            page = await self._open_jobs.unsettled(older_than_seconds=OLDER.total_seconds(), limit=PAGE, after=last)
            for record in page:
                try:
                    settled += await self.settle_one(record)
                except (EngineUnavailable, CatalogUnavailable, ArtifactsUnavailable):
                    raise
                except Exception:  # such as a memo that this version cannot read
                    failed += 1
            looked_at += len(page)
            if len(page) < PAGE:
                counted = await self._counts.settle() if self._counts is not None else 0
                return Settled(looked_at=looked_at, settled=settled, failed=failed, counted=counted)
            last = page[-1]

    async def settle_one(self, record: JobRecord) -> bool:
        """Whether it got an outcome."""
        outcome = await self._outcome(record)
        if outcome is None or not await self._jobs.end(record.job.id, outcome):
            return False
        await store_outcome(self._names, self._jobs, record.job.id)
        return True

    async def _outcome(self, record: JobRecord) -> Outcome | None:
        job = record.job
        run = await self._runs.describe(job.id)
        if run is not None and run.state is RunState.RUNNING:
            return None
        if run is None or run.of_older_attempt(job.attempt):
            now = self._clock()
            if not job.started and now - (record.begun_at or job.created_at) < NEVER_STARTED:
                return None
            progress, ended_at = of_lost_run(job) if job.started else of_no_start(job), now
        else:
            progress, ended_at = of_closed_run(job, run), run.closed_at or self._clock()
            if run.state in CUT_OFF:
                if self._clock() - ended_at < ARRIVED:
                    return None
                if self._late is not None:
                    progress = await self._late.of_closed_run(job, run.run_id, progress)
        return Outcome(
            status=progress.status,
            attempt=job.attempt,
            run_id=run.run_id if run else "",
            progress=progress,
            ended_at=ended_at,
        )
