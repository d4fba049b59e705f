"""What the recorded batches go through. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowFailureError

from domain.jobs.status import JobStatus
from tests.workflows.batch_harness import REFUSED, BatchHarness, Run, counts, parked

Scenario = Callable[[BatchHarness, str], Awaitable[Run]]
PAGES = [f"https://films.example/{n}" for n in range(4)]


async def batch_in_part(harness: BatchHarness, name: str) -> Run:
    """One is refused and one fails; the others succeed."""
    spec = await harness.spec(*PAGES[:2], f"{REFUSED}a", PAGES[2], job_id=name)
    run = await harness.start(spec)
    await harness.until(run, lambda told: counts(told)[1] == 2)
    await harness.end(spec, 1)
    await harness.until(run, lambda told: counts(told)[1:4] == (2, 1, 1))
    await harness.end(spec, 2, JobStatus.FAILED)
    await harness.end(spec, 4)
    return await _ended(run)


async def batch_second_attempt(harness: BatchHarness, name: str) -> Run:
    spec = await harness.spec(*PAGES[:2], job_id=name)
    run = await harness.start(spec)
    await harness.until(run, lambda told: counts(told)[1] == 2)
    await harness.end(spec, 1)
    await harness.end(spec, 2, JobStatus.FAILED)
    await _ended(run)
    run = await harness.start(spec.model_copy(update={"attempt": 2}))
    await harness.until(run, lambda told: counts(told)[1:3] == (1, 1))
    await harness.end(spec, 2)
    return await _ended(run)


async def batch_cancelled(harness: BatchHarness, name: str) -> Run:
    run = await harness.start(await harness.spec(*PAGES, job_id=name))
    await harness.until(run, lambda told: counts(told)[1] == 2)
    await run.cancel()
    return await _ended(run)


async def batch_parked(harness: BatchHarness, name: str) -> Run:
    """One parks while the others go on; the batch is resumed."""
    spec = await harness.spec(*PAGES[:3], job_id=name, concurrency=1)
    run = await harness.start(spec)
    await harness.until(run, lambda told: counts(told)[1] == 1)
    await harness.park(spec, 1)
    await harness.until(run, lambda told: (counts(told)[1], parked(told)) == (1, 1))
    await harness.end(spec, 2)
    await harness.until(run, lambda told: counts(told)[1:3] == (1, 1))
    await harness.resumed(run)
    while not harness.runs.resumed:
        await harness.pass_time()
    await harness.end(spec, 1)
    await harness.end(spec, 3)
    return await _ended(run)


BATCHES: dict[str, Scenario] = {
    scenario.__name__: scenario for scenario in (batch_in_part, batch_second_attempt, batch_cancelled, batch_parked)
}


async def _ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # cancelled runs are recorded too
        await run.result()
    return run
