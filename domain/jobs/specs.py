"""The spec of each attempt of a job, among the artifacts."""

from typing import TypeVar

from domain.artifacts.documents import Documents, name_blob, named_blob
from domain.artifacts.layout import attempt_name
from domain.artifacts.ports import Blobs, Names
from domain.jobs.spec import JobSpec

Spec = TypeVar("Spec", bound=JobSpec)


async def store_spec(blobs: Blobs, names: Names, job_id: str, spec: JobSpec) -> None:
    await name_blob(names, attempt_name(job_id, spec.attempt, "spec"), await Documents(blobs).put(spec))


async def spec_of(blobs: Blobs, names: Names, job_id: str, attempt: int, model: type[Spec]) -> Spec | None:
    """The spec of an attempt, or of the latest one before it."""
    for each in range(attempt, 0, -1):
        ref = await named_blob(names, attempt_name(job_id, each, "spec"))
        if ref is not None:
            return await Documents(blobs).read(ref, model)
    return None
