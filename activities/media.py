"""Media: fetch and read a source, and make one output of it."""

from temporalio import activity

from activities.runtime.copies import local_copy
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import PermanentFault
from domain.media.facts import MediaFacts
from domain.media.output import OutputSpec
from domain.media.plan import OutputPlan, plan_output
from domain.media.ports import ConvertedFile, MediaConverter, MediaReader
from domain.progress import OnProgress
from domain.retrieve.ports import Fetcher
from domain.retrieve.source import SourceRef
from domain.value import Value


class ReadMedia(Value):
    """`outputs`: what will be made of it; each has to be possible."""

    job_id: str
    source: SourceRef
    outputs: tuple[OutputSpec, ...]


class MediaRead(Value):
    """`plans`: how each output is made, in their order."""

    artifact: ArtifactRef
    facts: MediaFacts
    plans: tuple[OutputPlan, ...]


class MakeOutput(Value):
    """`item` is the readable id of the output; `name` is the source's, for messages."""

    job_id: str
    item: str
    source: ArtifactRef
    name: str
    plan: OutputPlan


class OutputMade(Value):
    """`reused`: an earlier attempt had made it."""

    artifact: ArtifactRef
    measured: ConvertedFile
    reused: bool = False


async def fetched(source: SourceRef, fetcher: Fetcher, *, on_progress: OnProgress) -> ArtifactRef:
    """The bytes of a source. Raises PermanentFault, and what `fetcher` raises."""
    if source.artifact is not None:
        return source.artifact
    if not source.url:
        raise PermanentFault("source_missing", "The source has neither file nor URL.")
    return (await fetcher.fetch(source.url, on_progress=on_progress)).artifact


class MediaActivities:
    """Reads and makes. A retry of the job finds what was made, and makes only what is missing."""

    def __init__(
        self, *, fetcher: Fetcher, reader: MediaReader, converter: MediaConverter, blobs: Blobs, names: Names
    ) -> None:
        self._fetcher, self._reader, self._converter = fetcher, reader, converter
        self._blobs, self._names = blobs, names

    @activity.defn(name="media.read_source")
    async def read_source(self, order: ReadMedia) -> MediaRead:
        on_progress = progress_reporter()
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            "media",
            order=order,
            make=lambda: self._read(order, on_progress),
            model=MediaRead,
        )
        return made

    async def _read(self, order: ReadMedia, on_progress: OnProgress) -> MediaRead:
        name = order.source.name or order.source.url or "the source"
        artifact = await fetched(order.source, self._fetcher, on_progress=on_progress)
        async with local_copy(self._blobs, artifact) as path:
            facts = await self._reader.read(path, name=name, on_progress=on_progress)
        plans = tuple(plan_output(facts, output, name=name) for output in order.outputs)
        return MediaRead(artifact=artifact, facts=facts, plans=plans)

    @activity.defn(name="media.make_output")
    async def make_output(self, order: MakeOutput) -> OutputMade:
        on_progress = progress_reporter()
        made, reused = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            order.item,
            order=order,
            make=lambda: self._make(order, on_progress),
            model=OutputMade,
        )
        return made.model_copy(update={"reused": reused})

    async def _make(self, order: MakeOutput, on_progress: OnProgress) -> OutputMade:
        async with local_copy(self._blobs, order.source) as path:
            to = path.with_name(f"{order.item}.{order.plan.format.value}")
            measured = await self._converter.convert(path, order.plan, name=order.name, to=to, on_progress=on_progress)
            artifact = await self._blobs.put_file(to, media_type=order.plan.media_type)
        return OutputMade(artifact=artifact, measured=measured)
