"""A kind that is a few lines gets everything from the use cases of all kinds."""

import pytest

from domain.access import Caller, Limits
from domain.artifacts.documents import named_blob
from domain.artifacts.layout import job_name, tombstone_name
from domain.errors import EngineUnavailable, IdempotencyConflict, NoWorker, Refused
from domain.jobs.messages import ResumeOrder
from domain.jobs.ports import LimitReached
from domain.jobs.progress import Progress
from domain.jobs.resuming import NO_CORRECTIONS
from domain.jobs.runs import RunState
from domain.jobs.status import JobStatus
from tests.domain.jobs.conftest import NoteCorrections, NoteRequest, Notes, NoteSpec


async def test_a_submission_is_stored_recorded_and_started(notes: Notes) -> None:
    made = await notes.create()
    job = made.record.job
    assert (job.id, job.kind, job.title, job.attributes) == ("note-0", "note", "Bread rise", {"pages": 2})
    assert (made.run_id, made.replayed) == ("run-1", False)
    assert [(start.kind, start.spec) for start in notes.engine.starts] == [("note", NoteSpec(text="Bread rises."))]
    assert await notes.artifacts.list("podcasts/note-0") == [
        "podcasts/note-0/job",
        "podcasts/note-0/v1/a1/request",
        "podcasts/note-0/v1/a1/source-1",
        "podcasts/note-0/v1/a1/spec",
    ]
    assert (await notes.record("note-0")).job.started


async def test_nothing_is_left_of_what_is_refused(notes: Notes) -> None:
    with pytest.raises(Refused) as caught:
        await notes.create("")
    assert (caught.value.code, caught.value.loc) == ("empty_note", ("text",))
    limited = Caller(limits=Limits(characters_per_day=5))
    with pytest.raises(LimitReached):
        await notes.create(caller=limited)
    assert await notes.artifacts.list("podcasts") == []
    assert notes.engine.starts == []


async def test_a_key_gives_the_same_job_again(notes: Notes) -> None:
    first, again = await notes.create(key="k"), await notes.create(key="k")
    assert (again.record.job.id, again.replayed) == (first.record.job.id, True)
    with pytest.raises(IdempotencyConflict):
        await notes.create("Yeast breathes.", key="k")
    assert len(notes.engine.starts) == 1


async def test_a_start_that_was_lost_is_made_up_for_by_the_same_request(notes: Notes) -> None:
    notes.engine.away = True
    with pytest.raises(EngineUnavailable):
        await notes.create(key="k")
    assert not (await notes.record("note-0")).job.started
    notes.engine.away = False
    again = await notes.create(key="k")
    assert (again.replayed, again.record.job.started) == (True, True)
    assert len(notes.engine.starts) == 1


async def test_a_start_that_finds_it_cancelled_cancels_its_run(notes: Notes) -> None:
    """The cancel came between the row and the start."""

    async def cancel(job_id: str) -> None:
        assert (await notes.use.stopping.cancel(await notes.record(job_id))).status is JobStatus.CANCELLED

    notes.engine.before_start = cancel
    job_id = (await notes.create()).record.job.id
    run = await notes.engine.describe(job_id)
    assert run is not None and run.state is RunState.CANCELLED
    record = await notes.record(job_id)
    assert record.outcome is not None and record.outcome.status is JobStatus.CANCELLED


async def test_a_start_that_finds_it_deleted_cancels_its_run(notes: Notes) -> None:
    async def delete(job_id: str) -> None:
        await notes.use.stopping.delete(await notes.record(job_id))

    notes.engine.before_start = delete
    job_id = (await notes.create()).record.job.id
    run = await notes.engine.describe(job_id)
    assert run is not None and run.state is RunState.CANCELLED


async def test_a_cancel_that_did_not_reach_the_run_reaches_it_when_it_is_repeated(notes: Notes) -> None:
    record = (await notes.create()).record
    notes.engine.keeps_closing = True
    for _ in range(2):
        await notes.use.stopping.cancel(await notes.record(record.job.id))
    assert notes.engine.cancelled == [record.job.id] * 2


async def test_a_run_that_is_stuck_is_ended_by_a_cancel(notes: Notes) -> None:
    job_id = (await notes.create()).record.job.id
    notes.engine.get_stuck(job_id, tries=4)
    assert (await notes.use.stopping.cancel(await notes.record(job_id))).status is JobStatus.CANCELLED
    run = await notes.engine.describe(job_id)
    assert run is not None and run.state is RunState.TERMINATED


