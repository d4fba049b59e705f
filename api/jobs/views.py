"""What the API answers about a job of any kind."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, JsonValue

from api.http.links import Base, Links
from domain.jobs.items import files_of
from domain.jobs.kind import JobOutput, Kinds
from domain.jobs.notice import Notice
from domain.jobs.progress import Attention, JobError, Usage, Waiting
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.upkeep.retention import Retention


@dataclass(frozen=True)
class ViewContext:
    """What a view is made with, besides the job: addresses for this caller, the kinds, and how long jobs are stored."""

    links: Links
    base: Base
    kinds: Kinds
    retention: Retention


class OutputView(BaseModel):
    """A file that the job made. `size` in bytes; `url` answers Range, HEAD and ETag."""

    name: str
    media_type: str
    size: int
    url: str


class JobView(BaseModel):
    """Where a job stands, whatever its kind. `step_details` are the kind's own; `estimated_time_remaining` is seconds.

    `expires_at` is when the job is removed: by its own time to live, or where the installation keeps none for ever.
    """

    job_id: str
    kind: str
    workflow_id: str
    run_id: str | None
    attempt: int
    rev: int
    status: JobStatus
    progress_percentage: int
    current_step: str | None
    step_details: dict[str, JsonValue]
    estimated_time_remaining: int | None
    waiting: tuple[Waiting, ...]
    attention: tuple[Attention, ...]
    warnings: tuple[Notice, ...]
    error: JobError | None
    stale: bool
    stale_since: datetime | None
    usage: Usage
    title: str | None
    outputs: tuple[OutputView, ...]
    temporal_url: str | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    expires_at: datetime | None


class JobPage(BaseModel):
    items: list[JobView]
    next_cursor: str | None


def job_view(snapshot: JobSnapshot, context: ViewContext) -> JobView:
    return JobView.model_validate(job_fields(snapshot, context))


def job_fields(snapshot: JobSnapshot, context: ViewContext) -> dict[str, object]:
    """The fields of a JobView. A kind's own view has them too, or those of them that its model names."""
    job, progress, ended = snapshot.job, snapshot.progress, snapshot.status.ended
    kind = context.kinds.get(job.kind)
    return {
        "job_id": job.id,
        "kind": job.kind,
        "workflow_id": job.id,
        "run_id": snapshot.run_id or None,
        "attempt": job.attempt,
        "rev": progress.rev,
        "status": snapshot.status,
        "progress_percentage": progress.percentage,
        "current_step": progress.step or None,
        "step_details": kind.step_details(progress).model_dump(mode="json") if kind is not None else {},
        "estimated_time_remaining": None if ended else progress.seconds_left,
        "waiting": progress.waiting,
        "attention": progress.attention,
        "warnings": progress.warnings,
        "error": progress.error,
        "stale": snapshot.stale_since is not None,
        "stale_since": snapshot.stale_since,
        "usage": progress.usage,
        "title": _title(snapshot),
        "outputs": [_output(each, job.id, context) for each in outputs_of(snapshot, context.kinds)],
        "temporal_url": context.links.workflow(job.id, snapshot.run_id),
        "created_at": job.created_at,
        "updated_at": _updated_at(snapshot),
        "completed_at": _completed_at(snapshot),
        "expires_at": _expires_at(snapshot, context.retention),
    }


def outputs_of(snapshot: JobSnapshot, kinds: Kinds) -> tuple[JobOutput, ...]:
    """The files of a completed job; of one that is not, the items made so far. None of a kind of a newer version."""
    outcome, kind = snapshot.record.outcome, kinds.get(snapshot.job.kind)
    if kind is None:
        return ()
    if outcome is None or outcome.status is not JobStatus.COMPLETED or not outcome.result:
        made = files_of(snapshot.progress)
        return tuple(JobOutput(name=name, artifact=artifact) for name, artifact in made.items())
    return tuple(kind.outputs(outcome.result))


def _title(snapshot: JobSnapshot) -> str | None:
    """The title that was asked for; of a completed job, and where none was, the one that the job found."""
    asked, found = snapshot.job.title, snapshot.progress.title
    return (found or asked) if snapshot.status is JobStatus.COMPLETED else (asked or found)


def _updated_at(snapshot: JobSnapshot) -> datetime:
    outcome = snapshot.record.outcome
    times = (snapshot.progress.updated_at, outcome.ended_at if outcome else None, snapshot.job.created_at)
    return max(each for each in times if each is not None)


def _completed_at(snapshot: JobSnapshot) -> datetime | None:
    outcome = snapshot.record.outcome
    return outcome.ended_at if outcome is not None and outcome.status is JobStatus.COMPLETED else None


def _expires_at(snapshot: JobSnapshot, retention: Retention) -> datetime | None:
    outcome = snapshot.record.outcome
    return None if outcome is None else retention.expires_at(outcome.ended_at, snapshot.job.attributes.get("ttl_hours"))


def _output(output: JobOutput, job_id: str, context: ViewContext) -> OutputView:
    return OutputView(
        name=output.name,
        media_type=output.artifact.media_type,
        size=output.artifact.size,
        url=context.links.file(context.base, "jobs", job_id, "files", output.name),
    )
