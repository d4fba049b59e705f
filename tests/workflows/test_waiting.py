"""Calls that are tried again, as the status shows them: what failed, which try comes next, and when."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.runtime.artifacts import RetryingArtifacts
from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from adapters.fake.reading import FakeWeb
from adapters.temporal.runs import TemporalRuns
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.errors import ArtifactsUnavailable, TransientFault
from domain.jobs.progress import Waiting
from domain.progress import OnProgress, awaiting
from domain.retrieve.ports import Fetched
from domain.retrieve.source import SourceRef, SourceType
from tests.workflows.harness import TEXT, PodcastHarness

URL = "https://salt.example/brine?token=…"


async def waiting_of(client: Client, podcast_id: str, harness: PodcastHarness) -> Waiting:
    while True:
        run = await TemporalRuns(client).describe(podcast_id)
        if run is not None and run.retries:
            (waiting,) = run.retries
            return waiting
        await harness.pass_time()


async def test_a_source_that_is_away_is_waited_for_in_words(harness: PodcastHarness) -> None:
    fault = TransientFault(
        "source_unavailable", f"{URL} answers 503.", provider="salt.example", retry_after=timedelta(seconds=40)
    )
    harness.web.pages = {URL: fault}
    spec = await harness.spec(sources=(SourceRef(type=SourceType.URL, name=URL, url=URL),))
    handle = await harness.start(spec)
    waiting = await waiting_of(harness.client, spec.podcast_id, harness)
    assert (waiting.resource, waiting.reason, waiting.item) == ("salt.example", f"{URL} answers 503.", "source-001")
    assert (waiting.attempt, waiting.attempts) == (2, 11)
    assert waiting.next_try is not None and waiting.next_try > datetime.now(UTC)
    assert waiting.since <= datetime.now(UTC)
    await handle.terminate()


async def test_a_call_of_any_other_step_is_waited_for_in_words(harness: PodcastHarness) -> None:
    fault = TransientFault("vendor_busy", "Too many requests.", provider="loom", retry_after=timedelta(seconds=40))
    harness.writer.fail("outline", fault)
    spec = await harness.spec()
    handle = await harness.start(spec)
    waiting = await waiting_of(harness.client, spec.podcast_id, harness)
    assert (waiting.resource, waiting.reason, waiting.item) == ("loom", "Too many requests.", "outline")
    await handle.terminate()


async def test_what_is_tried_under_way_has_no_next_try(harness: PodcastHarness) -> None:
    """A fault of no vendor goes by the name of its item."""
    harness.web.pages = {URL: TransientFault("reader_not_started", "No memory.", retry_after=timedelta(0))}
    spec = await harness.spec(sources=(SourceRef(type=SourceType.URL, name=URL, url=URL),))
    handle = await harness.start(spec)
    waiting = await waiting_of(harness.client, spec.podcast_id, harness)
    assert (waiting.resource, waiting.reason) == ("source-001", "No memory.")
    harness.web.pages = {URL: TEXT}
    await handle.result()
    run = await TemporalRuns(harness.client).describe(spec.podcast_id)
    assert run is not None and run.retries == ()


class CrowdedArtifacts(MemoryArtifacts):
    """Takes nothing while it is `full`, from activities that wait for room as they do in a worker."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.held: set[str] = set()
        self._patient = RetryingArtifacts(Crowded(self))

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        ref = await self._patient.put(data, media_type=media_type)
        self.held.add(ref.sha256)
        return ref


class Crowded(MemoryArtifacts):
    def __init__(self, crowd: CrowdedArtifacts) -> None:
        super().__init__()
        self._crowd = crowd

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        if self._crowd.full and hashlib.sha256(data).hexdigest() not in self._crowd.held:
            raise ArtifactsUnavailable("There is no room for more artifacts: blobs/0a1b#1: No space left on device")
        return await MemoryArtifacts.put(self._crowd, data, media_type=media_type)


async def test_room_for_artifacts_is_waited_for_in_words(temporal: WorkflowEnvironment, catalog: Catalog) -> None:
    crowded = CrowdedArtifacts()
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02), artifacts=crowded)
    async with harness.working():
        spec = await harness.spec()
        await crowded.put(spec.model_dump_json().encode(), media_type="application/json")  # it is there already
        crowded.full = True
        handle = await harness.start(spec)
        waiting = await waiting_of(harness.client, spec.podcast_id, harness)
        assert waiting.resource == "artifacts"
        assert waiting.reason == "There is no room for more artifacts. It goes on automatically once this is mended."
        assert (waiting.attempt, waiting.next_try) == (1, None)
        crowded.full = False
        await handle.result()
    run = await TemporalRuns(harness.client).describe(spec.podcast_id)
    assert run is not None and run.retries == ()


class SilentWeb(FakeWeb):
    """Says that it has no answer, until it is released."""

    def __init__(self, blobs: Blobs) -> None:
        super().__init__(blobs, {URL: TEXT})
        self.released = asyncio.Event()

    async def fetch(self, url: str, *, on_progress: OnProgress) -> Fetched:
        await on_progress(awaiting("salt.example", f"{url} has not answered yet."))
        await self.released.wait()
        return await super().fetch(url, on_progress=on_progress)


async def test_a_source_that_is_silent_is_waited_for_from_its_first_try(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    harness.web = web = SilentWeb(harness.artifacts)
    async with harness.working():
        spec = await harness.spec(sources=(SourceRef(type=SourceType.URL, name=URL, url=URL),))
        handle = await harness.start(spec)
        waiting = await waiting_of(harness.client, spec.podcast_id, harness)
        assert (waiting.resource, waiting.reason) == ("salt.example", f"{URL} has not answered yet.")
        assert (waiting.attempt, waiting.next_try) == (1, None)
        web.released.set()
        await handle.result()
