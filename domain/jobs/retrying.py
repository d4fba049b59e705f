"""Retry: a failed or cancelled job runs again under its id and reuses everything that was made."""

from collections.abc import Callable
from datetime import datetime

from domain.access import Caller
from domain.artifacts.ports import Blobs, Names
from domain.errors import Refused
from domain.jobs.admission import Admission
from domain.jobs.kind import Kinds
from domain.jobs.late_counts import LateCounts
from domain.jobs.outcomes import of_stuck_run
from domain.jobs.ports import Allowance, Jobs
from domain.jobs.record import JobRecord, Outcome
from domain.jobs.runs import Run, Runs
from domain.jobs.specs import spec_of, store_spec
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.jobs.starting import Starter
from domain.jobs.status import JobStatus

STOPPING_AGAIN_SECONDS = 1
"""A run that was cancelled stops within seconds where a worker is alive."""


class Retries:
    def __init__(
        self,
        *,
        jobs: Jobs,
        blobs: Blobs,
        names: Names,
        runs: Runs,
        status: StatusReader,
        admission: Admission,
        starter: Starter,
        kinds: Kinds,
        clock: Callable[[], datetime],
        late: LateCounts,
    ) -> None:
        self._clock, self._late = clock, late
        self._jobs, self._blobs, self._names, self._runs = jobs, blobs, names, runs
        self._status, self._admission, self._starter, self._kinds = status, admission, starter, kinds

    async def retry(self, record: JobRecord, *, caller: Caller) -> JobSnapshot:
        """Repeating it while the new attempt runs changes nothing.

        Raises:
            Refused: `wrong_state`, `still_stopping`, `request_lost`.
            LimitReached, EngineUnavailable.
        """
        record = await self._give_up_if_stuck(record)
        snapshot = await self._status.of(record)
        job = record.job
        kind = self._kinds.of(job.kind)
        in_part = snapshot.status is JobStatus.COMPLETED and kind.may_retry(snapshot.progress)
        if snapshot.status not in (JobStatus.FAILED, JobStatus.CANCELLED) and not in_part:
            if job.attempt > 1 and not snapshot.status.ended:  # it was retried already
                started = await self._starter.start_if_never(record)
                return snapshot if started is record else await self._status.of(started)
            raise Refused(
                "wrong_state",
                f"It is {snapshot.status.value}; only a failed or cancelled job can be retried.",
                status=409,
            )
        run = await self._runs.describe(job.id)
        if run is not None and run.cannot_stop:
            await self._runs.kill(job.id, why="ended, and its workflow fails at that")
            await self._count_late_bills(record, run)
        elif run is not None and run.closed_at is None:
            raise Refused(
                "still_stopping",
                "Its last run is still stopping; try again in a moment.",
                status=409,
                retry_after=STOPPING_AGAIN_SECONDS,
            )
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, kind.spec_model)
        if spec is None:
            raise Refused("request_lost", "Its request is no longer among the artifacts; submit it again.", status=409)
        spec = await kind.next_attempt(spec, job_id=job.id)
        again = spec.model_copy(update={"attempt": job.attempt + 1})
        await store_spec(self._blobs, self._names, job.id, again)

        async def begin(allowance: Allowance) -> bool:
            return await self._jobs.begin(job.id, attempt=again.attempt, started=False, allowance=allowance)

        if await self._admission.admit(job.owner, Allowance(limits=caller.limits), begin):
            await self._starter.start(kind.start(again, job_id=job.id))
        latest = await self._jobs.get(job.id)
        if latest is None:
            raise Refused("not_found", "It was deleted meanwhile.", status=404)
        return await self._status.of(latest)

    async def _count_late_bills(self, record: JobRecord, run: Run) -> None:
        """The outcome was written before the run was ended."""
        if record.outcome is None or run.progress is None or run.of_older_attempt(record.job.attempt):
            return
        counted = await self._late.of_ended_run(record.job, run.run_id, run.progress)
        await self._jobs.count_again(record.job.id, attempt=record.job.attempt, usage=counted.usage)

    async def _give_up_if_stuck(self, record: JobRecord) -> JobRecord:
        """A run whose workflow fails at every task ends here, as failed."""
        job = record.job
        run = await self._runs.describe(job.id) if record.outcome is None and job.started else None
        if run is None or not run.stuck or run.of_older_attempt(job.attempt):
            return record
        await self._runs.kill(job.id, why="retried, and its workflow fails at every task")
        failed = await self._late.of_ended_run(job, run.run_id, of_stuck_run(job, run))
        outcome = Outcome(
            status=failed.status, attempt=job.attempt, run_id=run.run_id, progress=failed, ended_at=self._clock()
        )
        await self._jobs.end(job.id, outcome)
        return await self._jobs.get(job.id) or record
