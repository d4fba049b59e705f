"""The log of a job: what happened, in order."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from domain.errors import EngineUnavailable
from domain.jobs.kind import AnyKind
from domain.jobs.record import JobRecord
from domain.jobs.runs import LogEntry, Runs
from domain.jobs.status import JobStatus

ENTRIES = 2000


class LogView(BaseModel):
    """One thing that happened. `item` is the readable id of a step (`tts-007`)."""

    at: datetime
    event: str
    item: str | None = None
    attempt: int | None = None
    message: str | None = None


class LogPage(BaseModel):
    items: list[LogView]
    next_cursor: None = None


async def log_of(record: JobRecord, runs: Runs, kind: AnyKind | None) -> LogPage:
    """The submission, the latest run, and the outcome. Raises EngineUnavailable for a job that has not ended."""
    job, outcome = record.job, record.outcome
    entries = [LogView(at=job.created_at, event="submitted")]
    happened: Sequence[LogEntry] = ()
    try:
        happened = await runs.history(job.id, limit=ENTRIES)
    except EngineUnavailable:
        if outcome is None:
            raise
    entries += [
        LogView(
            at=each.at,
            event=each.event,
            item=each.item or None,
            attempt=each.attempt,
            message=each.message or None,
        )
        for each in happened
    ]
    if outcome is not None:
        error = outcome.progress.error
        told = kind.summary(outcome.progress) if kind is not None and outcome.status is JobStatus.COMPLETED else ""
        message = error.message if error else told or None
        entries.append(
            LogView(at=outcome.ended_at, event=outcome.status.value.lower(), attempt=outcome.attempt, message=message)
        )
    return LogPage(items=sorted(entries, key=lambda each: each.at))
