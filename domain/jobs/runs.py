"""The engine that runs jobs, as the API needs it: start, look, stop; and what can be said to a running podcast."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.podcast.messages import ScriptView
from domain.podcast.spec import PodcastSpec
from domain.tts.ports import PreviewOrder
from domain.value import Value


class RunState(StrEnum):
    """RUNNING also while a run waits for a worker, or is being cancelled."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    TIMED_OUT = "timed_out"


class Run(Value):
    """The latest run of a job. `progress` is what the memo holds; `attempt` is told by it."""

    job_id: str
    run_id: str
    state: RunState
    progress: Progress | None = None
    started_at: datetime
    closed_at: datetime | None = None


class LogEntry(Value):
    """`item` is an activity's readable id, empty for the job itself."""

    at: datetime
    event: str
    item: str = ""
    attempt: int | None = None
    message: str = ""


class QueuePollers(Value):
    """How many workers were seen asking a queue for work lately."""

    queue: str
    workers: int


class StallReason(StrEnum):
    WORKFLOW_FAILS = "workflow_fails"  # an exception in workflow code: it looks RUNNING for ever
    ACTIVITY_FAILS = "activity_fails"
    NO_PROGRESS = "no_progress"


class Stalled(Value):
    """An open run that makes no progress. `item` is an activity's readable id, `since` when it last did."""

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
    """A running podcast cannot take the order in its present state."""


class Runs(Protocol):
    """Runs of jobs; a job has at most one open. Every method raises EngineUnavailable when the engine is away."""

    async def start(self, spec: PodcastSpec) -> str:
        """Starts a run under the podcast's id; the run id.

        Raises:
            AlreadyRunning: one is still open.
        """
        ...

    async def describe(self, job_id: str, *, within: float = 5.0) -> Run | None:
        """The latest run; needs no worker. `within` in seconds. None: the engine knows of none."""
        ...

    async def cancel(self, job_id: str) -> None:
        """Asks an open run to stop; without one, nothing happens."""
        ...

    async def kill(self, job_id: str) -> None:
        """Ends an open run at once, without its cleaning up; without one, nothing happens."""
        ...

    async def history(self, job_id: str, *, limit: int) -> Sequence[LogEntry]:
        """What happened in the latest run, in order, at most `limit` entries."""
        ...

    async def pollers(self, queues: Sequence[str]) -> Sequence[QueuePollers]: ...


class Stalls(Protocol):
    async def stalled(self) -> StalledRuns:
        """Looks at the open podcasts. Those that are parked or wait for a vendor say so themselves.

        Raises EngineUnavailable.
        """
        ...


class Conversation(Protocol):
    """What a worker has to answer. `within` is in seconds."""

    async def progress(self, job_id: str, *, within: float) -> Progress | None:
        """None when no worker answers in time."""
        ...

    async def script(self, job_id: str, *, within: float) -> ScriptView | None:
        """None when no worker answers in time."""
        ...

    async def resume(self, job_id: str, order: ResumeOrder, *, update_id: str, within: float) -> Progress:
        """The same `update_id` again is the same order.

        Raises:
            NoWorker, OrderRejected, EngineUnavailable.
        """
        ...

    async def preview(self, order: PreviewOrder, *, key: str, within: float) -> None:
        """Has one turn said on the vendor's queue and kept under `key`, its clip key; equal previews are one run.

        Raises:
            NoWorker, PreviewFailed, EngineUnavailable.
        """
        ...
