"""Whatever fails, and whoever resumes, cancels and retries: no call is beyond the budget, and usage is the bill."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import PodcastSpec
from domain.vendors.declarations import ProviderRole
from tests.fuzz.length import LONG, SEED
from tests.workflows.harness import PodcastHarness
from tests.workflows.till import USD_PER_1000, USD_PER_MILLION, FickleModel, FickleSpeech, Till
from workflows.podcast import PodcastWorkflow

ROUNDS = 14
"""Times that a person does something, before the vendors are mended and the budget is raised for good."""

PLENTY = 1000.0

FIRST = 100 * SEED if LONG else 0
"""Of the stories' seeds, so that each long run tells others."""

Handle = WorkflowHandle[PodcastWorkflow, Progress]


class Story:
    """One podcast, and what happens to it."""

    def __init__(self, harness: PodcastHarness, catalog: Catalog, seed: int) -> None:
        self.harness, self.catalog, self.till = harness, catalog, Till(seed)
        self.chance = self.till.chance
        speech = FickleSpeech(self.till)
        speech.vendor = harness.vendor
        harness.synthesizer, harness.model = speech, FickleModel(self.till)
        gate = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
        harness.access = GatedAccess(gate, LocalSlots(4))

    async def spec(self) -> PodcastSpec:
        spec = await self.harness.spec(minutes=1.0, speech_window=6)
        longest = self.chance.choice([4000, 120])  # whole turns, or pieces
        voices = {"usd_per_1000_characters": USD_PER_1000, "maximum_characters": longest}
        prices = {"usd_per_million_input": USD_PER_MILLION, "usd_per_million_output": USD_PER_MILLION}
        return spec.model_copy(
            update={
                "speakers": tuple(each.model_copy(update=voices) for each in spec.speakers),
                "writer": spec.writer.model_copy(update=prices),
                "budget_usd": self.chance.choice([0.0, 0.3, 1.0, 2.0]),
            }
        )

    async def tell(self) -> None:
        spec = await self.spec()
        self.till.budget = spec.budget_usd
        handle = await self.harness.start(spec)
        for left in range(ROUNDS, -1, -1):
            if left == 0:
                self.till.mended = True
            progress = await self.harness.until(handle, needs_somebody)
            if progress.status.ended:
                break
            await self.usage_is_the_bill(handle)
            if left and self.chance.random() < 0.25:
                spec, handle = await self.cancelled_and_retried(handle, spec)
            else:
                await self.resumed(handle, budget=PLENTY if left == 0 else None)
        while not progress.status.ended:
            progress = await self.harness.until(handle, needs_somebody)
            await self.usage_is_the_bill(handle)
            if not progress.status.ended:
                await self.resumed(handle, budget=PLENTY)
        assert progress.status is JobStatus.COMPLETED
        assert self.till.beyond == []

    async def resumed(self, handle: Handle, *, budget: float | None) -> None:
        """Sometimes with more money, and the gate open."""
        await self.catalog.gates.open(self.harness.vendor, ProviderRole.SPEECH)
        if budget is None and self.chance.random() < 0.6 and self.till.budget is not None:
            budget = self.till.budget + self.chance.choice([0.05, 0.4, 1.0])
        before = self.till.budget
        if budget is not None:
            self.till.budget = budget
        change = None if budget is None else ResumeChange(budget_usd=budget)
        try:
            await self.harness.resume(handle, change)
        except WorkflowUpdateFailedError:  # it found the gate open before it was told
            self.till.budget = before

    async def cancelled_and_retried(self, handle: Handle, spec: PodcastSpec) -> tuple[PodcastSpec, Handle]:
        """Calls in flight arrive; the retry counts from nothing."""
        await handle.cancel()
        with pytest.raises(WorkflowFailureError):
            await handle.result()
        usage = (await self.harness.outcome(spec.podcast_id)).progress.usage
        assert usage.cost_usd == pytest.approx(self.till.billed, abs=1e-6)
        self.till.billed = 0.0
        spec = spec.model_copy(update={"attempt": spec.attempt + 1, "budget_usd": self.till.budget})
        return spec, await self.harness.start(spec)

    async def usage_is_the_bill(self, handle: Handle) -> None:
        """As soon as what is in flight has arrived."""
        await self.harness.until(
            handle, lambda progress: progress.usage.cost_usd == pytest.approx(self.till.billed, abs=1e-6)
        )


def needs_somebody(progress: Progress) -> bool:
    return progress.status.ended or bool(progress.attention or progress.waiting)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(FIRST, FIRST + (12 if LONG else 4)))
async def test_no_call_is_beyond_the_budget_and_usage_is_the_bill(
    skipping: WorkflowEnvironment, catalog: Catalog, seed: int
) -> None:
    harness = PodcastHarness(skipping.client, catalog, pass_time=lambda: skipping.sleep(60))
    story = Story(harness, catalog, seed)
    async with harness.working():
        await story.tell()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(FIRST, FIRST + (6 if LONG else 1)))
async def test_nor_when_the_account_is_refused_now_and_then(
    temporal: WorkflowEnvironment, catalog: Catalog, seed: int
) -> None:
    """On a server that does not skip over waiting: nothing else is retried after a while."""
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    story = Story(harness, catalog, seed)
    story.till.busy, story.till.account = 0.0, 0.15
    async with harness.working():
        await story.tell()
