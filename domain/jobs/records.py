"""The records of a job among the artifacts, so that a lost catalog can be rebuilt and deleted jobs stay deleted.

`podcasts/<id>/job` from its submission, `podcasts/<id>/record/a<attempt>-r<rev>` for each way an attempt ended,
`tombstones/<id>` from its deletion. The catalog is the truth, and these follow it.
"""

from domain.artifacts.layout import job_name, record_name, tombstone_name
from domain.artifacts.ports import Names
from domain.jobs.ports import Jobs
from domain.jobs.record import Job, JobRecord
from domain.value import Value

LONGEST = 200_000
"""Bytes of a record; a name holds 256 kB. Only the messages of twenty vendors at length come near."""


class Tombstone(Value):
    job_id: str
    owner: str
    kind: str


async def store_job(names: Names, job: Job) -> None:
    """To be called after the row is written: a name without a row would become a job in a rebuilt catalog."""
    await names.create(job_name(job.id), job.model_dump_json().encode())


async def store_record(names: Names, record: JobRecord) -> None:
    outcome = record.outcome
    if outcome is None:
        return
    data = record.model_dump_json().encode()
    if len(data) > LONGEST:
        brief = outcome.progress.model_copy(update={"attention": (), "warnings": ()})
        record = record.model_copy(update={"outcome": outcome.model_copy(update={"progress": brief})})
        data = record.model_dump_json().encode()
    name = record_name(record.job.id, attempt=outcome.attempt, rev=outcome.progress.rev)
    stands = await names.create(name, data)
    if stands != data and _run(stands) != outcome.run_id:  # of another run, which was reset
        await names.create(f"{name}-{outcome.run_id}", data)


def _run(record: bytes) -> str:
    outcome = JobRecord.model_validate_json(record).outcome
    return outcome.run_id if outcome is not None else ""


async def store_outcome(names: Names, jobs: Jobs, job_id: str) -> None:
    """To be called after an outcome was written, or found to be written already: stores what the catalog has now."""
    record = await jobs.get(job_id)
    if record is not None:
        await store_record(names, record)


async def write_tombstone(names: Names, job_id: str, *, owner: str, kind: str = "podcast") -> None:
    """To be called before anything of the job is removed: the next sweep finishes a deletion that is interrupted."""
    stone = Tombstone(job_id=job_id, owner=owner, kind=kind)
    await names.create(tombstone_name(job_id), stone.model_dump_json().encode())
