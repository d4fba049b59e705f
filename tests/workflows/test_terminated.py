"""A run that is terminated in Temporal: its paid calls in flight arrive, and are in its usage once it is settled."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from adapters.fake.speech import FakeSpeech
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from domain.vendors.declarations import ProviderRole
from tests.replay.scripts import Run
from tests.workflows.actions import Actions
from workflows.podcast import PodcastWorkflow


async def test_calls_in_flight_at_a_termination_are_billed_and_reused(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    actions = Actions(temporal, catalog)
    harness = actions.harness
    gate = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    harness.access = GatedAccess(gate, LocalSlots(8))
    harness.writer.segments, harness.writer.turns = 1, 8
    async with harness.working():
        podcast_id = await actions.begin(speech_window=8, keeps_length=False)
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


class LastWaits(FakeSpeech):
    """The call for the last turn takes until `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        if "turn 8 " in utterance.text:
            await self.go.wait()
        return await super().synthesize(utterance, on_progress=on_progress)


async def test_what_was_counted_but_not_shown_yet_at_a_termination_is_billed_once(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    """The run shows its usage every few seconds."""
    actions, speech = Actions(temporal, catalog), LastWaits()
    harness = actions.harness
    harness.speech = speech
    gate = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    harness.access = GatedAccess(gate, LocalSlots(8))
    harness.writer.segments, harness.writer.turns = 1, 8
    async with harness.working():
        podcast_id = await actions.begin(speech_window=8, keeps_length=False)
        speech.release()
        handle: Run = temporal.client.get_workflow_handle_for(PodcastWorkflow.run, podcast_id)
        try:
            await harness.until(handle, lambda progress: details_of(progress).completed_turns == 7)
            await handle.terminate()
        finally:
            speech.go.set()
        while len(await harness.artifacts.list("ledger/clip")) < 8:
            await harness.pass_time()
        await settle(actions, podcast_id)
        outcome = (await actions.record(podcast_id)).outcome
        assert outcome is not None
        assert outcome.progress.usage.tts_characters == sum(len(call.text) for call in speech.calls)
    await actions.close()


async def settle(actions: Actions, podcast_id: str) -> None:
    """As the schedule does an hour later."""
    record = await actions.record(podcast_id)
    assert await actions.settlement.settle_one(record)
