"""Cancelling: paid calls in flight arrive, in the ledger and in the bill; none begins after it; a retry reuses them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from adapters.fake.language import FakeLanguageModel
from adapters.fake.speech import HOST, wav_of
from adapters.openai.language import OpenAILanguageModel
from domain.errors import AccountFault, Fault, TransientFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion
from domain.vendors.declarations import ProviderRole
from tests.fakevendor.control import Misdeed
from tests.fakevendor.vendor import FakeVendor
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow

CANCEL_REQUESTED = PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
SCHEDULED = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
SILENCE = wav_of("x", voice=HOST, seconds=4, level=0.0)


@pytest.fixture
async def paid(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    """A vendor that bills, with eight slots; eight turns."""
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    gate = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    harness.access = GatedAccess(gate, LocalSlots(8))
    harness.writer.segments, harness.writer.turns = 1, 8
    async with harness.working():
        yield harness


async def cancel_with_calls_in_flight(harness: PodcastHarness, calls: int) -> str:
    harness.speech.hold()
    spec = await harness.spec(speech_window=16, keeps_length=False)
    handle = await harness.start(spec)
    await harness.until(handle, lambda progress: harness.speech.in_flight == calls)
    await handle.cancel()
    while True:  # those that wait for a slot hear of it with their next heartbeat
        pending = (await handle.describe()).raw_description.pending_activities
        if len(pending) == calls and all(each.state == CANCEL_REQUESTED for each in pending):
            break
        await harness.pass_time()
    harness.speech.release()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    return spec.podcast_id


async def test_calls_in_flight_at_a_cancel_are_billed_and_reused(paid: PodcastHarness) -> None:
    podcast_id = await cancel_with_calls_in_flight(paid, 8)
    outcome = await paid.outcome(podcast_id)
    billed = sum(len(call.text) for call in paid.speech.calls)
    assert outcome.status is JobStatus.CANCELLED
    assert (len(paid.speech.calls), outcome.progress.usage.tts_characters) == (8, billed)
    again = await paid.start(await paid.spec(podcast_id=podcast_id, attempt=2))
    progress = await again.result()
    assert progress.status is JobStatus.COMPLETED
    assert len(paid.speech.calls) == 8, "the retry pays for none of them"
    assert (progress.usage.tts_characters, progress.usage.tts_characters_reused) == (0, billed)


async def test_no_call_begins_after_a_cancel(paid: PodcastHarness) -> None:
    paid.writer.turns = 20
    podcast_id = await cancel_with_calls_in_flight(paid, 8)
    assert len(paid.speech.calls) == 8
    usage = (await paid.outcome(podcast_id)).progress.usage
    assert usage.tts_characters == sum(len(call.text) for call in paid.speech.calls)


@asynccontextmanager
async def at_a_vendor(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> AsyncIterator[tuple[PodcastHarness, FakeVendor]]:
    """Written by the real adapter of a language model, over HTTP."""
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    gate = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.WRITER, fresh=timedelta(0))
    async with FakeVendor() as vendor:
        model = OpenAILanguageModel("fake-writer", api_key="k", base_url=vendor.openai_url)
        harness.model, harness.access = model, GatedAccess(gate, LocalSlots(8))
        try:
            async with harness.working():
                yield harness, vendor
        finally:
            await model.close()


@pytest.mark.parametrize("misdeeds", [(), (Misdeed.CUT_OFF,)], ids=["good", "cut off"])
async def test_the_writers_call_in_flight_at_a_cancel_is_billed(
    temporal: WorkflowEnvironment, catalog: Catalog, misdeeds: tuple[Misdeed, ...]
) -> None:
    """An answer that cannot be used is billed too, and is not asked for again."""
    async with at_a_vendor(temporal, catalog) as (harness, vendor):
        vendor.control(latency={"chat_base": 3.0})  # its activity hears of the cancel with the heartbeat after 2 s
        for misdeed in misdeeds:
            vendor.misbehave(misdeed, kind="chat")
        spec = await harness.spec()
        handle = await harness.start(spec)
        await harness.until(handle, lambda _: bool(vendor.calls(kind="chat")))
        await handle.cancel()
        with pytest.raises(WorkflowFailureError):
            await handle.result()
        (call,) = vendor.calls(kind="chat")
        usage = (await harness.outcome(spec.podcast_id)).progress.usage
        assert call.status == 200
        assert usage.llm_input_tokens + usage.llm_output_tokens == call.billed > 0


class FirstUnusable(FakeLanguageModel):
    """Its first answer is not JSON; after it the vendor is away."""

    def __init__(self) -> None:
        super().__init__(author=lambda _: "Let me think about that.")
        self.billed, self.away = 0, 0

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        if self.billed:
            self.away += 1
            raise TransientFault("vendor_busy", "503", provider="fake")
        completion = await super().complete(ask, on_progress=on_progress)
        self.billed += completion.usage.input + completion.usage.output
        return completion


async def test_an_answer_is_billed_although_the_next_ask_waits_for_the_vendor(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    """Later attempts of the same activity find it, so Temporal retries them; the outcome counts what they held."""
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    harness.model = model = FirstUnusable()
    async with harness.working():
        spec = await harness.spec()
        handle = await harness.start(spec)
        while True:  # until it waits for its next attempt
            pending = (await handle.describe()).raw_description.pending_activities
            if model.away and pending and all(each.state == SCHEDULED for each in pending):
                break
            await harness.pass_time()
        await handle.cancel()
        with pytest.raises(WorkflowFailureError):
            await handle.result()
        usage = (await harness.outcome(spec.podcast_id)).progress.usage
        assert usage.llm_input_tokens + usage.llm_output_tokens == model.billed > 0


async def test_a_clip_that_is_rejected_after_the_cancel_is_billed(paid: PodcastHarness) -> None:
    paid.speech.answer(SILENCE, times=100)
    podcast_id = await cancel_with_calls_in_flight(paid, 8)
    outcome = await paid.outcome(podcast_id)
    assert len(paid.speech.calls) == 8
    billed = sum(len(call.text) for call in paid.speech.calls)
    assert (outcome.status, outcome.progress.usage.tts_characters) == (JobStatus.CANCELLED, billed)
    assert outcome.progress.usage.tts_characters_failed == billed
    assert details_of(outcome.progress).completed_turns == 0


def asked_for_the_last_piece(paid: PodcastHarness) -> bool:
    return any(call.text.endswith("words.") for call in paid.speech.calls)


@pytest.mark.parametrize(
    "fault", [TransientFault("away", "503", provider="fake"), AccountFault("closed", "No credits.", provider="fake")]
)
async def test_a_piece_that_was_kept_is_billed_although_the_next_is_waited_for(
    paid: PodcastHarness, fault: Fault
) -> None:
    """Nothing tells a workflow what an activity was billed that it cancels between two attempts."""
    paid.writer.turns = 2
    spec = await paid.spec()
    speakers = tuple(each.model_copy(update={"maximum_characters": 20}) for each in spec.speakers)
    paid.speech.fail(fault, text="and says", times=1)
    paid.speech.fail(fault, text="words.", times=10_000)
    handle = await paid.start(spec.model_copy(update={"speakers": speakers}))
    while True:  # until nothing is done any more
        pending = (await handle.describe()).raw_description.pending_activities
        waits = bool(pending) and all(each.state == SCHEDULED for each in pending)
        if waits and (bool((await handle.query(PodcastWorkflow.progress)).waiting) or asked_for_the_last_piece(paid)):
            break
        await paid.pass_time()
    await handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    said = [call.text for call in paid.speech.calls if not call.text.endswith("words.")]
    said.remove(next(text for text in said if "and says" in text))  # it failed
    usage = (await paid.outcome(spec.podcast_id)).progress.usage
    assert usage.tts_characters == sum(map(len, said)) > 0
