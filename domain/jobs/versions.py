"""Versions of a job that is done: each finished revision is one, and any of them may be the one that is served."""

import json
from datetime import datetime

from pydantic import AliasChoices, Field, JsonValue

from domain.artifacts.layout import revision_name, revisions_folder, version_name, versions_folder
from domain.artifacts.ports import Names
from domain.errors import PermanentFault, Refused
from domain.jobs.ports import Jobs
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.records import store_outcome
from domain.jobs.status import JobStatus
from domain.value import Value

Result = dict[str, JsonValue]
"""JSON of a kind's own result, with a `title`, `seconds` and a `version`."""


class Version(Value):
    """A finished version. `details`: of its progress, which lead to every frozen segment. `job_id`: who made it.

    The result is called `episode` in the store, where versions of podcasts were first.
    """

    version: int
    job_id: str
    result: Result = Field(validation_alias=AliasChoices("episode", "result"), serialization_alias="episode")
    details: dict[str, JsonValue]
    created_at: datetime

    @property
    def title(self) -> str:
        return str(self.result["title"])

    @property
    def seconds(self) -> float:
        return float(str(self.result["seconds"]))

    def stored(self) -> bytes:
        return self.model_dump_json(by_alias=True).encode()


class Revision(Value):
    """The job that makes a version of another."""

    version: int
    job_id: str


class Versions:
    """The version that is served is the result of the job's outcome, so that whoever reads it needs no more."""

    def __init__(self, *, jobs: Jobs, names: Names) -> None:
        self._jobs, self._names = jobs, names

    async def finished(self, record: JobRecord) -> list[Version]:
        """In order. The first stands in the outcome alone until there is a second."""
        found = [await self._names.get(name) for name in sorted(await self._names.list(versions_folder(record.job.id)))]
        versions = [Version.model_validate_json(each) for each in found if each is not None]
        first = first_version(record)
        return versions or ([first] if first is not None else [])

    async def revisions(self, job_id: str) -> list[Revision]:
        """Every revision that was submitted, in order."""
        return await revisions_of(self._names, job_id)

    async def claim(self, record: JobRecord, job_id: str) -> int:
        """The number of the version that `job_id` is to make. Raises Refused when the job is not complete."""
        first = first_version(record)
        if first is None:
            raise Refused("not_ready", "It has no finished version.", status=409)
        for each in await self.finished(record):
            await self._names.create(version_name(record.job.id, each.version), each.stored())
        number = max([1, *(each.version for each in await self.revisions(record.job.id))])
        while True:
            number += 1
            data = Revision(version=number, job_id=job_id).model_dump_json().encode()
            if await self._names.create(revision_name(record.job.id, number), data) == data:
                return number

    async def publish(self, job: Job, version: Version, *, run_id: str, at: datetime) -> None:
        """Stores a version, and has the job serve it. Repeating it changes nothing.

        Raises:
            PermanentFault: the job was deleted, or a later version is finished already.
        """
        record = await self._jobs.get(job.id)
        if record is None:
            raise deleted_meanwhile(job.kind)
        if any(each.version > version.version for each in await self.finished(record)):
            raise PermanentFault("superseded", f"A later version of the {job.kind} is finished already.")
        await self._names.create(version_name(job.id, version.version), version.stored())
        await self._serve(record, version, run_id=run_id, at=at)

    async def restore(self, record: JobRecord, number: int, *, order_id: str, at: datetime) -> JobRecord:
        """Has the job serve an earlier version again, or a later one. Repeating it changes nothing.

        Raises:
            Refused: 404 without such a version.
        """
        found = next((each for each in await self.finished(record) if each.version == number), None)
        if found is None:
            raise Refused("version_not_found", f"There is no version {number}.", status=404)
        if served_version(record) == number:
            return record
        await self._serve(record, found, run_id=f"restored-{order_id}", at=at)
        return await self._jobs.get(record.job.id) or record

    async def _serve(self, record: JobRecord, version: Version, *, run_id: str, at: datetime) -> None:
        outcome = record.outcome
        if outcome is None or outcome.status is not JobStatus.COMPLETED:
            raise PermanentFault("wrong_state", f"The {record.job.kind} is not complete.")
        progress = outcome.progress.model_copy(
            update={"rev": outcome.progress.rev + 1, "details": version.details, "title": version.title}
        )
        served = Outcome(
            status=JobStatus.COMPLETED,
            attempt=outcome.attempt,
            run_id=run_id,
            progress=progress,
            result=json.dumps(version.result),
            ended_at=at,
        )
        await self._jobs.end(record.job.id, served)
        await store_outcome(self._names, self._jobs, record.job.id)


async def revisions_of(names: Names, job_id: str) -> list[Revision]:
    """Every revision of a job that was submitted, in order."""
    found = [await names.get(name) for name in sorted(await names.list(revisions_folder(job_id)))]
    return [Revision.model_validate_json(each) for each in found if each is not None]


def first_version(record: JobRecord) -> Version | None:
    """The version that is served, as a version."""
    outcome = record.outcome
    if outcome is None or outcome.status is not JobStatus.COMPLETED or not outcome.result:
        return None
    result = json.loads(outcome.result)
    return Version(
        version=result.get("version", 1),
        job_id=record.job.id,
        result=result,
        details=outcome.progress.details,
        created_at=outcome.ended_at,
    )


def served_version(record: JobRecord) -> int | None:
    """The number of the version that a completed job serves."""
    served = first_version(record)
    return served.version if served is not None else None


def deleted_meanwhile(kind: str) -> PermanentFault:
    return PermanentFault(f"{kind}_deleted", f"The {kind} was deleted while its revision was made.")
