"""Batch: submits the jobs of its inputs, waits for some of them to end, and stops what is left."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from pydantic import Field
from temporalio import activity

from domain.access import Caller
from domain.artifacts.documents import Documents
from domain.batch.spec import BatchInputs, BatchSpec, RefusedInput
from domain.errors import Refused, TransientFault
from domain.jobs.kind import Kinds
from domain.jobs.ports import Jobs, LimitReached
from domain.jobs.record import JobRecord
from domain.jobs.retrying import Retries
from domain.jobs.status import JobStatus
from domain.jobs.stopping import Stopping
from domain.jobs.submitting import Parent, Submissions
from domain.value import Value

LOOK_SECONDS = 0.5
"""Between two looks into the catalog at the jobs that run; one costs a millisecond."""

LONGEST_SECONDS = 60.0
"""After which a step ends though no job did: a workflow that has become long may go on as a new one then."""

PAGE = 200
MOST_WORDS = 300


class AdvanceBatch(Value):
    """`begin`: positions whose jobs are to be submitted, or run again in a later attempt. `running`: ids by place."""

    batch: BatchSpec
    begin: tuple[int, ...] = ()
    running: dict[int, str] = Field(default_factory=dict)


class BatchAdvanced(Value):
    """`submitted`: ids by positions. `endings`: of those that ran or were submitted."""

    submitted: dict[int, str] = Field(default_factory=dict)
    refused: tuple[RefusedInput, ...] = ()
    endings: dict[int, JobStatus] = Field(default_factory=dict)


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
        documents: Documents,
    ) -> None:
        self._kinds, self._jobs, self._documents = kinds, jobs, documents
        self._submissions, self._retries, self._stopping = submissions, retries, stopping

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.advance, self.find, self.stop]

    @activity.defn(name="batch.advance")
    async def advance(self, order: AdvanceBatch) -> BatchAdvanced:
        """Submits what may begin; else waits until a job has ended. Repeated, it submits nothing twice."""
        if order.begin:
            begun, refused = await self._begin(order)
            if begun or refused:
                return BatchAdvanced(submitted=begun, refused=tuple(refused))
        endings: Mapping[int, JobStatus] = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SECONDS):
                while not (endings := await self._endings(order.running)):  # noqa: ASYNC110 - they run elsewhere
                    await asyncio.sleep(LOOK_SECONDS)
        return BatchAdvanced(endings=dict(endings))

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

    @activity.defn(name="batch.stop")
    async def stop(self, batch: BatchSpec) -> None:
        """Cancels every job of the batch that has not ended."""
        for each in await self._children(batch.job_id):
            if each.outcome is None:
                with suppress(Refused):  # it ended a moment ago
                    await self._stopping.cancel(each)

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
        kind = self._kinds.of(batch.job_kind)
        assert kind.request_model is not None, "only such kinds are taken"
        request = kind.request_model.model_validate(inputs.items[position - 1].request)
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
