"""What people do with podcasts (cancel, retry, resume, delete) over the real catalog and a real Temporal server."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.temporal.messages import TemporalMessages
from adapters.temporal.runs import TemporalRuns
from domain.access import Caller
from domain.errors import Refused
from domain.jobs.kind import JobKind, JobOutput, Kinds, NewJob
from domain.jobs.late_bills import LateBills
from domain.jobs.late_counts import LateCounts
from domain.jobs.progress import Progress
from domain.jobs.record import JobRecord
from domain.jobs.runs import Run, StartJob
from domain.jobs.settling import Settlement
from domain.jobs.specs import store_spec
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.jobs.use_cases import JobPorts, job_use_cases
from domain.jobs.wire import JOBS_QUEUE
from domain.podcast.kind import start_podcast
from domain.podcast.spec import PodcastSpec
from domain.script.late import LateSpeechSpending
from domain.value import Body, Value
from tests.workflows.harness import PodcastHarness


class ReadyPodcasts(JobKind[Body, PodcastSpec]):
    """Podcasts whose spec is there already."""

    name, collection, spec_model = "podcast", "podcasts", PodcastSpec

    async def resolve(self, request: Body, *, job_id: str, caller: Caller) -> NewJob[PodcastSpec]:
        raise Refused("not_here", "Start it with its spec.")

    def start(self, spec: PodcastSpec, *, job_id: str) -> StartJob:
        return start_podcast(spec)

    async def next_attempt(self, spec: PodcastSpec, *, job_id: str) -> PodcastSpec:
        return spec

    def step_details(self, progress: Progress) -> Value:
        return Value()

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return ()


class Actions:
    """A harness on the queue that runs are started on, and the use cases over it."""

    def __init__(self, temporal: WorkflowEnvironment, catalog: Catalog) -> None:
        self.harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02), queue=JOBS_QUEUE)
        self._begun: list[str] = []
        artifacts = self.harness.artifacts
        self.catalog, self.runs, messages = catalog, TemporalRuns(temporal.client), TemporalMessages(temporal.client)
        late = {"podcast": LateSpeechSpending(blobs=artifacts, names=artifacts)}
        ports = JobPorts(
            jobs=catalog.jobs,
            open_jobs=catalog.open_jobs,
            files=catalog.files,
            blobs=artifacts,
            names=artifacts,
            runs=self.runs,
            messages=messages,
            clock=now,
            new_id=lambda: "unused",
            late=late,
        )
        status = StatusReader(jobs=catalog.jobs, runs=self.runs, messages=messages, clock=now)
        self.use = job_use_cases(ports, kinds=Kinds([ReadyPodcasts()]), status=status)
        bills = LateBills(runs=self.runs, late=late)
        self.settlement = Settlement(
            jobs=catalog.jobs,
            open_jobs=catalog.open_jobs,
            runs=self.runs,
            names=artifacts,
            clock=in_an_hour,
            late=bills,
            counts=LateCounts(
                jobs=catalog.jobs,
                blobs=artifacts,
                names=artifacts,
                bills=bills,
                clock=in_an_hour,
            ),
        )

    async def close(self) -> None:
        """Ends what is still open: other tests have workers on the same queue."""
        for job_id in self._begun:
            await self.runs.kill(job_id)

    async def begin(self, **changes: object) -> str:
        """The id of a podcast that is running, with its turns being spoken until `speech.release()`."""
        harness = self.harness
        harness.speech.hold()
        spec = await harness.spec(**changes)
        priced = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
        spec = spec.model_copy(update={"speakers": priced})
        await store_spec(harness.artifacts, harness.artifacts, spec.podcast_id, spec)
        handle = await harness.start(spec)
        self._begun.append(spec.podcast_id)
        await self.catalog.jobs.begin(spec.podcast_id, attempt=1, started=True)
        await harness.until(handle, lambda _: harness.speech.in_flight > 0)
        return spec.podcast_id

    async def record(self, job_id: str) -> JobRecord:
        record = await self.catalog.jobs.get(job_id)
        assert record is not None
        return record

    async def run(self, job_id: str) -> Run:
        run = await self.runs.describe(job_id)
        assert run is not None
        return run

    async def cancel(self, job_id: str) -> JobSnapshot:
        return await self.use.stopping.cancel(await self.record(job_id))

    async def retry(self, job_id: str) -> JobSnapshot:
        """Again while its last run is stopping, as a caller does who is told so."""
        while True:
            try:
                return await self.use.retries.retry(await self.record(job_id), caller=Caller())
            except Refused as refused:
                if refused.code != "still_stopping":
                    raise
                await self.harness.pass_time()


def in_an_hour() -> datetime:
    return now() + timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)
