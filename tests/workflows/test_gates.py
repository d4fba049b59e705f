"""Podcasts at a closed vendor: they show why they wait, call no one, and go on automatically once it is open."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from adapters.fake.speech import FakeSpeech
from domain.errors import AccountFault
from domain.jobs.status import JobStatus
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from domain.vendors.declarations import ProviderRole, SpeechDeclaration
from tests.workflows.harness import PodcastHarness

WRONG_KEY = AccountFault("key_refused", "Invalid API key.", provider="fake", advice="Set a valid key.")


class GatedSpeech:
    """A vendor behind its door."""

    def __init__(self, speech: FakeSpeech, access: GatedAccess) -> None:
        self._speech, self._door = speech, access

    async def declare(self) -> SpeechDeclaration:
        return await self._speech.declare()

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        async with self._door.acquire(on_progress):
            return await self._speech.synthesize(utterance, on_progress=on_progress)


@pytest.fixture
async def gated(skipping: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    harness = PodcastHarness(skipping.client, catalog, pass_time=lambda: skipping.sleep(5))
    keeper = VendorGate(catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    harness.synthesizer = GatedSpeech(harness.speech, GatedAccess(keeper, LocalSlots(1)))
    async with harness.working():
        yield harness


async def test_the_vendor_meets_the_fault_once_whatever_waits(gated: PodcastHarness) -> None:
    gated.speech.fail(WRONG_KEY, times=1000)
    first = await gated.start(await gated.spec())
    waiting = await gated.until(first, lambda progress: bool(progress.waiting))
    assert (waiting.status, waiting.waiting[0].reason) == (JobStatus.GENERATING, "Invalid API key.")
    second = await gated.start(await gated.spec(title="Another"))
    await gated.until(second, lambda progress: bool(progress.waiting))
    for _ in range(20):
        await gated.pass_time()
    assert len(gated.speech.calls) == 1
    gated.speech.mend()
    await gated.catalog.gates.open(gated.vendor, ProviderRole.SPEECH)
    for handle in (first, second):
        progress = await handle.result()
        assert (progress.status, progress.waiting) == (JobStatus.COMPLETED, ())
