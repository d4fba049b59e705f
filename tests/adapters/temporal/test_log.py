"""The log of a run whose activities fail: attempts that are still being retried stand at their time, in order."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.temporal.runs import TemporalRuns
from api.jobs.log import log_of
from domain.jobs.record import Job, JobRecord


@activity.defn(name="fine")
async def fine() -> None:
    """Done at once."""


@activity.defn(name="busy")
async def busy() -> None:
    if activity.info().attempt == 1:
        raise ApplicationError("503 from the vendor", next_retry_delay=timedelta(minutes=5))


@workflow.defn(name="Retrying")
class Retrying:
    @workflow.run
    async def run(self) -> None:
        within = timedelta(minutes=1)
        await workflow.execute_activity(fine, activity_id="fetch-1", start_to_close_timeout=within)
        await workflow.execute_activity(
            busy, activity_id="tts-001", start_to_close_timeout=within, retry_policy=RetryPolicy(maximum_attempts=9)
        )


@pytest.mark.timeout(60)
async def test_a_pending_retry_stands_at_its_time(temporal: WorkflowEnvironment) -> None:
    job_id, queue = uuid.uuid4().hex, uuid.uuid4().hex
    runs, began = TemporalRuns(temporal.client), datetime.now(UTC)
    async with Worker(
        temporal.client,
        task_queue=queue,
        workflows=[Retrying],
        activities=[fine, busy],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle = await temporal.client.start_workflow(Retrying.run, id=job_id, task_queue=queue)
        entries = await runs.history(job_id, limit=100)
        while entries[-1].event != "failed_and_retried":
            await asyncio.sleep(0.02)
            entries = await runs.history(job_id, limit=100)
    [retry] = [each for each in entries if each.event == "failed_and_retried"]
    assert (retry.item, retry.attempt) == ("tts-001", 1)
    assert "503 from the vendor" in retry.message
    assert began - timedelta(seconds=5) < retry.at <= datetime.now(UTC) + timedelta(seconds=5)
    page = await log_of(JobRecord(job=Job(id=job_id, created_at=began), begun_at=began), runs, None)
    words = [(each.event, each.item) for each in page.items]
    assert words[0][0] in ("submitted", "run_started")
    assert words[-1] == ("failed_and_retried", "tts-001")
    assert [each.at for each in page.items] == sorted(each.at for each in page.items)
    await handle.terminate()


@workflow.defn(name="Chained")
class Chained:
    """Goes on twice as a new run."""

    @workflow.run
    async def run(self, left: int) -> None:
        if left:
            workflow.continue_as_new(left - 1)


async def test_the_log_of_a_long_job_holds_the_runs_that_the_latest_one_continues(
    temporal: WorkflowEnvironment,
) -> None:
    queue = f"chained-{uuid.uuid4().hex[:8]}"
    async with Worker(
        temporal.client, task_queue=queue, workflows=[Chained], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await temporal.client.execute_workflow(Chained.run, 2, id=queue, task_queue=queue)
    engine = TemporalRuns(temporal.client)
    events = [each.event for each in await engine.history(queue, limit=100)]
    assert events == [*["run_started", "run_continued"] * 2, "run_started", "run_completed"]
    assert len(await engine.history(queue, limit=3)) == 3
