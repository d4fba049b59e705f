"""A whole conversion in one process: the real workflow and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.media import MediaActivities
from activities.runtime.interceptor import ActivityInterceptor
from activities.store import StoreActivities
from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from adapters.fake.media import FakeMedia
from adapters.fake.reading import FakeWeb
from domain.conversion.spec import Conversion, ConversionSpec
from domain.jobs.items import ItemDetails
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.record import Job, Outcome
from domain.jobs.wire import CONVERSION_QUEUE, JOBS_QUEUE
from domain.media.naming import file_names
from domain.media.output import OutputSpec
from domain.media.ports import MediaConverter, MediaReader
from domain.retrieve.source import SourceRef, SourceType
from workflows.conversion import ConversionWorkflow

Run = WorkflowHandle[ConversionWorkflow, Progress]


@dataclass
class ConversionHarness:
    """Everything a conversion touches, to be looked at and made to fail."""

    client: Client
    catalog: Catalog
    pass_time: Callable[[], Awaitable[None]]
    artifacts: MemoryArtifacts = field(default_factory=MemoryArtifacts)
    media: FakeMedia = field(default_factory=FakeMedia)
    reader: MediaReader | None = None
    converter: MediaConverter | None = None
    """Real adapters, in place of `media`."""
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    async def spec(self, *formats: str, **changes: object) -> ConversionSpec:
        film = await self.artifacts.put(b"a film", media_type="video/mp4")
        outputs = tuple(OutputSpec.model_validate({"format": each}) for each in formats or ("mp3", "wav"))
        spec = ConversionSpec(
            job_id=f"c{uuid.uuid4().hex[:12]}",
            title="film",
            source=SourceRef(type=SourceType.FILE, name="film.mp4", artifact=film),
            outputs=outputs,
            names=file_names("film", [output.format for output in outputs]),
        )
        return spec.model_copy(update=changes)

    async def start(self, spec: ConversionSpec) -> Run:
        if spec.attempt == 1:
            job = Job(id=spec.job_id, kind="conversion", attempt=1, created_at=datetime.now(UTC))
            await self.catalog.jobs.create(job)
        else:
            await self.catalog.jobs.begin(spec.job_id, attempt=spec.attempt, started=False)
        return await self.client.start_workflow(
            ConversionWorkflow.run, spec, id=spec.job_id, task_queue=f"{JOBS_QUEUE}-{self.suffix}"
        )

    async def until(self, run: Run, changed: Callable[[Progress], bool]) -> Progress:
        """Polls the query until the progress is as wanted; the test's own time-out is the bound."""
        while True:
            progress = await run.query(ConversionWorkflow.progress)
            if changed(progress):
                return progress
            await self.pass_time()

    async def resume(self, run: Run) -> None:
        await run.execute_update("resume", ResumeOrder(), result_type=Progress)

    async def outcome(self, job_id: str) -> Outcome:
        record = await self.catalog.jobs.get(job_id)
        assert record is not None and record.outcome is not None
        return record.outcome

    async def files(self, job_id: str) -> dict[str, bytes]:
        """What a finished conversion made, by name."""
        made = Conversion.model_validate_json((await self.outcome(job_id)).result).files
        return {name: await self.artifacts.read(ref) for name, ref in made.items()}

    def __post_init__(self) -> None:
        self.web = FakeWeb(self.artifacts)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        media = MediaActivities(
            fetcher=self.web,
            reader=self.reader or self.media,
            converter=self.converter or self.media,
            blobs=self.artifacts,
            names=self.artifacts,
        )
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs)
        interceptors = [ActivityInterceptor()]
        async with (
            Worker(
                self.client,
                task_queue=f"{JOBS_QUEUE}-{self.suffix}",
                workflows=[ConversionWorkflow],
                activities=[media.read_source, store.record_outcome],
                interceptors=interceptors,
            ),
            Worker(self.client, task_queue=CONVERSION_QUEUE, activities=[media.make_output], interceptors=interceptors),
        ):
            yield


def statuses(progress: Progress) -> list[str]:
    """Of the outputs, in order."""
    return [item.status.value for item in ItemDetails.model_validate(progress.details).items]
