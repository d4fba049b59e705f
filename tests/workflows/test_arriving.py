"""Answers that come at the moment when the job is cancelled: they are in its bill, whatever the workflow sees first."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.fake.language import FakeLanguageModel
from adapters.fake.speech import HOST, wav_of
from domain.collections.collection import Collection
from domain.errors import AccountFault, TransientFault
from domain.jobs.status import JobStatus
from domain.money import Bill
from domain.progress import OnProgress
from domain.retrieve.source import SourceRef, SourceType
from domain.script.ports import Ask, Completion
from tests.fakevendor.author import author
from tests.workflows.harness import PodcastHarness
from tests.workflows.job_harness import Run

SILENCE = wav_of("x", voice=HOST, seconds=4, level=0.0)


@pytest.fixture
async def harness(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    """With workers for activities alone."""
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    harness.writer.segments, harness.writer.turns = 1, 8
    async with harness.working(deciding=False):
        yield harness


class HeldModel(FakeLanguageModel):
    """Answers once it may; `breaks` off then, and is billed. Before that it `refuses` the account some times."""

    def __init__(self) -> None:
        super().__init__(author=lambda ask: author({"messages": [m.model_dump() for m in ask.messages]}))
        self.may, self.billed, self.in_flight = asyncio.Event(), 0, 0
        self.breaks, self.refuses = False, 0

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        self.in_flight += 1
        if self.in_flight <= self.refuses:
            raise AccountFault("key_refused", "The key is wrong.", provider="fake")
        await self.may.wait()
        completion = await super().complete(ask, on_progress=on_progress)
        self.billed += completion.usage.input + completion.usage.output
        if self.breaks:
            bill = Bill(input_tokens=completion.usage.input, output_tokens=completion.usage.output)
            raise TransientFault("vendor_unreachable", "It broke off.", provider="fake").with_bill(bill)
        return completion


async def cancelled_as_all_answers_come(harness: PodcastHarness, run: Run) -> None:
    """The workflow finds answers and cancellation together, in the order in which they came, when it is run again."""
    while (await run.describe()).raw_description.pending_activities:
        await harness.pass_time()
    await run.cancel()
    async with harness.working(doing=False):
        with pytest.raises(WorkflowFailureError):
            await run.result()


@pytest.mark.parametrize("answer", [None, SILENCE], ids=["good", "rejected"])
async def test_speech_that_is_answered_at_the_cancel_is_billed(harness: PodcastHarness, answer: bytes | None) -> None:
    if answer is not None:
        harness.speech.answer(answer, times=100)
    harness.speech.hold()
    spec = await harness.spec(speech_window=16, keeps_length=False)
    async with harness.working(doing=False):
        run = await harness.start(spec)
        await harness.until(run, lambda _: harness.speech.in_flight == 8)
    harness.speech.release()
    await cancelled_as_all_answers_come(harness, run)
    outcome = await harness.outcome(spec.podcast_id)
    billed = sum(len(call.text) for call in harness.speech.calls)
    assert (outcome.status, outcome.progress.usage.tts_characters) == (JobStatus.CANCELLED, billed)
    assert len(harness.speech.calls) == 8


@pytest.mark.parametrize("breaks", [False, True], ids=["good", "cut off"])
@pytest.mark.parametrize("parallel", [1, 4])
async def test_writing_that_is_answered_at_the_cancel_is_billed(
    harness: PodcastHarness, parallel: int, breaks: bool
) -> None:
    harness.model = model = HeldModel()
    model.breaks = breaks
    spec = await harness.spec()
    spec = spec.model_copy(update={"writer": spec.writer.model_copy(update={"parallel": parallel})})
    async with harness.working(doing=False):
        run = await harness.start(spec)
        await harness.until(run, lambda _: model.in_flight == (2 if parallel > 1 else 1))
    model.may.set()
    await cancelled_as_all_answers_come(harness, run)
    usage = (await harness.outcome(spec.podcast_id)).progress.usage
    assert usage.llm_input_tokens + usage.llm_output_tokens == model.billed > 0


async def test_a_topic_that_is_embedded_at_the_cancel_is_billed(harness: PodcastHarness) -> None:
    collection = Collection(
        collection_id=uuid.uuid4().hex[:24], name="Notes", created_at=datetime.now(UTC), updated_at=datetime.now(UTC)
    )
    await harness.catalog.collections.add(collection)
    harness.embedder.held = asyncio.Event()
    source = SourceRef(
        type=SourceType.COLLECTION,
        name="Notes",
        collection_id=collection.collection_id,
        embeddings=f"{harness.vendor}:bag",
    )
    async with harness.working(doing=False):
        run = await harness.start(spec := await harness.spec(sources=(source,), topic="bread and its holes"))
        await harness.until(run, lambda _: harness.embedder.waiting == 1)
    harness.embedder.held.set()
    await cancelled_as_all_answers_come(harness, run)
    assert (await harness.outcome(spec.podcast_id)).progress.usage.llm_input_tokens == 4


async def test_a_probe_that_is_answered_after_the_cancel_is_billed(harness: PodcastHarness) -> None:
    """The account was refused; the next try is under way."""
    harness.model = model = HeldModel()
    model.refuses = 1
    spec = await harness.spec()
    async with harness.working(doing=False):
        run = await harness.start(spec)
        await harness.until(run, lambda progress: bool(progress.waiting) and model.in_flight == 2)
        await run.cancel()
        while not await cancel_is_requested(run):
            await harness.pass_time()
        model.may.set()
        with pytest.raises(WorkflowFailureError):
            await run.result()
    usage = (await harness.outcome(spec.podcast_id)).progress.usage
    assert usage.llm_input_tokens + usage.llm_output_tokens == model.billed > 0


async def cancel_is_requested(run: Run) -> bool:
    (pending,) = (await run.describe()).raw_description.pending_activities
    return pending.state == PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
