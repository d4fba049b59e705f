"""Runs whose workflow task fails for ever, as after a mistake in workflow code: cancelled, retried, deleted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.catalog.catalog import Catalog
from domain.artifacts.layout import tombstone_name
from domain.jobs.runs import RunState
from domain.jobs.status import JobStatus
from domain.jobs.wire import JOBS_QUEUE, WORKFLOWS
from domain.podcast.run import PodcastRun
from tests.workflows.actions import Actions


@workflow.defn(name=WORKFLOWS["podcast"])
class Mistaken:
    """The next version of the workflow, with a mistake that shows at replay."""

    @workflow.run
    async def run(self, spec: PodcastRun) -> None:
        raise RuntimeError("the script before the passages were chosen")


@asynccontextmanager
async def mistaken(temporal: WorkflowEnvironment, actions: Actions) -> AsyncIterator[str]:
    """A podcast that was begun by workers that went well, and whose workflow fails from now on."""
    async with actions.harness.working():
        podcast_id = await actions.begin()
        actions.harness.speech.release()
    async with Worker(
        temporal.client, task_queue=JOBS_QUEUE, workflows=[Mistaken], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await temporal.client.get_workflow_handle(podcast_id).signal("look")  # any event makes a workflow task
        yield podcast_id


async def until_tried(actions: Actions, podcast_id: str, tries: int) -> None:
    while (await actions.run(podcast_id)).tries < tries:
        await actions.harness.pass_time()


@pytest.fixture
async def actions(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[Actions]:
    actions = Actions(temporal, catalog)
    actions.harness.task_timeout = timedelta(seconds=1)
    yield actions
    await actions.close()


async def counted(actions: Actions) -> int:
    """Characters in the usage of all owners."""
    today = datetime.now(UTC).date()
    days = await actions.catalog.usage.days(owner=None, since=today - timedelta(days=1), until=today)
    return sum(day.tts_characters for day in days)


@asynccontextmanager
async def billed_in_full(actions: Actions) -> AsyncIterator[None]:
    """Around the end of a run that never got to count its calls: they are in the owner's usage."""
    before = await counted(actions)
    yield
    billed = sum(len(call.text) for call in actions.harness.speech.calls)
    assert await counted(actions) - before == billed > 0


@pytest.mark.timeout(120)
async def test_it_is_cancelled_and_retried(temporal: WorkflowEnvironment, actions: Actions) -> None:
    async with billed_in_full(actions):
        async with mistaken(temporal, actions) as podcast_id:
            await until_tried(actions, podcast_id, 2)
            cancelled = await actions.cancel(podcast_id)
            assert cancelled.status is JobStatus.CANCELLED
            await until_tried(actions, podcast_id, 3)
        again = await actions.retry(podcast_id)
    assert (again.job.attempt, again.status) == (2, JobStatus.QUEUED)
    first = temporal.client.get_workflow_handle(podcast_id, run_id=cancelled.run_id)
    status = (await first.describe()).status
    assert status is not None and status.name == "TERMINATED"
    async with actions.harness.working():
        progress = await temporal.client.get_workflow_handle(podcast_id).result()
    assert progress["status"] == JobStatus.COMPLETED, "the version after it has no mistake"


@pytest.mark.timeout(120)
async def test_it_is_ended_by_the_cancel_once_it_failed_again_and_again(
    temporal: WorkflowEnvironment, actions: Actions
) -> None:
    async with mistaken(temporal, actions) as podcast_id:
        await until_tried(actions, podcast_id, 4)
        async with billed_in_full(actions):
            cancelled = await actions.cancel(podcast_id)
        assert cancelled.status is JobStatus.CANCELLED
        run = await actions.run(podcast_id)
        assert run.state is RunState.TERMINATED
        record = await actions.record(podcast_id)
        assert record.outcome is not None and record.outcome.status is JobStatus.CANCELLED


@pytest.mark.timeout(120)
async def test_it_is_retried_without_a_cancel(temporal: WorkflowEnvironment, actions: Actions) -> None:
    async with mistaken(temporal, actions) as podcast_id:
        await until_tried(actions, podcast_id, 4)
    async with billed_in_full(actions):
        again = await actions.retry(podcast_id)
    assert (again.job.attempt, again.status) == (2, JobStatus.QUEUED)


@pytest.mark.timeout(120)
async def test_it_is_deleted(temporal: WorkflowEnvironment, actions: Actions) -> None:
    """Its worker is stopped first: now and then one that is asked by a query meanwhile never ends."""
    async with mistaken(temporal, actions) as podcast_id:
        await until_tried(actions, podcast_id, 2)
    async with billed_in_full(actions):
        await actions.use.stopping.delete(await actions.record(podcast_id))
    assert await actions.catalog.jobs.get(podcast_id) is None
    assert await actions.harness.artifacts.get(tombstone_name(podcast_id)) is not None
    assert (await actions.run(podcast_id)).state is RunState.TERMINATED
