"""What is kept of a job among the artifacts: a lost catalog can be rebuilt, and what was deleted stays deleted.

`podcasts/<id>/job` from its submission, `podcasts/<id>/record/a<attempt>-r<rev>` for each way an attempt ended,
`tombstones/<id>` from its deletion. The catalog stays the truth; these follow it.
"""

from domain.artifacts.layout import job_name, record_name, tombstone_name
from domain.artifacts.ports import Names
from domain.jobs.ports import Jobs
from domain.jobs.record import Job, JobRecord
from domain.value import Value

LONGEST = 200_000
"""Bytes of a record; a name holds 256 kB. Only what twenty vendors say at length comes near."""


class Tombstone(Value):
    job_id: str
    owner: str
    kind: str


async def keep_job(names: Names, job: Job) -> None:
    """After the row: a name without a row would come back to life in a rebuilt catalog."""
    await names.create(job_name(job.id), job.model_dump_json().encode())


async def keep_record(names: Names, record: JobRecord) -> None:
    outcome = record.outcome
    if outcome is None:
        return
    data = record.model_dump_json().encode()
    if len(data) > LONGEST:
        brief = outcome.progress.model_copy(update={"attention": (), "warnings": ()})
        record = record.model_copy(update={"outcome": outcome.model_copy(update={"progress": brief})})
        data = record.model_dump_json().encode()
    name = record_name(record.job.id, attempt=outcome.attempt, rev=outcome.progress.rev)
    await names.create(name, data)


async def keep_outcome(names: Names, jobs: Jobs, job_id: str) -> None:
    """What the catalog says by now: called after an outcome was written, or found to be written already."""
    record = await jobs.get(job_id)
    if record is not None:
        await keep_record(names, record)


async def bury(names: Names, job_id: str, *, owner: str, kind: str = "podcast") -> None:
    """Before anything of it is removed: a deletion that is interrupted is finished by the next sweep."""
    stone = Tombstone(job_id=job_id, owner=owner, kind=kind)
    await names.create(tombstone_name(job_id), stone.model_dump_json().encode())
