"""What the API answers about a batch."""

from pydantic import BaseModel

from api.jobs.resource import Resource
from api.jobs.views import JobView, ViewContext, job_fields
from domain.batch.kind import BATCH
from domain.batch.state import BatchDetails
from domain.jobs.standing import JobSnapshot


class BatchStatus(JobView):
    """Where a batch stands: how many of its jobs there are, and what became of them, each counted once. `parked` ones
    wait for a person, and `attention` says why. `failed` counts inputs of which no job could be made, too;
    `step_details.refused` says why."""

    total: int
    queued: int
    running: int
    parked: int
    succeeded: int
    failed: int
    cancelled: int


class BatchPage(BaseModel):
    items: list[BatchStatus]
    next_cursor: str | None


def batch_view(snapshot: JobSnapshot, context: ViewContext) -> BatchStatus:
    details = BatchDetails.model_validate(snapshot.progress.details)
    counts = details.model_dump(include={"queued", "running", "parked", "succeeded", "failed", "cancelled"})
    total = details.total or snapshot.job.attributes.get("total")
    if not details.total:
        counts["queued"] = total
    return BatchStatus.model_validate({**job_fields(snapshot, context), **counts, "total": total})


BATCHES = Resource(collection="batches", kind=BATCH, noun="batch", model=BatchStatus, page=BatchPage, view=batch_view)
