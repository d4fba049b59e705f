"""Cancelling a job, and deleting it with every name it left."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from domain.artifacts.ports import Names
from domain.errors import Refused
from domain.jobs.kind import Kinds
from domain.jobs.late_counts import LateCounts
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.removing import remove_job
from domain.jobs.runs import Messages, Run, Runs, RunState
from domain.jobs.standing import JobSnapshot, StatusReader, ended_snapshot
from domain.jobs.status import JobStatus
from domain.jobs.wire import PROGRESS_QUERY

STOPPING_SECONDS = 2.5
"""How long a deletion waits for a run to stop, so that nothing is written after it; heartbeats come every 2 s."""

ANSWER_SECONDS = 0.5
"""A run whose worker does not answer in this time cannot stop on its own; its worker writes nothing either."""


class Stopping:
    def __init__(
        self,
        *,
        jobs: Jobs,
        names: Names,
        runs: Runs,
        messages: Messages,
        status: StatusReader,
        clock: Callable[[], datetime],
        late: LateCounts,
        kinds: Kinds,
    ) -> None:
        self._kinds = kinds
        self._jobs, self._names = jobs, names
        self._runs, self._messages, self._status, self._clock = runs, messages, status, clock
        self._late = late

    async def cancel(self, record: JobRecord) -> JobSnapshot:
        """CANCELLED for everyone from now on; the run stops after that. Repeating it changes nothing.

        Raises:
            Refused: `wrong_state`, it has ended.
            EngineUnavailable.
        """
        snapshot = await self._status.of(record)
        job = record.job
        if snapshot.status is JobStatus.CANCELLED:
            await self._runs.cancel(job.id)  # the first time, it may not have reached a run that was being started
            return snapshot
        if snapshot.status.ended:
            raise Refused("wrong_state", f"It is {snapshot.status.value} already.", status=409)
        run, progress = await self._runs.describe(job.id), snapshot.progress
        await self._runs.cancel(job.id)
        if run is not None and run.stuck:
            await self._runs.kill(job.id, why="cancelled, and its workflow fails at every task")
            if run.run_id == snapshot.run_id:
                progress = await self._late.of_ended_run(job, run.run_id, run.progress or progress)
        await self._jobs.end(job.id, self._cancelled(job, progress, snapshot.run_id))
        if not snapshot.run_id:
            await self._runs.cancel(job.id)  # of two at once, a start sees the outcome, or this sees the run
        latest = await self._jobs.get(job.id)
        return ended_snapshot(latest) if latest is not None and latest.outcome is not None else snapshot

    async def delete(self, record: JobRecord) -> None:
        """Stops the job and those that work on it, then removes it. A deletion that was interrupted can be repeated, or
        a sweep finishes it.

        Raises:
            EngineUnavailable, ArtifactsUnavailable, CatalogUnavailable.
        """
        job = record.job
        await self._cancel_dependents(job)
        run = await self._runs.describe(job.id)
        runs = run is not None and run.closed_at is None
        if runs:
            await self._stop(job.id)
        if runs or record.outcome is None:
            await self._settle(record, await self._runs.describe(job.id))
        await remove_job(job.id, owner=job.owner, kind=job.kind, jobs=self._jobs, names=self._names)

    async def _cancel_dependents(self, job: Job) -> None:
        kind = self._kinds.get(job.kind)
        for each in await kind.dependents(job.id) if kind is not None else ():
            record = await self._jobs.get(each, owner=job.owner)
            if record is not None and record.outcome is None:
                with contextlib.suppress(Refused):  # it ended a moment ago
                    await self.cancel(record)

    async def _settle(self, record: JobRecord, run: Run | None) -> None:
        """The owner's usage, which is settled with an outcome. What the run told before it ended stands."""
        job = record.job
        progress = run.progress if run is not None and run.progress is not None else Progress(attempt=job.attempt)
        cut_off = run is not None and run.state is RunState.TERMINATED and not run.of_older_attempt(job.attempt)
        if run is not None and cut_off:
            progress = await self._late.of_ended_run(job, run.run_id, progress)
        if record.outcome is None:
            await self._jobs.end(job.id, self._cancelled(job, progress, run.run_id if run is not None else ""))
        if cut_off:
            await self._jobs.count_again(job.id, attempt=job.attempt, usage=progress.usage)

    def _cancelled(self, job: Job, progress: Progress, run_id: str) -> Outcome:
        change = {"status": JobStatus.CANCELLED, "attention": (), "waiting": (), "seconds_left": None}
        return Outcome(
            status=JobStatus.CANCELLED,
            attempt=job.attempt,
            run_id=run_id,
            progress=progress.model_copy(update=change),
            ended_at=self._clock(),
        )

    async def _stop(self, job_id: str) -> None:
        await self._runs.cancel(job_id)
        answer = await self._messages.query(job_id, name=PROGRESS_QUERY, model=Progress, within=ANSWER_SECONDS)
        if answer is not None:
            await self._until_closed(job_id)
        await self._runs.kill(job_id, why="deleted")

    async def _until_closed(self, job_id: str) -> None:
        try:
            async with asyncio.timeout(STOPPING_SECONDS):
                while (run := await self._runs.describe(job_id)) is not None and run.closed_at is None:  # noqa: ASYNC110 - the run is in another process
                    await asyncio.sleep(0.05)  # a describe costs 3-6 ms
        except TimeoutError:
            return
