"""Changes of a job: what people corrected at its resumes, stored in order for the attempts that follow."""

from typing import TypeVar

from domain.artifacts.documents import Document, Documents, named_blob
from domain.artifacts.layout import attempt_name
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.record import Job
from domain.jobs.spec import JobSpec
from domain.jobs.specs import spec_of

Spec = TypeVar("Spec", bound=JobSpec)


class StoredChanges:
    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._blobs, self._names = blobs, names

    async def spec(self, job: Job, model: type[Spec]) -> Spec:
        """Of the attempt that runs. Raises Refused."""
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, model)
        if spec is None:
            raise Refused("request_lost", "Its request is no longer among the artifacts.", status=409)
        return spec

    async def store(self, job: Job, change: ArtifactRef) -> None:
        """Under a number, since of several the last one counts."""
        folder, record = _folder(job.id, job.attempt), change.model_dump_json().encode()
        number = len(await self._names.list(folder))
        while await self._names.create(f"{folder}/{number:06}", record) != record:  # another resume took the number
            number += 1

    async def of(self, job_id: str, attempt: int, model: type[Document]) -> list[Document]:
        """All of an attempt, in their order."""
        refs = [await named_blob(self._names, name) for name in await self._names.list(_folder(job_id, attempt))]
        return [await Documents(self._blobs).read(ref, model) for ref in refs if ref is not None]


def _folder(job_id: str, attempt: int) -> str:
    return attempt_name(job_id, attempt, "amended")
