"""Removal of a job: its names, and its row."""

from domain.artifacts.layout import job_folder
from domain.artifacts.ports import Names
from domain.jobs.ports import Jobs
from domain.jobs.records import write_tombstone


async def remove_job(job_id: str, *, owner: str, kind: str, jobs: Jobs, names: Names) -> None:
    """Writes the tombstone first and removes the row last, so that a removal that was interrupted can be repeated.

    Bytes are left to the sweep, which alone knows what another job, a submission at this moment included, takes into
    use.
    """
    await write_tombstone(names, job_id, owner=owner, kind=kind)
    for name in await names.list(job_folder(job_id)):
        await names.delete(name)
    await jobs.delete(job_id)
