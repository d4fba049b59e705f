"""Settling: runs that closed without an outcome get one, so that it is known after the engine has forgotten them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.artifacts.ports import Names
from domain.jobs.outcomes import of_closed_run, of_lost_run
from domain.jobs.ports import Jobs, OpenJobs
from domain.jobs.record import JobRecord, Outcome
from domain.jobs.records import store_outcome
from domain.jobs.runs import Runs, RunState
from domain.value import Value

OLDER = timedelta(minutes=2)
"""Younger attempts are left alone: their start, or the writing of their outcome, may be under way."""

AT_ONCE = 200
"""Rows of one call; a describe costs 3-6 ms."""


class Settled(Value):
    looked_at: int
    settled: int


class Settlement:
    def __init__(
        self, *, jobs: Jobs, open_jobs: OpenJobs, runs: Runs, names: Names, clock: Callable[[], datetime]
    ) -> None:
        self._jobs, self._open_jobs, self._runs, self._names, self._clock = jobs, open_jobs, runs, names, clock

    async def settle(self) -> Settled:
        """Looks at the oldest jobs without an outcome. One that never started is left: a retry can still start it."""
        records = await self._open_jobs.unsettled(older_than_seconds=OLDER.total_seconds(), limit=AT_ONCE)
        settled = 0
        for record in records:
            outcome = await self._outcome(record)
            if outcome is not None and await self._jobs.end(record.job.id, outcome):
                settled += 1
                await store_outcome(self._names, self._jobs, record.job.id)
        return Settled(looked_at=len(records), settled=settled)

    async def _outcome(self, record: JobRecord) -> Outcome | None:
        job = record.job
        run = await self._runs.describe(job.id)
        if run is not None and run.state is RunState.RUNNING:
            return None
        if run is None or run.of_older_attempt(job.attempt):
            if not job.started:
                return None
            progress, ended_at = of_lost_run(job), self._clock()
        else:
            progress, ended_at = of_closed_run(job, run), run.closed_at or self._clock()
        return Outcome(
            status=progress.status,
            attempt=job.attempt,
            run_id=run.run_id if run else "",
            progress=progress,
            ended_at=ended_at,
        )
