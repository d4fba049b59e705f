"""Runs that the API ends while paid calls are in flight: what arrives is counted an hour later."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from domain.artifacts.layout import LATE_COUNTS
from domain.jobs.runs import RunState
from domain.jobs.status import JobStatus
from domain.jobs.wire import JOBS_QUEUE
from domain.vendors.declarations import ProviderRole
from tests.workflows.actions import Actions
from tests.workflows.test_bricked import Mistaken, counted, until_tried

End = Callable[[Actions, str], Awaitable[object]]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
async def actions(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[Actions]:
    """Eight turns, spoken at once."""
    actions = Actions(temporal, catalog)
    gate = VendorGate(catalog.gates, vendor=actions.harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    actions.harness.access = GatedAccess(gate, LocalSlots(8))
    actions.harness.task_timeout = timedelta(seconds=1)
    actions.harness.writer.segments, actions.harness.writer.turns = 1, 8
    async with actions.harness.working(deciding=False):
        yield actions
        actions.harness.speech.release()
    await actions.close()


async def in_flight(actions: Actions) -> str:
    podcast_id = await actions.begin(speech_window=8, keeps_length=False)
    while actions.harness.speech.in_flight < 8:
        await actions.harness.pass_time()
    return podcast_id


@asynccontextmanager
async def billed_when_it_arrives(actions: Actions) -> AsyncIterator[None]:
    """Around the end of the run: in the owner's usage stands, after the next settling, what the vendor billed."""
    before = await counted(actions)
    yield
    assert await counted(actions) == before, "nothing has arrived"
    actions.harness.speech.release()
    while len(await actions.harness.artifacts.list("ledger/clip")) < 8:
        await actions.harness.pass_time()
    assert (await actions.settlement.settle()).counted == 1
    billed = sum(len(call.text) for call in actions.harness.speech.calls)
    assert await counted(actions) - before == billed > 0
    assert await actions.harness.artifacts.list(LATE_COUNTS) == []
    assert (await actions.settlement.settle()).counted == 0


async def test_deleted_although_its_calls_do_not_end(actions: Actions) -> None:
    async with actions.harness.working(doing=False):
        podcast_id = await in_flight(actions)
        async with billed_when_it_arrives(actions):
            await actions.use.stopping.delete(await actions.record(podcast_id))
            assert (await actions.run(podcast_id)).state is RunState.TERMINATED


async def test_deleted_while_it_is_cancelled(actions: Actions) -> None:
    async with actions.harness.working(doing=False):
        podcast_id = await in_flight(actions)
        async with billed_when_it_arrives(actions):
            await actions.cancel(podcast_id)
            await actions.use.stopping.delete(await actions.record(podcast_id))


async def delete(actions: Actions, podcast_id: str) -> None:
    await actions.use.stopping.delete(await actions.record(podcast_id))


async def cancel(actions: Actions, podcast_id: str) -> None:
    await actions.cancel(podcast_id)


async def retry(actions: Actions, podcast_id: str) -> None:
    await actions.retry(podcast_id)


async def cancel_and_retry(actions: Actions, podcast_id: str) -> None:
    await actions.cancel(podcast_id)
    await actions.retry(podcast_id)


@pytest.mark.parametrize("end", [delete, cancel, retry, cancel_and_retry])
async def test_its_workflow_fails_at_every_task(temporal: WorkflowEnvironment, actions: Actions, end: End) -> None:
    async with actions.harness.working(doing=False):
        podcast_id = await in_flight(actions)
    async with Worker(
        temporal.client, task_queue=JOBS_QUEUE, workflows=[Mistaken], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await temporal.client.get_workflow_handle(podcast_id).signal("look")
        await until_tried(actions, podcast_id, 2 if end is cancel_and_retry else 4)
    async with billed_when_it_arrives(actions):
        await end(actions, podcast_id)
    if end is cancel:
        outcome = (await actions.record(podcast_id)).outcome
        assert outcome is not None and outcome.status is JobStatus.CANCELLED
        billed = sum(len(call.text) for call in actions.harness.speech.calls)
        assert outcome.progress.usage.tts_characters == billed
        assert outcome.progress.usage.cost_usd == pytest.approx(billed / 1000)
