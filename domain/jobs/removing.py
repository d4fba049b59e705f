"""Removal of a job: everything that belongs to it alone, and its row."""

from domain.artifacts.layout import job_folder
from domain.artifacts.ports import Names
from domain.artifacts.removing import UnsharedBlobs
from domain.jobs.ports import Jobs
from domain.jobs.records import write_tombstone


async def remove_job(
    job_id: str, *, owner: str, kind: str, jobs: Jobs, names: Names, blobs: UnsharedBlobs | None = None
) -> None:
    """Writes the tombstone first and removes the row last, so that a removal that was interrupted can be repeated.

    Without `blobs` the job's bytes are left to the sweep, which removes all that nothing refers to.
    """
    await write_tombstone(names, job_id, owner=owner, kind=kind)
    own = await names.list(job_folder(job_id))
    if blobs is not None:
        await blobs.remove_with(own)
    else:
        for name in own:
            await names.delete(name)
    await jobs.delete(job_id)
