"""Settling: every run that closed without an outcome gets one, whatever else has none."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.fake.runs import FakeRuns
from domain.access import Caller
from domain.errors import EngineUnavailable
from domain.jobs.outcomes import of_no_start
from domain.jobs.progress import Progress
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.runs import Run
from domain.jobs.settling import Settled, Settlement
from domain.jobs.status import JobStatus
from tests.domain.jobs.conftest import Notes, now


def settlement(notes: Notes, engine: FakeRuns | None = None) -> Settlement:
    jobs = notes.catalog.jobs
    return Settlement(
        jobs=jobs,
        open_jobs=jobs,
        runs=engine or notes.engine,
        names=notes.artifacts,
        clock=now,
    )


async def put(notes: Notes, job_id: str, *, hours: float, started: bool = False) -> None:
    await notes.catalog.jobs.create(Job(id=job_id, kind="note", created_at=now() - timedelta(hours=hours)))
    if started:
        await notes.catalog.jobs.begin(job_id, attempt=1, started=True)


async def test_rows_that_never_started_keep_no_other_from_its_outcome(notes: Notes) -> None:
    for number in range(450):
        await put(notes, f"never-{number:03}", hours=20)
    await put(notes, "lost", hours=1, started=True)
    assert await settlement(notes).settle() == Settled(looked_at=451, settled=1)
    outcome = (await notes.record("lost")).outcome
    assert outcome is not None and outcome.progress.error is not None
    assert outcome.progress.error.code == "run_lost"


async def test_what_never_started_in_a_day_has_failed_and_is_retried(notes: Notes) -> None:
    job_id = (await notes.create()).record.job.id
    notes.engine.forget()
    await put(notes, "young", hours=23)
    await put(notes, "old", hours=25)
    assert (await settlement(notes).settle()).settled == 1
    assert (await notes.record("young")).outcome is None
    outcome = (await notes.record("old")).outcome
    assert outcome is not None and outcome.progress.error is not None
    assert (outcome.status, outcome.progress.error.code) == (JobStatus.FAILED, "not_started")
    assert (await notes.record(job_id)).outcome is None, "it began a moment ago"


async def test_a_retry_starts_what_was_settled_as_never_started(notes: Notes) -> None:
    notes.engine.away = True
    with pytest.raises(EngineUnavailable):
        await notes.create()
    notes.engine.away = False
    outcome = settled_as(await notes.record("note-0"), of_no_start)
    assert await notes.catalog.jobs.end("note-0", outcome)
    again = await notes.use.retries.retry(await notes.record("note-0"), caller=Caller())
    assert (again.job.attempt, again.status) == (2, JobStatus.QUEUED)


def settled_as(record: JobRecord, judgement: Callable[[Job], Progress]) -> Outcome:
    progress = judgement(record.job)
    return Outcome(status=progress.status, attempt=record.job.attempt, progress=progress, ended_at=now())


class Unreadable(FakeRuns):
    """One run has a memo that cannot be read."""

    def __init__(self, job_id: str) -> None:
        super().__init__()
        self._unreadable = job_id

    async def describe(self, job_id: str, *, within: float = 5.0) -> Run | None:
        if job_id == self._unreadable:
            raise ValueError("no JSON")
        return await super().describe(job_id, within=within)


async def test_a_run_that_cannot_be_read_keeps_no_other_from_its_outcome(notes: Notes) -> None:
    for number in range(3):
        await put(notes, f"n{number}", hours=1 + number / 10, started=True)
    assert await settlement(notes, Unreadable("n2")).settle() == Settled(looked_at=3, settled=2, failed=1)
