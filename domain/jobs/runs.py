"""The engine that runs jobs, seen from outside: start, describe, stop; and messages to a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from pydantic import Field

from domain.jobs.progress import Progress, Waiting
from domain.jobs.spec import JobSpec
from domain.value import Value

Answer = TypeVar("Answer", bound=Value)


@dataclass(frozen=True, kw_only=True)
class StartJob:
    """A job to be started. `spec` is the workflow's only input; `priority` is Temporal's scale, 1 first … 5 last.

    `summary` (one line) and `details` (Markdown) are what an operator sees of it. They hold nothing from a source,
    since the engine keeps them readable.
    """

    kind: str
    job_id: str
    attempt: int
    owner: str
    priority: int
    title: str | None
    summary: str
    details: str
    spec: Value

    @classmethod
    def of(cls, spec: JobSpec, *, kind: str, job_id: str, summary: str, details: str) -> "StartJob":
        """With what every spec says of itself."""
        return cls(
            kind=kind,
            job_id=job_id,
            attempt=spec.attempt,
            owner=spec.owner,
            priority=spec.priority,
            title=spec.title,
            summary=f"{summary} · attempt {spec.attempt}",
            details=details,
            spec=spec,
        )


TASK_TRIES = 3
"""Of one workflow task. A worker that died costs one, one that was frozen two; more is an exception in the code."""


class RunState(StrEnum):
    """RUNNING also while a run waits for a worker, or is being cancelled."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    TIMED_OUT = "timed_out"


class Run(Value):
    """The latest run of a job. `progress` is what the memo holds; `attempt` stands in it.

    `reported`: the last words of the heartbeats of activities under way, by their ids. `retries`: the calls that failed
    and are tried again. `tries`: of the workflow task that is due, which fails when workflow code raises.
    """

    job_id: str
    run_id: str
    state: RunState
    progress: Progress | None = None
    started_at: datetime
    closed_at: datetime | None = None
    reported: dict[str, str] = Field(default_factory=dict)
    retries: tuple[Waiting, ...] = ()
    tries: int = 0

    @property
    def stuck(self) -> bool:
        """Whether its workflow fails again and again: it takes neither a cancellation nor anything else."""
        return self.closed_at is None and self.tries > TASK_TRIES

    @property
    def cannot_stop(self) -> bool:
        """Of a run that was told to stop: whether its workflow failed at that."""
        return self.closed_at is None and self.tries > 1

    def of_older_attempt(self, attempt: int) -> bool:
        """Whether it belongs to an attempt before this one, which was not started yet."""
        return self.progress is not None and self.progress.attempt < attempt


class UnheardCall(Value):
    """An activity whose bill does not stand in the progress of its run. `item`: its readable id.

    `told`: it ended and said what it was billed, and the run ended before it showed that. `silent`: it was cancelled or
    timed out, of which Temporal tells the workflow nothing more. Others had not ended. `workflow_id`, `run_id`: of the
    child whose call it is.
    """

    item: str
    scheduled_at: datetime
    told: bool = False
    silent: bool = False
    workflow_id: str = ""
    run_id: str = ""


class LogEntry(Value):
    """One thing that happened in a run. `item` is an activity's readable id, empty for the job itself."""

    at: datetime
    event: str
    item: str = ""
    attempt: int | None = None
    message: str = ""


class QueuePollers(Value):
    """How many workers asked the queue for work lately."""

    queue: str
    workers: int


class StallReason(StrEnum):
    WORKFLOW_FAILS = "workflow_fails"  # an exception in workflow code: Temporal shows it as running
    ACTIVITY_FAILS = "activity_fails"
    NO_PROGRESS = "no_progress"


class Stalled(Value):
    """An open run that makes no progress. `item` is an activity's readable id; `since`: the last progress."""

    job_id: str
    reason: StallReason
    item: str = ""
    attempts: int = 0
    since: datetime


class StalledRuns(Value):
    looked_at: int = 0
    runs: tuple[Stalled, ...] = ()


class AlreadyRunning(Exception):
    """A run of this job is still open."""


class OrderRejected(Exception):
    """A run cannot take the order in its present state. `code` is its word for the reason, where it gave one."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Runs(Protocol):
    """Runs of jobs; a job has at most one open. Every method raises EngineUnavailable when the engine is away."""

    async def start(self, start: StartJob) -> str:
        """Starts a run under the job's id; returns the run's id.

        Raises:
            AlreadyRunning: one is still open.
        """
        ...

    async def describe(self, job_id: str, *, within: float = 5.0) -> Run | None:
        """The latest run; needs no worker. `within` in seconds. None: the engine knows of none."""
        ...

    async def cancel(self, job_id: str) -> None:
        """Asks the open run to stop; does nothing without one."""
        ...

    async def kill(self, job_id: str, *, why: str = "deleted") -> None:
        """Ends the open run at once, without its cleaning up; does nothing without one. `why` is for operators."""
        ...

    async def history(self, job_id: str, *, limit: int) -> Sequence[LogEntry]:
        """What happened in the latest run, and in those it continues, in order, at most `limit` entries."""
        ...

    async def unheard_calls(self, job_id: str, run_id: str, *, children: bool = False) -> Sequence[UnheardCall]:
        """Of a run, and of its `children`, by what their histories say now; none of a run that the engine forgot."""
        ...

    async def pollers(self, queues: Sequence[str]) -> Sequence[QueuePollers]: ...


class Stalls(Protocol):
    async def stalled(self) -> StalledRuns:
        """Looks at the open runs of all kinds. Those that are parked or wait for a vendor are not stalled.

        Raises:
            EngineUnavailable.
        """
        ...


class Messages(Protocol):
    """Queries and updates of a run by their wire names, which a worker answers. `within` is in seconds."""

    async def query(self, job_id: str, *, name: str, model: type[Answer], within: float) -> Answer | None:
        """None when no worker answers in time, or there is no run."""
        ...

    async def update(
        self, job_id: str, *, name: str, order: Value, model: type[Answer], update_id: str, within: float
    ) -> Answer:
        """The same `update_id` again is the same order.

        Raises:
            NoWorker, OrderRejected, EngineUnavailable.
        """
        ...
