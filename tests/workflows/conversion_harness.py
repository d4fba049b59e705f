"""A whole conversion in one process: the real workflow and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from temporalio.client import WorkflowHandle

from activities.media import MediaActivities
from activities.store import StoreActivities
from adapters.fake.media import FakeMedia
from adapters.fake.reading import FakeWeb
from domain.conversion.spec import Conversion, ConversionSpec
from domain.jobs.items import ItemDetails
from domain.jobs.progress import Progress
from domain.jobs.wire import CONVERSION_QUEUE
from domain.media.naming import file_names
from domain.media.output import OutputSpec
from domain.media.ports import MediaConverter, MediaReader
from domain.retrieve.source import SourceRef, SourceType
from tests.workflows.job_harness import Activities, JobHarness
from workflows.conversion import ConversionWorkflow

Run = WorkflowHandle[ConversionWorkflow, Progress]


@dataclass
class ConversionHarness(JobHarness):
    """Everything a conversion touches, to be looked at and made to fail."""

    workflow = ConversionWorkflow

    media: FakeMedia = field(default_factory=FakeMedia)
    reader: MediaReader | None = None
    converter: MediaConverter | None = None
    """Real adapters, in place of `media`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.web = FakeWeb(self.artifacts)

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
        await self.attempt_begins(spec.job_id, spec.attempt)
        return await self.client.start_workflow(ConversionWorkflow.run, spec, id=spec.job_id, task_queue=self.queue)

    async def resume(self, run: Run) -> None:
        await self.resumed(run)

    async def files(self, job_id: str) -> dict[str, bytes]:
        """What a finished conversion made, by name."""
        made = Conversion.model_validate_json((await self.outcome(job_id)).result).files
        return {name: await self.artifacts.read(ref) for name, ref in made.items()}

    def activities(self) -> Mapping[str, Activities]:
        media = MediaActivities(
            fetcher=self.web,
            reader=self.reader or self.media,
            converter=self.converter or self.media,
            blobs=self.artifacts,
            names=self.artifacts,
        )
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs)
        return {
            self.queue: [media.read_source, store.record_outcome],
            CONVERSION_QUEUE: [media.make_output],
        }


def statuses(progress: Progress) -> list[str]:
    """Of the outputs, in order."""
    return [item.status.value for item in ItemDetails.model_validate(progress.details).items]
