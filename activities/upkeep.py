"""Housekeeping: outcomes for runs that closed without one, so that they are known after Temporal has forgotten them;
and the daily sweep."""

from datetime import UTC, datetime, timedelta

from temporalio import activity

from activities.runtime.heartbeats import progress_reporter
from domain.artifacts.ports import Names
from domain.jobs.outcomes import of_closed_run, of_lost_run
from domain.jobs.ports import Jobs, OpenJobs
from domain.jobs.record import JobRecord, Outcome
from domain.jobs.records import keep_outcome
from domain.jobs.runs import Runs, RunState
from domain.upkeep.retention import SweepReport
from domain.upkeep.sweeping import Sweeper
from domain.value import Value

OLDER = timedelta(minutes=2)
"""Younger attempts are left alone: their start, or the writing of their outcome, may be under way."""

AT_ONCE = 200


class Settled(Value):
    looked_at: int
    settled: int


class HousekeepingActivities:
    def __init__(self, *, jobs: Jobs, open_jobs: OpenJobs, runs: Runs, names: Names, sweeper: Sweeper) -> None:
        self._jobs, self._open_jobs, self._runs, self._names, self._sweeper = jobs, open_jobs, runs, names, sweeper

    @activity.defn(name="housekeeping.settle")
    async def settle(self) -> Settled:
        """Looks at the oldest jobs without an outcome. A job that never started is left: it can still be retried."""
        records = await self._open_jobs.unsettled(older_than_seconds=OLDER.total_seconds(), limit=AT_ONCE)
        settled = 0
        for record in records:
            outcome = await self._outcome(record)
            if outcome is not None and await self._jobs.end(record.job.id, outcome):
                settled += 1
                await keep_outcome(self._names, self._jobs, record.job.id)
        return Settled(looked_at=len(records), settled=settled)

    @activity.defn(name="housekeeping.sweep")
    async def sweep(self) -> SweepReport:
        """Begun again after a kill, by the same name: its own hold does not keep it out."""
        info = activity.info()
        on_progress = progress_reporter()
        return await self._sweeper.sweep(who=f"{info.workflow_id}/{info.workflow_run_id}", on_progress=on_progress)

    async def _outcome(self, record: JobRecord) -> Outcome | None:
        job = record.job
        run = await self._runs.describe(job.id)
        if run is not None and run.state is RunState.RUNNING:
            return None
        older = run is not None and run.progress is not None and run.progress.attempt < job.attempt
        if run is None or older:
            if not job.started:
                return None
            progress, ended_at = of_lost_run(job), datetime.now(UTC)
        else:
            progress, ended_at = of_closed_run(job, run), run.closed_at or datetime.now(UTC)
        return Outcome(
            status=progress.status,
            attempt=job.attempt,
            run_id=run.run_id if run else "",
            progress=progress,
            ended_at=ended_at,
        )
