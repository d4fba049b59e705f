"""Conversions as a kind of job."""

from collections.abc import Sequence

from domain.access import Caller
from domain.artifacts.ports import Names
from domain.conversion.request import ConversionRequest
from domain.conversion.spec import Conversion, ConversionSpec
from domain.jobs.admission import priority_for
from domain.jobs.items import ItemDetails
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.media.naming import file_names, stem_of
from domain.media.output import OutputSpec
from domain.media.uploads import check_outputs
from domain.retrieve.request import FileSource
from domain.retrieve.sources import Sources


class ConversionKind(JobKind[ConversionRequest, ConversionSpec]):
    """Audio and video to other formats."""

    name, collection, spec_model = "conversion", "conversions", ConversionSpec
    request_model = ConversionRequest

    def __init__(self, *, sources: Sources, names: Names) -> None:
        self._sources, self._names = sources, names

    async def resolve(self, request: ConversionRequest, *, job_id: str, caller: Caller) -> NewJob[ConversionSpec]:
        source = (await self._sources.facts_of_one(request.source, owner=caller.owner)).ref
        if isinstance(request.source, FileSource):
            await check_outputs(self._names, request.source.file_id, source, request.outputs)
        spec = ConversionSpec(
            job_id=job_id,
            owner=caller.owner,
            title=request.title or stem_of(source),
            priority=priority_for(caller, request.priority),
            source=source,
            outputs=tuple(OutputSpec.model_validate(output.model_dump()) for output in request.outputs),
            names=file_names(stem_of(source), [output.format for output in request.outputs]),
        )
        return NewJob(spec=spec, title=spec.title, sources={"source": source.artifact} if source.artifact else {})

    def start(self, spec: ConversionSpec, *, job_id: str) -> StartJob:
        formats = ", ".join(output.format for output in spec.outputs)
        return StartJob.of(
            spec, kind=self.name, job_id=job_id, summary=f"Conversion to {formats}", details=f"Outputs: {formats}"
        )

    def step_details(self, progress: Progress) -> ItemDetails:
        return ItemDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        files = Conversion.model_validate_json(result).files
        return [JobOutput(name=name, artifact=artifact) for name, artifact in files.items()]