async def test_a_run_that_is_stuck_fails_and_is_retried(notes: Notes) -> None:
    job_id = (await notes.create()).record.job.id
    notes.engine.get_stuck(job_id, tries=3)
    with pytest.raises(Refused):  # a worker that died, or was frozen, costs as many
        await notes.use.retries.retry(await notes.record(job_id), caller=Caller())
    notes.engine.get_stuck(job_id, tries=4)
    snapshot = await notes.use.retries.retry(await notes.record(job_id), caller=Caller())
    assert (snapshot.status, snapshot.job.attempt) == (JobStatus.QUEUED, 2)


async def test_a_retry_runs_what_the_kind_makes_of_the_last_spec(notes: Notes) -> None:
    job_id = (await notes.create()).record.job.id
    with pytest.raises(Refused) as caught:
        await notes.use.retries.retry(await notes.record(job_id), caller=Caller())
    assert (caught.value.code, caught.value.status) == ("wrong_state", 409)
    await notes.fail(job_id)
    snapshot = await notes.use.retries.retry(await notes.record(job_id), caller=Caller())
    assert (snapshot.status, snapshot.job.attempt) == (JobStatus.QUEUED, 2)
    second = notes.engine.starts[1].spec
    assert second == NoteSpec(text="Bread rises.", attempt=2, corrected=True)
    await notes.use.retries.retry(await notes.record(job_id), caller=Caller())
    assert len(notes.engine.starts) == 2, "repeated, it changes nothing"


async def test_a_retry_waits_for_the_run_that_is_stopping(notes: Notes) -> None:
    job_id = (await notes.create()).record.job.id
    notes.engine.keeps_closing = True
    assert (await notes.use.stopping.cancel(await notes.record(job_id))).status is JobStatus.CANCELLED
    with pytest.raises(Refused) as caught:
        await notes.use.retries.retry(await notes.record(job_id), caller=Caller())
    assert (caught.value.code, caught.value.retry_after) == ("still_stopping", 1)


async def test_a_resume_carries_a_correction_and_keeps_it_whether_or_not_a_worker_answers(notes: Notes) -> None:
    job_id = (await notes.create()).record.job.id
    notes.engine.tell(job_id, Progress(status=JobStatus.NEEDS_ATTENTION, rev=5))
    corrections, request = NoteCorrections(notes.artifacts), NoteRequest(text="Dough rises.")

    async def resume() -> JobStatus:
        record = await notes.record(job_id)
        after = await notes.use.resumptions.resume(record, request, key=None, corrections=corrections)
        return after.status

    notes.engine.worker = False
    with pytest.raises(NoWorker):
        await resume()
    assert len(corrections.stored) == 1, "Temporal may still hand it to the next worker"
    notes.engine.worker = True
    assert await resume() is JobStatus.GENERATING
    assert list(notes.engine.resumed.values()) == [ResumeOrder(change=corrections.stored[0])]
    assert await resume() is JobStatus.GENERATING, "repeated, it changes nothing"
    assert len(notes.engine.resumed) == 1


async def test_what_does_not_wait_is_not_resumed(notes: Notes) -> None:
    record = (await notes.create()).record
    with pytest.raises(Refused) as caught:
        await notes.use.resumptions.resume(record, NoteRequest(text="x"), key=None, corrections=NO_CORRECTIONS)
    assert (caught.value.code, caught.value.status) == ("wrong_state", 409)


async def test_a_deletion_stops_it_and_leaves_a_tombstone_of_its_kind(notes: Notes) -> None:
    record = (await notes.create()).record
    await notes.use.stopping.delete(record)
    assert notes.engine.cancelled == [record.job.id]
    assert await notes.catalog.jobs.get(record.job.id) is None
    assert await notes.artifacts.get(job_name(record.job.id)) is None
    tombstone = await notes.artifacts.get(tombstone_name(record.job.id))
    assert tombstone is not None and b'"kind":"note"' in tombstone
    assert await notes.artifacts.list("podcasts") == []


async def test_a_deletion_takes_no_bytes_from_a_job_that_is_being_submitted(notes: Notes) -> None:
    """The same text, whose bytes are there already, and which the new job has not named yet."""
    first = (await notes.create()).record

    async def delete() -> None:
        await notes.use.stopping.delete(first)

    notes.artifacts.before["podcasts/note-1/v1/a1/source-1"] = delete
    await notes.create()
    source = await named_blob(notes.artifacts, "podcasts/note-1/v1/a1/source-1")
    assert source is not None and await notes.artifacts.exists(source)
    assert await notes.catalog.jobs.get("note-0") is None
