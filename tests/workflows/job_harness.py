"""A whole job in one process, whatever its kind: the real workflow and activities, on a real Temporal server."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.runtime.interceptor import ActivityInterceptor
from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from domain.artifacts.reference import ArtifactRef
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.record import Job, Outcome
from domain.jobs.wire import JOBS_QUEUE
from workflows.jobs.lifecycle import JobWorkflow

SUGGESTED_AFTER = 70
"""Events of a history, on the server of the fixture `short_histories`. The server's own default is 4096."""

Changed = Callable[[Progress], bool]
Run = WorkflowHandle[Any, Progress]
Activities = Sequence[Callable[..., Awaitable[object]]]


@dataclass
class JobHarness:
    """What every kind's harness has: its workers, and what people do with a job. A kind gives its activities."""

    workflow: ClassVar[type[JobWorkflow]]

    client: Client
    catalog: Catalog
    pass_time: Callable[[], Awaitable[None]]
    artifacts: MemoryArtifacts = field(default_factory=MemoryArtifacts)
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    queue: str = ""
    """Of workflows; by default one of its own."""

    def __post_init__(self) -> None:
        self.queue = self.queue or f"{JOBS_QUEUE}-{self.suffix}"

    @property
    def vendor(self) -> str:
        return f"fake-{self.suffix}"

    def activities(self) -> Mapping[str, Activities]:
        """By queue. Abstract: every kind's harness has its own."""
        raise NotImplementedError

    def workflows(self) -> list[type]:
        """Those that run; a kind with children has more than one."""
        return [self.workflow]

    def slots(self, queue: str) -> int:
        """Activities that run at once."""
        return 100

    async def attempt_begins(self, job_id: str, attempt: int) -> None:
        if attempt == 1:
            job = Job(id=job_id, kind=self.workflow.kind, attempt=1, created_at=datetime.now(UTC))
            await self.catalog.jobs.create(job)
        else:
            await self.catalog.jobs.begin(job_id, attempt=attempt, started=False)

    async def until(self, run: Run, changed: Changed) -> Progress:
        """Polls the query until the progress is as wanted; the test's own time-out is the bound."""
        while True:
            progress: Progress = await run.query("progress", result_type=Progress)
            if changed(progress):
                return progress
            await self.pass_time()

    async def resumed(self, run: Run, change: ArtifactRef | None = None) -> Progress:
        progress: Progress = await run.execute_update("resume", ResumeOrder(change=change), result_type=Progress)
        return progress

    async def outcome(self, job_id: str) -> Outcome:
        record = await self.catalog.jobs.get(job_id)
        assert record is not None and record.outcome is not None
        return record.outcome

    @asynccontextmanager
    async def working(self, *, deciding: bool = True, doing: bool = True) -> AsyncIterator[None]:
        """Workers that run workflows (`deciding`) and activities (`doing`)."""
        async with AsyncExitStack() as workers:
            for queue, activities in self.activities().items():
                workflows = self.workflows() if deciding and queue == self.queue else []
                if workflows or doing:
                    worker = Worker(
                        self.client,
                        task_queue=queue,
                        workflows=workflows,
                        activities=activities if doing else (),
                        max_concurrent_activities=self.slots(queue),
                        interceptors=[ActivityInterceptor()],
                    )
                    await workers.enter_async_context(worker)
            yield
