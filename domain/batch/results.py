"""What a batch brought, input by input, for those who fetch it whole."""

from collections.abc import AsyncIterator, Mapping

from pydantic import Field

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.batch.spec import BatchInputs, BatchSpec, RefusedInput
from domain.errors import Refused
from domain.jobs.kind import Kinds
from domain.jobs.ports import Jobs
from domain.jobs.record import JobRecord
from domain.jobs.specs import spec_of
from domain.jobs.status import JobStatus
from domain.plain_names import plain_name
from domain.value import Value

PAGE = 100


class ChildResult(Value):
    """`status`: how its job ended, QUEUED while it did not. `files` by their paths in the archive. `error` in words."""

    position: int
    name: str
    job_id: str | None = None
    status: JobStatus = JobStatus.QUEUED
    error: str | None = None
    files: dict[str, ArtifactRef] = Field(default_factory=dict)


class BatchResults:
    def __init__(self, *, jobs: Jobs, blobs: Blobs, names: Names, kinds: Kinds) -> None:
        self._jobs, self._blobs, self._names, self._kinds = jobs, blobs, names, kinds

    async def of(self, record: JobRecord, refused: Mapping[int, RefusedInput]) -> AsyncIterator[ChildResult]:
        """One for each input, in order. What is not finished has no files.

        Raises:
            Refused: 409 `request_lost`, its inputs are no longer among the artifacts.
        """
        job = record.job
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, BatchSpec)
        if spec is None:
            raise Refused("request_lost", "Its inputs are no longer among the artifacts.", status=409)
        inputs = await Documents(self._blobs).read(spec.inputs, BatchInputs)
        return self._each(job.id, inputs, refused)

    async def _each(
        self, batch_id: str, inputs: BatchInputs, refused: Mapping[int, RefusedInput]
    ) -> AsyncIterator[ChildResult]:
        page: dict[int, JobRecord] = {}
        for position, given in enumerate(inputs.items, start=1):
            if (position - 1) % PAGE == 0:
                found = await self._jobs.children(batch_id, after=position - 1, limit=PAGE)
                page = {each.job.position or 0: each for each in found}
            child = page.get(position)
            if child is not None:
                yield self._of_job(position, given.name, child)
            elif position in refused:
                message = refused[position].message
                yield ChildResult(position=position, name=given.name, status=JobStatus.FAILED, error=message)
            else:
                yield ChildResult(position=position, name=given.name)

    def _of_job(self, position: int, name: str, child: JobRecord) -> ChildResult:
        outcome = child.outcome
        if outcome is None:
            return ChildResult(position=position, name=name, job_id=child.job.id)
        files = {}
        if outcome.status is JobStatus.COMPLETED and (kind := self._kinds.get(child.job.kind)) is not None:
            folder = f"{position:04} {plain_name(name, otherwise='input')}"
            made = kind.outputs(outcome.result)
            files = {f"{folder}/{plain_name(each.name, otherwise='file')}": each.artifact for each in made}
        error = outcome.progress.error
        return ChildResult(
            position=position,
            name=name,
            job_id=child.job.id,
            status=outcome.status,
            error=error.message if error is not None else None,
            files=files,
        )
