"""A batch's workflow: how many jobs run at once, what becomes of them, and what a cancel, a retry and a long run do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.fake.runs import FakeRuns
from domain.access import Limits
from domain.batch.run import BatchRun
from domain.batch.spec import Batch
from domain.batch.state import BatchState
from domain.jobs.status import JobStatus
from tests.workflows.batch_harness import REFUSED, BatchHarness, counts, parked
from workflows.batch import BatchWorkflow

PAGES = [f"https://films.example/{n}" for n in range(5)]


@pytest.fixture
async def batches(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[BatchHarness]:
    harness = BatchHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


async def test_so_many_run_at_once_as_were_asked_for(batches: BatchHarness) -> None:
    spec = await batches.spec(*PAGES)
    run = await batches.start(spec)
    for ended in range(4):
        await batches.until(run, lambda told, done=ended: counts(told)[1:3] == (2, done))  # type: ignore[misc]
        assert len(await batches.jobs(spec)) == ended + 2
        await batches.end(spec, ended + 1)
    await batches.until(run, lambda told: counts(told)[1:3] == (1, 4))
    await batches.end(spec, 5)
    told = await run.result()
    assert (told.status, counts(told), told.warnings) == (JobStatus.COMPLETED, (0, 0, 5, 0, 0), ())


async def test_what_is_refused_or_fails_stops_nothing(batches: BatchHarness) -> None:
    spec = await batches.spec(PAGES[0], f"{REFUSED}a", PAGES[1])
    run = await batches.start(spec)
    await batches.until(run, lambda told: counts(told)[1] == 2)
    await batches.end(spec, 1, JobStatus.FAILED)
    await batches.end(spec, 3)
    told = await run.result()
    assert (told.status, counts(told)) == (JobStatus.COMPLETED, (0, 0, 1, 2, 0))
    assert [each.code for each in told.warnings] == ["url_not_allowed", "completed_in_part"]
    result = Batch.model_validate_json((await batches.outcome(spec.job_id)).result)
    assert [each.position for each in result.refused] == [2]


async def test_another_attempt_runs_what_brought_no_result(batches: BatchHarness) -> None:
    spec = await batches.spec(PAGES[0], f"{REFUSED}a", PAGES[1])
    run = await batches.start(spec)
    await batches.until(run, lambda told: counts(told)[1] == 2)
    await batches.end(spec, 1, JobStatus.FAILED)
    await batches.end(spec, 3)
    await run.result()
    run = await batches.start(spec.model_copy(update={"attempt": 2}))
    await batches.until(run, lambda told: counts(told) == (0, 1, 1, 1, 0))
    await batches.end(spec, 1)
    assert counts(await run.result()) == (0, 0, 2, 1, 0)
    assert [(each.job.position, each.job.attempt) for each in await batches.jobs(spec)] == [(1, 2), (3, 1)]


async def test_a_cancel_cancels_its_jobs(batches: BatchHarness) -> None:
    spec = await batches.spec(*PAGES)
    run = await batches.start(spec)
    await batches.until(run, lambda told: counts(told)[1] == 2)
    await run.cancel()
    with pytest.raises(WorkflowFailureError):
        await run.result()
    assert counts((await batches.outcome(spec.job_id)).progress) == (0, 0, 0, 0, 5)
    jobs = await batches.jobs(spec)
    assert [each.outcome.status for each in jobs if each.outcome] == [JobStatus.CANCELLED] * 2
    assert sorted(batches.runs.cancelled) == sorted(each.job.id for each in jobs)


class EndsMeanwhile(FakeRuns):
    """While one run is told to stop, something else happens, once."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def cancel(self, job_id: str) -> None:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        await super().cancel(job_id)


