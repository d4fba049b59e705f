"""Versions of a podcast: each finished revision is one, and any of them may be the one that is served."""

from datetime import datetime

from pydantic import JsonValue

from domain.artifacts.layout import revision_name, revisions_folder, version_name, versions_folder
from domain.artifacts.ports import Names
from domain.errors import PermanentFault, Refused
from domain.jobs.ports import Jobs
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.records import store_outcome
from domain.jobs.status import JobStatus
from domain.podcast.result import Episode, episode_of
from domain.value import Value


class Version(Value):
    """A finished version. `details`: of its progress, which lead to every frozen segment. `job_id`: who made it."""

    version: int
    job_id: str
    episode: Episode
    details: dict[str, JsonValue]
    created_at: datetime


class Revision(Value):
    """The job that makes a version of a podcast."""

    version: int
    job_id: str


class Versions:
    """The version that is served is the result of the podcast's outcome, so that whoever reads it needs no more."""

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
        """The number of the version that `job_id` is to make. Raises Refused when the podcast is not complete."""
        first = first_version(record)
        if first is None:
            raise Refused("not_ready", "It has no finished version.", status=409)
        for each in await self.finished(record):
            await self._names.create(version_name(record.job.id, each.version), each.model_dump_json().encode())
        number = max([1, *(each.version for each in await self.revisions(record.job.id))])
        while True:
            number += 1
            data = Revision(version=number, job_id=job_id).model_dump_json().encode()
            if await self._names.create(revision_name(record.job.id, number), data) == data:
                return number

    async def publish(self, podcast: Job, version: Version, *, run_id: str, at: datetime) -> None:
        """Stores a version, and has the podcast serve it. Repeating it changes nothing.

        Raises:
            PermanentFault: the podcast was deleted, or a later version is finished already.
        """
        record = await self._jobs.get(podcast.id)
        if record is None:
            raise PermanentFault("podcast_deleted", "The podcast was deleted while its revision was made.")
        if any(each.version > version.version for each in await self.finished(record)):
            raise PermanentFault("superseded", "A later version of the podcast is finished already.")
        await self._names.create(version_name(podcast.id, version.version), version.model_dump_json().encode())
        await self._serve(record, version, run_id=run_id, at=at)

    async def restore(self, record: JobRecord, number: int, *, order_id: str, at: datetime) -> JobRecord:
        """Has the podcast serve an earlier version again, or a later one. Repeating it changes nothing.

        Raises:
            Refused: 404 without such a version.
        """
        found = next((each for each in await self.finished(record) if each.version == number), None)
        if found is None:
            raise Refused("version_not_found", f"There is no version {number}.", status=404)
        served = episode_of(record)
        if served is not None and served.version == number:
            return record
        await self._serve(record, found, run_id=f"restored-{order_id}", at=at)
        return await self._jobs.get(record.job.id) or record

    async def _serve(self, record: JobRecord, version: Version, *, run_id: str, at: datetime) -> None:
        outcome = record.outcome
        if outcome is None or outcome.status is not JobStatus.COMPLETED:
            raise PermanentFault("wrong_state", "The podcast is not complete.")
        progress = outcome.progress.model_copy(
            update={"rev": outcome.progress.rev + 1, "details": version.details, "title": version.episode.title}
        )
        served = Outcome(
            status=JobStatus.COMPLETED,
            attempt=outcome.attempt,
            run_id=run_id,
            progress=progress,
            result=version.episode.model_dump_json(),
            ended_at=at,
        )
        await self._jobs.end(record.job.id, served)
        await store_outcome(self._names, self._jobs, record.job.id)


async def revisions_of(names: Names, job_id: str) -> list[Revision]:
    """Every revision of a podcast that was submitted, in order."""
    found = [await names.get(name) for name in sorted(await names.list(revisions_folder(job_id)))]
    return [Revision.model_validate_json(each) for each in found if each is not None]


def first_version(record: JobRecord) -> Version | None:
    """The version that is served, as a version."""
    episode, outcome = episode_of(record), record.outcome
    if episode is None or outcome is None:
        return None
    return Version(
        version=episode.version,
        job_id=record.job.id,
        episode=episode,
        details=outcome.progress.details,
        created_at=outcome.ended_at,
    )
