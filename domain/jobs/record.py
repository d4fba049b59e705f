"""The catalog's record of a job: the row, written at its submission, and the outcome, written once per attempt."""

from datetime import datetime

from pydantic import Field, JsonValue, model_validator

from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.value import Value


class Job(Value):
    """The row of a job. It never changes, but for `attempt`, which a retry raises, and `started`.

    `attributes` are of the job's kind, and shown in lists (a podcast's: domain.podcast.kind). `parent`: the job that
    submitted it, as a batch does, and `position` its place there, from 1.
    """

    id: str
    kind: str = "podcast"
    owner: str = "local"
    title: str | None = None
    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    parent: str | None = None
    position: int | None = None
    attempt: int = 1
    started: bool = False  # Temporal took the current attempt
    created_at: datetime

    @model_validator(mode="before")
    @classmethod
    def _attributes_of_older_records(cls, data: object) -> object:
        """Records from before there were other kinds have a podcast's length beside the rest."""
        if not isinstance(data, dict) or "duration_minutes" not in data:
            return data
        kept = {name: value for name, value in data.items() if name != "duration_minutes"}
        return {"attributes": {"duration_minutes": data["duration_minutes"]}, **kept}


class Outcome(Value):
    """How an attempt ended. `result` is the JSON of a kind's own result (podcast: domain.podcast.result.Episode)."""

    status: JobStatus
    attempt: int
    run_id: str = ""
    progress: Progress
    result: str = ""
    ended_at: datetime


class JobRecord(Value):
    """`begun_at`: when the current attempt was submitted; None: when the job was."""

    job: Job
    begun_at: datetime | None = None
    outcome: Outcome | None = None  # of the current attempt only
