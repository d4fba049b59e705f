"""The use cases of jobs over a real catalog and fakes of the rest, with a kind of their own: notes."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.fake.runs import FakeRuns
from domain.access import Caller
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.kind import JobKind, JobOutput, Kinds, NewJob
from domain.jobs.progress import Progress
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.runs import RunState, StartJob
from domain.jobs.spec import JobSpec
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.jobs.status import JobStatus
from domain.jobs.submitting import Submitted
from domain.jobs.use_cases import JobPorts, JobUseCases, job_use_cases
from domain.value import Body, Value

CALLER = Caller()


class NoteRequest(Body):
    text: str
    pages: int = 1


class NoteSpec(JobSpec):
    text: str
    corrected: bool = False


class NoteKind(JobKind[NoteRequest, NoteSpec]):
    """The least that a kind is."""

    name, collection, spec_model = "note", "notes", NoteSpec

    async def resolve(self, request: NoteRequest, *, job_id: str, caller: Caller) -> NewJob[NoteSpec]:
        if not request.text:
            raise Refused("empty_note", "A note needs a text.", loc=("text",))
        data = request.text.encode()
        ref = ArtifactRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type="text/plain")
        return NewJob(
            spec=NoteSpec(owner=caller.owner, text=request.text),
            title=request.text[:10],
            attributes={"pages": request.pages},
            characters=len(request.text),
            texts=[request.text],
            sources={"source-1": ref},
        )

    def start(self, spec: NoteSpec, *, job_id: str) -> StartJob:
        return StartJob(
            kind=self.name,
            job_id=job_id,
            attempt=spec.attempt,
            owner=spec.owner,
            priority=spec.priority,
            title=spec.title,
            summary="A note",
            details="",
            spec=spec,
        )

    async def next_attempt(self, spec: NoteSpec, *, job_id: str) -> NoteSpec:
        return spec.model_copy(update={"corrected": True})

    def step_details(self, progress: Progress) -> Value:
        return Value()

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return ()


@dataclass
class NoteCorrections:
    """Implements `Corrections`."""

    artifacts: MemoryArtifacts
    stored: list[ArtifactRef] = field(default_factory=list)

    async def resolve(self, snapshot: JobSnapshot, request: NoteRequest) -> ArtifactRef | None:
        return await self.artifacts.put(request.text.encode(), media_type="application/json")

    async def store(self, job: Job, change: ArtifactRef) -> None:
        self.stored.append(change)


class Artifacts(MemoryArtifacts):
    """Something can happen right before a name is created."""

    def __init__(self) -> None:
        super().__init__()
        self.before: dict[str, Callable[[], Awaitable[None]]] = {}

    async def create(self, name: str, record: bytes) -> bytes:
        if name in self.before:
            await self.before.pop(name)()
        return await super().create(name, record)


@dataclass
class Notes:
    """The use cases, and what they are made of."""

    use: JobUseCases
    kind: NoteKind
    engine: FakeRuns
    artifacts: Artifacts
    catalog: Catalog

    async def create(self, text: str = "Bread rises.", *, caller: Caller = CALLER, key: str | None = None) -> Submitted:
        request = NoteRequest(text=text, pages=2)
        return await self.use.submissions.create(self.kind, request, caller=caller, key=key)

    async def record(self, job_id: str) -> JobRecord:
        found = await self.catalog.jobs.get(job_id)
        assert found is not None
        return found

    async def fail(self, job_id: str) -> None:
        progress = Progress(status=JobStatus.FAILED, rev=3)
        ended = Outcome(status=JobStatus.FAILED, attempt=1, run_id="run-1", progress=progress, ended_at=now())
        await self.catalog.jobs.end(job_id, ended)
        self.engine.close(job_id, RunState.FAILED)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def notes(tmp_path: Path) -> AsyncIterator[Notes]:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(url)
    catalog, engine, artifacts = await open_catalog(url), FakeRuns(), Artifacts()
    kind = NoteKind()
    ids = iter(range(100))
    ports = JobPorts(
        jobs=catalog.jobs,
        open_jobs=catalog.open_jobs,
        files=catalog.files,
        blobs=artifacts,
        names=artifacts,
        runs=engine,
        messages=engine,
        clock=now,
        new_id=lambda: f"note-{next(ids)}",
    )
    status = StatusReader(jobs=catalog.jobs, runs=engine, messages=engine, clock=now)
    use = job_use_cases(ports, kinds=Kinds([kind]), status=status)
    yield Notes(use, kind, engine, artifacts, catalog)
    await catalog.close()
