"""One conversion: its source is read once, then every output is made on its own."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.media import MakeOutput, MediaActivities, MediaRead, ReadMedia
    from domain.artifacts.reference import ArtifactRef
    from domain.conversion.spec import Conversion, ConversionSpec
    from domain.conversion.state import ConversionState
    from domain.jobs.markdown import in_markdown
    from domain.jobs.progress import Progress
    from domain.jobs.wire import CONVERSION_QUEUE
    from domain.media.plan import OutputPlan
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.publishing import EventPublisher


@workflow.defn(name="ConversionWorkflow")
class ConversionWorkflow(JobWorkflow):
    """Its id is the job's id; its only input is the frozen spec."""

    kind = "conversion"

    @workflow.init
    def __init__(self, spec: ConversionSpec) -> None:
        self._spec, self._state = spec, ConversionState.first(spec)
        self._prepare(self._state, EventPublisher(self._state), job_id=spec.job_id)

    @workflow.run
    async def run(self, spec: ConversionSpec) -> Progress:
        return await self._run()

    async def body(self) -> Conversion:
        order = ReadMedia(job_id=self._job_id, source=self._spec.source, outputs=self._spec.outputs)
        read = await self._runner.run_activity(
            "source", MediaActivities.read_source, order, resource="media", options=policies.READING_MEDIA
        )
        self._state.planned(read.facts.summary, [plan.summary for plan in read.plans])
        self._publisher.publish()
        items = zip(self._state.items, read.plans, strict=True)
        made = await gather_all([asyncio.create_task(self._make(item, plan, read)) for item, plan in items])
        return Conversion(files=dict(zip(self._spec.names, made, strict=True)))

    async def _make(self, item: str, plan: OutputPlan, read: MediaRead) -> ArtifactRef:
        name = self._spec.source.name
        order = MakeOutput(job_id=self._job_id, item=item, source=read.artifact, name=name, plan=plan)
        made = await self._runner.run_activity(
            item,
            MediaActivities.make_output,
            order,
            resource="media",
            options=policies.CONVERTING,
            task_queue=CONVERSION_QUEUE,
            summary=in_markdown(plan.summary),
        )
        self._state.warned(made.measured.notices)
        self._state.item_made(item, made.artifact, reused=made.reused)
        self._publisher.publish()
        return made.artifact
