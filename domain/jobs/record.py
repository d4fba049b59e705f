"""What the catalog keeps of a job: the row, written at submission, and the outcome, written once per attempt."""

from datetime import datetime

from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.value import Value


class Job(Value):
    """What never changes, but for `attempt`, which a retry raises."""

    id: str
    kind: str = "podcast"
    owner: str = "local"
    title: str | None = None
    duration_minutes: float = 0.0
    attempt: int = 1
    started: bool = False  # Temporal took the current attempt
    created_at: datetime


class Outcome(Value):
    """How an attempt ended. `result` is the JSON of a kind's own result (podcast: domain.podcast.result.Episode)."""

    status: JobStatus
    attempt: int
    run_id: str = ""
    progress: Progress
    result: str = ""
    ended_at: datetime


class JobRecord(Value):
    """`begun_at`: when the current attempt was asked for; None: when the job was."""

    job: Job
    begun_at: datetime | None = None
    outcome: Outcome | None = None  # of the current attempt only
