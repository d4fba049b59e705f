"""The status of a job, truly and within a second: its outcome, else what its run answers in time, else the memo."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from domain.errors import EngineUnavailable
from domain.jobs.items import with_reported
from domain.jobs.outcomes import begun, of_closed_run, of_lost_run, of_no_start
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress, with_retries
from domain.jobs.record import Job, JobRecord
from domain.jobs.runs import Messages, Run, Runs, RunState
from domain.jobs.status import JobStatus
from domain.jobs.wire import PROGRESS_QUERY
from domain.value import Value

QUERY_SECONDS = 0.7
"""A query takes 13 ms of an idle run and 0.5 s of a busy one; the whole answer has to stay under a second."""

DESCRIBE_SECONDS = 0.8
"""A description takes 3-6 ms; it is asked for at the same time as the query."""

GRACE = timedelta(seconds=30)
"""A row whose run was never started reads QUEUED for so long: its API may be starting it at this moment."""

REMEMBERED = 500
"""Jobs whose last snapshot is held in memory for the time when Temporal does not answer."""

AT_ONCE = 20
"""Descriptions asked for together, for one page of a list; each takes 3-6 ms."""


class JobSnapshot(Value):
    """A job at one moment. `progress.status` is its status; `stale_since` is set when it may have changed since.

    `related`: jobs that work on it, where its kind has any, for those who look at it alone.
    """

    record: JobRecord
    progress: Progress
    run_id: str = ""
    stale_since: datetime | None = None
    related: tuple["JobSnapshot", ...] = ()

    @property
    def job(self) -> Job:
        return self.record.job

    @property
    def status(self) -> JobStatus:
        return self.progress.status


class StatusReader:
    def __init__(self, *, jobs: Jobs, runs: Runs, messages: Messages, clock: Callable[[], datetime]) -> None:
        self._jobs, self._runs, self._messages, self._clock = jobs, runs, messages, clock
        self._latest: OrderedDict[str, JobSnapshot] = OrderedDict()
        self._asking = asyncio.Semaphore(AT_ONCE)

    def new(self, record: JobRecord, run_id: str) -> JobSnapshot:
        """Of a job that was recorded and started just now."""
        return JobSnapshot(record=record, progress=begun(record.job), run_id=run_id)

    async def of(self, record: JobRecord) -> JobSnapshot:
        """Raises EngineUnavailable only when this process has never learnt anything of a job that Temporal took."""
        if record.outcome is not None:
            return ended_snapshot(record)
        run, answer = await asyncio.gather(
            self._describe(record.job),
            self._messages.query(record.job.id, name=PROGRESS_QUERY, model=Progress, within=QUERY_SECONDS),
        )
        return self._remember(await self._judge(record, run, answer))

    async def of_page(self, records: Sequence[JobRecord]) -> list[JobSnapshot]:
        """For lists: the memo, some seconds old, is enough; and a list never fails because of one of its items."""
        return list(await asyncio.gather(*(self._in_list(record) for record in records)))

    async def _in_list(self, record: JobRecord) -> JobSnapshot:
        if record.outcome is not None:
            return ended_snapshot(record)
        async with self._asking:
            run = await self._describe(record.job)
        memo = run.progress if isinstance(run, Run) else None
        try:
            return self._remember(await self._judge(record, run, memo))
        except EngineUnavailable:
            nothing = Progress(attempt=record.job.attempt, title=record.job.title)
            return JobSnapshot(record=record, progress=nothing, stale_since=self._clock())

    async def _describe(self, job: Job) -> Run | EngineUnavailable | None:
        try:
            run = await self._runs.describe(job.id, within=DESCRIBE_SECONDS)
        except EngineUnavailable as error:
            return error
        return None if run is None or run.of_older_attempt(job.attempt) else run

    async def _judge(
        self, record: JobRecord, run: Run | EngineUnavailable | None, answer: Progress | None
    ) -> JobSnapshot:
        job = record.job
        if isinstance(run, EngineUnavailable):
            known = self._latest.get(job.id)
            if known is not None and known.job.attempt == job.attempt:
                return known.model_copy(update={"record": record, "stale_since": known.stale_since or self._clock()})
            if not job.started:
                return JobSnapshot(record=record, progress=begun(job), stale_since=self._clock())
            raise run
        if run is None:
            return await self._without_run(record)
        if run.state is RunState.RUNNING and answer is not None and answer.attempt == job.attempt:
            latest = await self._again(record) if answer.status.ended else record  # its outcome may be a moment old
            snapshot = JobSnapshot(record=latest, progress=self._reported(job, run, answer), run_id=run.run_id)
            return snapshot if latest.outcome is None else ended_snapshot(latest)
        memo = run.progress or begun(job)
        known = self._latest.get(job.id)
        if known is not None and known.run_id == run.run_id and known.progress.rev > memo.rev:
            memo = known.progress  # it is later than the memo: a percentage never falls
        if run.state is RunState.RUNNING:
            return JobSnapshot(
                record=record,
                progress=self._reported(job, run, memo),
                run_id=run.run_id,
                stale_since=memo.updated_at or run.started_at,
            )
        return await self._closed(record, run, memo)

    def _reported(self, job: Job, run: Run, progress: Progress) -> Progress:
        """With what activities reported. An item that is begun again lowers nothing within an attempt."""
        progress, known = with_retries(with_reported(progress, run.reported), run.retries), self._latest.get(job.id)
        before = known.progress.percentage if known is not None and known.run_id == run.run_id else 0
        return progress.model_copy(update={"percentage": before}) if before > progress.percentage else progress

    async def _without_run(self, record: JobRecord) -> JobSnapshot:
        """Of a job that Temporal knows no run of, in this attempt."""
        job = record.job
        latest = await self._again(record)
        if latest.outcome is not None:
            return ended_snapshot(latest)
        if job.started:
            return JobSnapshot(record=record, progress=of_lost_run(job))
        if self._clock() - (record.begun_at or job.created_at) < GRACE:
            return JobSnapshot(record=record, progress=begun(job))
        return JobSnapshot(record=record, progress=of_no_start(job))

    async def _closed(self, record: JobRecord, run: Run, memo: Progress) -> JobSnapshot:
        """Of a run that ended: its outcome was written a moment ago, or never will be."""
        latest = await self._again(record)
        if latest.outcome is not None:
            return ended_snapshot(latest)
        answer = of_closed_run(record.job, run.model_copy(update={"progress": memo}))
        return JobSnapshot(record=record, progress=answer, run_id=run.run_id)

    async def _again(self, record: JobRecord) -> JobRecord:
        return await self._jobs.get(record.job.id) or record

    def _remember(self, snapshot: JobSnapshot) -> JobSnapshot:
        self._latest[snapshot.job.id] = snapshot
        self._latest.move_to_end(snapshot.job.id)
        while len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
        return snapshot


def ended_snapshot(record: JobRecord) -> JobSnapshot:
    """Of a record with an outcome."""
    outcome = record.outcome
    assert outcome is not None, "the caller looked"
    progress = outcome.progress.model_copy(update={"status": outcome.status})
    return JobSnapshot(record=record, progress=progress, run_id=outcome.run_id)
