"""A whole batch in one process: its workflow, its activities and the use cases, over a catalog; its jobs end as tests
say."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from temporalio.client import WorkflowHandle

from activities.batch import BatchActivities
from activities.intake import Intake
from activities.store import StoreActivities
from adapters.fake.runs import FakeRuns
from adapters.media.reader import FfmpegMediaReader
from domain.artifacts.documents import Documents
from domain.batch.run import BatchRun
from domain.batch.spec import BatchInput, BatchInputs, BatchSpec
from domain.batch.state import BatchDetails
from domain.conversion.kind import ConversionKind
from domain.errors import PermanentFault
from domain.jobs.kind import Kinds
from domain.jobs.progress import Attention, Progress
from domain.jobs.record import JobRecord, Outcome
from domain.jobs.runs import RunState
from domain.jobs.standing import StatusReader
from domain.jobs.status import JobStatus
from domain.jobs.use_cases import JobPorts, job_use_cases
from domain.media.uploads import MediaOpener
from domain.retrieve.sources import Sources
from domain.retrieve.uploads import Uploads
from tests.workflows.job_harness import Activities, JobHarness
from workflows.batch import BatchWorkflow

Run = WorkflowHandle[BatchWorkflow, Progress]
REFUSED = "https://refused.example/"


@dataclass
class BatchHarness(JobHarness):
    """Its jobs are conversions of pages; those below REFUSED may not be fetched."""

    workflow = BatchWorkflow

    runs: FakeRuns = field(default_factory=FakeRuns)

    async def spec(self, *urls: str, **changes: object) -> BatchSpec:
        outputs = [{"format": "mp3"}]
        bodies = [{"source": {"type": "url", "url": url}, "outputs": outputs} for url in urls]
        items = [
            BatchInput.model_validate({"name": url, "request": body}) for url, body in zip(urls, bodies, strict=True)
        ]
        spec = BatchSpec(
            job_id=f"b{uuid.uuid4().hex[:12]}",
            title="films",
            job_kind="conversion",
            inputs=await Documents(self.artifacts).put(BatchInputs(items=tuple(items))),
            total=len(items),
            concurrency=2,
        )
        return spec.model_copy(update=changes)

    async def start(self, spec: BatchSpec) -> Run:
        await self.attempt_begins(spec.job_id, spec.attempt)
        run = BatchRun.model_validate(spec.model_dump())
        return await self.client.start_workflow(BatchWorkflow.run, run, id=spec.job_id, task_queue=self.queue)

    async def jobs(self, spec: BatchSpec) -> list[JobRecord]:
        """Of the batch, by position."""
        return list(await self.catalog.jobs.children(spec.job_id, limit=1000))

    async def end(self, spec: BatchSpec, position: int, status: JobStatus = JobStatus.COMPLETED) -> None:
        """One of its jobs ends."""
        job = next(each.job for each in await self.jobs(spec) if each.job.position == position)
        progress = Progress(status=status, attempt=job.attempt)
        now = datetime.now(UTC)
        outcome = Outcome(status=status, attempt=job.attempt, run_id="run", progress=progress, ended_at=now)
        assert await self.catalog.jobs.end(job.id, outcome)
        self.runs.close(job.id, RunState.COMPLETED)

    async def park(self, spec: BatchSpec, position: int, **attention: str) -> None:
        """One of its jobs needs a person."""
        job = next(each.job for each in await self.jobs(spec) if each.job.position == position)
        parked = Attention.model_validate(
            {"id": "convert-01", "code": "codec_failed", "message": "Not now.", **attention}
        )
        self.runs.tell(job.id, Progress(status=JobStatus.NEEDS_ATTENTION, attempt=job.attempt, attention=(parked,)))

    def activities(self) -> Mapping[str, Activities]:
        jobs, clock = self.catalog.jobs, lambda: datetime.now(UTC)
        status = StatusReader(jobs=jobs, runs=self.runs, messages=self.runs, clock=clock)
        sources = Sources(files=self.catalog.files, names=self.artifacts, guard=_guard, detect=_detect)
        kinds = Kinds([ConversionKind(sources=sources, names=self.artifacts)])
        ports = JobPorts(
            jobs=jobs,
            open_jobs=self.catalog.open_jobs,
            files=self.catalog.files,
            blobs=self.artifacts,
            names=self.artifacts,
            runs=self.runs,
            messages=self.runs,
            clock=clock,
            new_id=lambda: f"j{uuid.uuid4().hex[:12]}",
        )
        use_cases = job_use_cases(ports, kinds=kinds, status=status)
        batches = BatchActivities(
            kinds=kinds,
            jobs=jobs,
            submissions=use_cases.submissions,
            retries=use_cases.retries,
            stopping=use_cases.stopping,
            resumptions=use_cases.resumptions,
            status=status,
            documents=Documents(self.artifacts),
            intake=Intake(
                blobs=self.artifacts,
                uploads=Uploads(
                    files=self.catalog.files,
                    blobs=self.artifacts,
                    names=self.artifacts,
                    openers=[MediaOpener(FfmpegMediaReader())],
                    clock=clock,
                    new_id=ports.new_id,
                ),
                most_bytes=10**6,
            ),
        )
        store = StoreActivities(names=self.artifacts, jobs=jobs)
        return {self.queue: [*batches.activities, store.record_outcome]}


def counts(progress: Progress) -> tuple[int, ...]:
    """Queued, running, succeeded, failed, cancelled."""
    details = BatchDetails.model_validate(progress.details)
    return details.queued, details.running, details.succeeded, details.failed, details.cancelled


def parked(progress: Progress) -> int:
    return BatchDetails.model_validate(progress.details).parked


async def _guard(url: str) -> None:
    if url.startswith(REFUSED):
        raise PermanentFault("url_not_allowed", f"{url} may not be fetched.")


async def _detect(text: str) -> str:
    return "und"
