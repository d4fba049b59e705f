"""Jobs of a batch that wait for a person: they hold no place among those that run."""

from domain.jobs.progress import Attention
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.value import Value

ITEM = "job-"
MOST_CHARACTERS = 300
"""Of a message: a thousand parked jobs stand in the state with which a batch continues as new."""


class ParkedJob(Value):
    """`status`: NEEDS_ATTENTION or AWAITING_REVIEW. `code` and `message` say why, by the first thing that waits."""

    job_id: str
    name: str
    status: JobStatus
    code: str
    message: str

    def attention(self, position: int) -> Attention:
        """How the batch shows it; the id sorts by the position."""
        if self.status is JobStatus.AWAITING_REVIEW:
            advice = f"Approve or edit its script: the job is {self.job_id}."
        else:
            advice = f"Resume the batch, which resumes all such jobs, or this one with a correction: {self.job_id}."
        return Attention(
            id=f"{ITEM}{position:04}", code=self.code, about=self.name, message=self.message, advice=advice
        )


def position_of(item: str) -> int | None:
    """Of the job that an item of the batch's attention stands for; None for any other item."""
    number = item.removeprefix(ITEM)
    return int(number) if number != item and number.isdecimal() else None


def parked_job(snapshot: JobSnapshot) -> ParkedJob | None:
    """None of a job that does not wait for a person."""
    job, progress = snapshot.job, snapshot.progress
    name = job.title or progress.title or f"job {job.position}"
    if progress.status is JobStatus.AWAITING_REVIEW:
        code, message = "awaiting_review", "Its script waits for a review."
    elif progress.status is JobStatus.NEEDS_ATTENTION:
        first = progress.attention[0] if progress.attention else None
        code = first.code if first is not None else "needs_attention"
        about = f"{first.about}: " if first is not None and first.about else ""
        message = f"{about}{first.message}" if first is not None else "It waits for a person."
    else:
        return None
    return ParkedJob(
        job_id=job.id, name=name[:MOST_CHARACTERS], status=progress.status, code=code, message=message[:MOST_CHARACTERS]
    )
