"""A run that is terminated in Temporal: its paid calls in flight arrive, and are in its usage once it is settled."""

from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from domain.jobs.status import JobStatus
from domain.vendors.declarations import ProviderRole
from tests.workflows.actions import Actions


async def test_calls_in_flight_at_a_termination_are_billed_and_reused(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    actions = Actions(temporal, catalog)
    harness = actions.harness
    gate = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    harness.access = GatedAccess(gate, LocalSlots(8))
    harness.writer.segments, harness.writer.turns = 1, 8
    async with harness.working():
        podcast_id = await actions.begin(speech_window=8)
        while harness.speech.in_flight < 8:
            await harness.pass_time()
        await temporal.client.get_workflow_handle(podcast_id).terminate()
        harness.speech.release()
        while len(await harness.artifacts.list("ledger/clip")) < 8:
            await harness.pass_time()
        await settle(actions, podcast_id)
        outcome = (await actions.record(podcast_id)).outcome
        assert outcome is not None and outcome.progress.error is not None
        assert (outcome.status, outcome.progress.error.code) == (JobStatus.FAILED, "terminated")
        billed = sum(len(call.text) for call in harness.speech.calls)
        usage = outcome.progress.usage
        assert (len(harness.speech.calls), usage.tts_characters) == (8, billed)
        assert usage.cost_usd == pytest.approx(billed / 1000)
        await actions.retry(podcast_id)
        progress = await temporal.client.get_workflow_handle(podcast_id).result()
        assert progress["status"] == JobStatus.COMPLETED
        assert len(harness.speech.calls) == 8, "the retry pays for none of them"
    await actions.close()


async def settle(actions: Actions, podcast_id: str) -> None:
    """As the schedule does an hour later."""
    record = await actions.record(podcast_id)
    assert await actions.settlement.settle_one(record)
