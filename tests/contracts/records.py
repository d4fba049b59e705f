"""Rows of jobs and their outcomes, as tests of the catalog put them."""

from datetime import UTC, datetime
from typing import Any

from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job, Outcome
from domain.jobs.status import JobStatus

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def job(job_id: str = "p1", **values: Any) -> Job:
    return Job.model_validate({"id": job_id, "created_at": T0, **values})


def outcome(
    attempt: int = 1,
    *,
    rev: int = 7,
    status: JobStatus = JobStatus.COMPLETED,
    run_id: str = "r1",
    ended_at: datetime = T0,
    usage: Usage = Usage(),  # noqa: B008  # it is frozen
) -> Outcome:
    progress = Progress(
        status=status, attempt=attempt, rev=rev, percentage=100, title="Der Weg", updated_at=T0, usage=usage
    )
    return Outcome(
        status=status, attempt=attempt, run_id=run_id, progress=progress, result='{"a":1}', ended_at=ended_at
    )