async def test_a_job_that_ends_at_the_moment_of_a_cancel_counts_as_it_ended(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    runs = EndsMeanwhile()
    batches = BatchHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02), runs=runs)
    async with batches.working():
        spec = await batches.spec(*PAGES[:4], concurrency=3)
        run = await batches.start(spec)
        await batches.until(run, lambda told: counts(told)[1] == 3)

        async def two_end() -> None:
            await batches.end(spec, 2)
            await batches.end(spec, 3, JobStatus.FAILED)

        runs.meanwhile = two_end
        await run.cancel()
        with pytest.raises(WorkflowFailureError):
            await run.result()
    assert counts((await batches.outcome(spec.job_id)).progress) == (0, 0, 1, 1, 2)


async def test_a_parked_job_holds_no_place(batches: BatchHarness) -> None:
    """It stops none of the others, is shown with its reason, and goes on when the batch is resumed."""
    spec = await batches.spec(*PAGES[:3], concurrency=1)
    run = await batches.start(spec)
    await batches.until(run, lambda told: counts(told)[1] == 1)
    await batches.park(spec, 1, about="output 1")
    told = await batches.until(run, lambda told: counts(told)[1] == 1 and parked(told) == 1)
    assert told.status is JobStatus.NEEDS_ATTENTION
    assert [(each.id, each.code, each.message) for each in told.attention] == [
        ("job-0001", "codec_failed", "output 1: Not now.")
    ]
    await batches.end(spec, 2)
    await batches.until(run, lambda told: counts(told) == (0, 1, 1, 0, 0))
    await batches.end(spec, 3)
    await batches.until(run, lambda told: counts(told) == (0, 0, 2, 0, 0))
    await batches.resumed(run)
    told = await batches.until(run, lambda told: counts(told) == (0, 1, 2, 0, 0))
    assert (told.status, told.attention, parked(told)) == (JobStatus.GENERATING, (), 0)
    while not batches.runs.resumed:
        await batches.pass_time()
    await batches.end(spec, 1)
    told = await run.result()
    assert (told.status, counts(told), told.warnings) == (JobStatus.COMPLETED, (0, 0, 3, 0, 0), ())


async def test_jobs_wait_for_what_the_key_allows(batches: BatchHarness) -> None:
    """Its jobs count towards the limit of the key, and the batch itself does not."""
    spec = await batches.spec(*PAGES[:3], limits=Limits(running=1), owner="someone")
    run = await batches.start(spec)
    for position in (1, 2, 3):
        await batches.until(run, lambda told, done=position - 1: counts(told)[1:3] == (1, done))  # type: ignore[misc]
        assert len(await batches.jobs(spec)) == position
        await batches.end(spec, position)
    assert counts(await run.result()) == (0, 0, 3, 0, 0)


async def test_a_job_that_was_deleted_counts_as_cancelled(batches: BatchHarness) -> None:
    spec = await batches.spec(*PAGES[:2])
    run = await batches.start(spec)
    await batches.until(run, lambda told: counts(told)[1] == 2)
    first = (await batches.jobs(spec))[0].job
    await batches.catalog.jobs.delete(first.id)
    await batches.end(spec, 2)
    assert counts(await run.result()) == (0, 0, 1, 0, 1)


async def test_a_run_goes_on_from_the_state_of_the_one_before(batches: BatchHarness) -> None:
    spec = await batches.spec(*PAGES[:3], concurrency=1)
    state = BatchState.first(spec)
    state.began()
    state.advanced({1: "gone"}, (), {1: JobStatus.COMPLETED})
    await batches.attempt_begins(spec.job_id, 1)
    carried = BatchRun.model_validate({**spec.model_dump(), "carried": state.carried()})
    run = await batches.client.start_workflow(BatchWorkflow.run, carried, id=spec.job_id, task_queue=batches.queue)
    for position in (2, 3):
        await batches.until(run, lambda told, done=position - 1: counts(told)[1:3] == (1, done))  # type: ignore[misc]
        await batches.end(spec, position)
    assert counts(await run.result()) == (0, 0, 3, 0, 0)
