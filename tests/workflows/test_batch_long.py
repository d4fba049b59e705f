"""A batch of a thousand jobs: its workflow continues as new, again and again, and counts each job once."""

import asyncio
from datetime import UTC, datetime

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.jobs.progress import Progress
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from tests.workflows.batch_harness import REFUSED, BatchHarness, counts
from tests.workflows.job_harness import SUGGESTED_AFTER

JOBS, AT_ONCE = 1000, 50


@pytest.mark.thorough
@pytest.mark.timeout(300)
async def test_a_thousand_jobs(short_histories: WorkflowEnvironment, catalog: Catalog) -> None:
    batches = BatchHarness(short_histories.client, catalog, pass_time=lambda: asyncio.sleep(0.05))
    pages = [f"{REFUSED}{n}" if n % 100 == 99 else f"https://films.example/{n}" for n in range(JOBS)]
    async with batches.working():
        spec = await batches.spec(*pages, concurrency=AT_ONCE)
        run = await batches.start(spec)
        seen = ended = 0
        while ended < JOBS - JOBS // 100:
            found = await catalog.jobs.children(spec.job_id, after=seen, limit=AT_ONCE)
            for each in found:
                status = JobStatus.FAILED if ended % 10 == 0 else JobStatus.COMPLETED
                await _end(batches, each.job.id, status)
                ended += 1
            seen = found[-1].job.position or 0 if found else seen
            await batches.pass_time()
        told = await run.result()
    assert counts(told) == (0, 0, 891, 109, 0)
    assert len(batches.runs.starts) == len({each.job_id for each in batches.runs.starts}) == 990
    runs = [each async for each in batches.client.list_workflows(f"WorkflowId = '{spec.job_id}'")]
    assert len(runs) > 2
    assert max(each.history_length or 0 for each in runs) < 2 * SUGGESTED_AFTER


async def _end(batches: BatchHarness, job_id: str, status: JobStatus) -> None:
    progress = Progress(status=status, attempt=1)
    outcome = Outcome(status=status, attempt=1, run_id="run", progress=progress, ended_at=datetime.now(UTC))
    assert await batches.catalog.jobs.end(job_id, outcome)
