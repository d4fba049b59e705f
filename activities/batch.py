"""Batch: submits the jobs of its inputs, waits for some of them to end, and stops what is left."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from pydantic import Field
from temporalio import activity

from activities.intake import Intake
from domain.access import Caller
from domain.artifacts.documents import Documents
from domain.batch.parked import ParkedJob, parked_job
from domain.batch.spec import BatchInputs, BatchSpec, RefusedInput
from domain.errors import Refused, TransientFault
from domain.jobs.kind import Kinds
from domain.jobs.ports import Jobs, LimitReached
from domain.jobs.record import JobRecord
from domain.jobs.resuming import NO_CORRECTIONS, Resumptions
from domain.jobs.retrying import Retries
from domain.jobs.standing import StatusReader
from domain.jobs.status import JobStatus
from domain.jobs.stopping import Stopping
from domain.jobs.submitting import Parent, Submissions
from domain.value import Body, Value

LOOK_SECONDS = 0.5
"""Between two looks into the catalog at the jobs that run; one costs a millisecond."""

PARKED_SECONDS = 2.0
PARKED_SECONDS_EACH = 0.05
"""Between two looks into Temporal whether jobs are parked, and for each job that is looked at: a description takes
3-6 ms, so that looking takes a tenth of the time however many there are."""

LONGEST_SECONDS = 60.0
"""After which a step ends though no job did: a workflow that has become long may go on as a new one then."""

PAGE = 200
MOST_WORDS = 300


class AdvanceBatch(Value):
    """`begin`: positions whose jobs are to be submitted, or run again in a later attempt. `running`: ids by place.
    `parked`: codes of the reasons of those that are known to wait for a person, as they were at `looked_at`."""

    batch: BatchSpec
    begin: tuple[int, ...] = ()
    running: dict[int, str] = Field(default_factory=dict)
    parked: dict[int, str] = Field(default_factory=dict)
    looked_at: datetime | None = None


class BatchAdvanced(Value):
    """`submitted`: ids by positions. `endings`: of those that ran or were submitted. `parked` and `unparked`: what is
    new since the order, found at `looked_at`."""

    submitted: dict[int, str] = Field(default_factory=dict)
    refused: tuple[RefusedInput, ...] = ()
    endings: dict[int, JobStatus] = Field(default_factory=dict)
    parked: dict[int, ParkedJob] = Field(default_factory=dict)
    unparked: tuple[int, ...] = ()
    looked_at: datetime | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.submitted or self.refused or self.endings or self.parked or self.unparked)


class ResumeJobs(Value):
    """`jobs`: ids."""

    jobs: tuple[str, ...]


class BatchFound(Value):
    running: dict[int, str] = Field(default_factory=dict)
    endings: dict[int, JobStatus] = Field(default_factory=dict)


class BatchActivities:
    """`kinds`: those whose jobs a batch may hold. `documents` holds the inputs."""

    def __init__(
        self,
        *,
        kinds: Kinds,
        jobs: Jobs,
        submissions: Submissions,
        retries: Retries,
        stopping: Stopping,
        resumptions: Resumptions,
        status: StatusReader,
        documents: Documents,
        intake: Intake,
    ) -> None:
        self._kinds, self._jobs, self._documents, self._intake = kinds, jobs, documents, intake
        self._submissions, self._retries, self._stopping = submissions, retries, stopping
        self._resumptions, self._status = resumptions, status

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.advance, self.find, self.resume, self.stop]

    @activity.defn(name="batch.advance")
    async def advance(self, order: AdvanceBatch) -> BatchAdvanced:
        """Submits what may begin; else waits until a job has ended or parked. Repeated, it submits nothing twice."""
        if order.begin:
            begun, refused = await self._begin(order)
            if begun or refused:
                return BatchAdvanced(submitted=begun, refused=tuple(refused), looked_at=order.looked_at)
        done = BatchAdvanced(looked_at=order.looked_at)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SECONDS):
                while not (done := await self._look(order, done.looked_at)).says_something:  # noqa: ASYNC110 - they run elsewhere
                    await asyncio.sleep(LOOK_SECONDS)
        return done

    @activity.defn(name="batch.find")
    async def find(self, batch: BatchSpec) -> BatchFound:
        """The jobs that an earlier attempt submitted."""
        found = BatchFound()
        for each in await self._children(batch.job_id):
            position = each.job.position or 0
            if each.outcome is None:
                found.running[position] = each.job.id
            else:
                found.endings[position] = each.outcome.status
        return found

    @activity.defn(name="batch.resume")
    async def resume(self, order: ResumeJobs) -> None:
        """Has jobs try again what is parked; those that need it no more stay as they are."""
        for job_id in order.jobs:
            record = await self._jobs.get(job_id)
            if record is not None and record.outcome is None:
                with suppress(Refused):
                    await self._resumptions.resume(record, Body(), key=None, corrections=NO_CORRECTIONS)

    @activity.defn(name="batch.stop")
    async def stop(self, batch: BatchSpec) -> BatchFound | None:
        """Cancels every job of the batch that has not ended, and says how each of its jobs ended.

        None is the answer of earlier workers.
        """
        children = await self._children(batch.job_id)
        for each in children:
            if each.outcome is None:
                with suppress(Refused):  # it ended a moment ago
                    await self._stopping.cancel(each)
        return BatchFound(endings=await self._endings({each.job.position or 0: each.job.id for each in children}))

    async def _look(self, order: AdvanceBatch, looked_at: datetime | None) -> BatchAdvanced:
        """What became of the running jobs since the order was given."""
        endings = await self._endings(order.running)
        now = datetime.now(UTC)
        pause = timedelta(seconds=max(PARKED_SECONDS, PARKED_SECONDS_EACH * len(order.running)))
        if looked_at is not None and now - looked_at < pause:
            return BatchAdvanced(endings=endings, looked_at=looked_at)
        left = [job for position, job in order.running.items() if position not in endings]
        records = [each for each in [await self._jobs.get(job) for job in left] if each is not None]
        parked, unparked = {}, []
        for each in await self._status.of_page(records):
            position = each.job.position or 0
            if each.stale_since is not None:
                continue  # what was known of it stands
            if (job := parked_job(each)) is None:
                if position in order.parked:
                    unparked.append(position)
            elif order.parked.get(position) != job.code:
                parked[position] = job
        return BatchAdvanced(endings=endings, parked=parked, unparked=tuple(unparked), looked_at=now)

    async def _begin(self, order: AdvanceBatch) -> tuple[dict[int, str], list[RefusedInput]]:
        begun: dict[int, str] = {}
        refused: list[RefusedInput] = []
        inputs = await self._documents.read(order.batch.inputs, BatchInputs)
        for position in order.begin:
            try:
                begun[position] = await self._begin_one(order.batch, inputs, position)
            except (Refused, LimitReached) as error:
                again = error.retry_after if isinstance(error, Refused) else error.again
                if again is None:
                    refused.append(_refused(inputs, position, error.code, str(error)))
                    continue
                if not (begun or refused or order.running):
                    raise TransientFault(error.code, str(error)) from error
                break  # the rest comes later: when one of these has ended, or the run before it has stopped
        return begun, refused

    async def _begin_one(self, batch: BatchSpec, inputs: BatchInputs, position: int) -> str:
        """The id of the job of an input."""
        caller = Caller(owner=batch.owner, priority=batch.best_priority, limits=batch.limits)
        if batch.attempt > 1 and (earlier := await self._child(batch.job_id, position)) is not None:
            if earlier.outcome is not None and earlier.outcome.status is not JobStatus.COMPLETED:
                await self._retries.retry(earlier, caller=caller)
            return earlier.job.id
        kind, given = self._kinds.of(batch.job_kind), inputs.items[position - 1]
        assert kind.request_model is not None, "only such kinds are taken"
        body = given.request
        if given.origin is not None:
            if (begun := await self._child(batch.job_id, position)) is not None:
                return begun.job.id  # by a worker that died; nothing is unpacked again
            body = given.request_for(await self._intake.file(given.origin, name=given.name, owner=batch.owner))
        request = kind.request_model.model_validate(body)
        submitted = await self._submissions.create(
            kind,
            request,
            caller=caller,
            key=f"{batch.job_id} {position} {batch.attempt}",
            parent=Parent(job_id=batch.job_id, position=position),
        )
        return submitted.record.job.id

    async def _endings(self, running: Mapping[int, str]) -> dict[int, JobStatus]:
        endings = await self._jobs.endings(list(running.values()))
        return {position: endings[job] for position, job in running.items() if job in endings}

    async def _child(self, batch_id: str, position: int) -> JobRecord | None:
        found = await self._jobs.children(batch_id, after=position - 1, limit=1)
        return found[0] if found and found[0].job.position == position else None

    async def _children(self, batch_id: str) -> list[JobRecord]:
        found: list[JobRecord] = []
        while page := await self._jobs.children(
            batch_id, after=(found[-1].job.position or 0) if found else 0, limit=PAGE
        ):
            found += page
        return found


def _refused(inputs: BatchInputs, position: int, code: str, message: str) -> RefusedInput:
    return RefusedInput(
        position=position, name=inputs.items[position - 1].name, code=code, message=message[:MOST_WORDS]
    )
