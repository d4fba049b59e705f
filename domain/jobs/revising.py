"""Revisions: an edit of a job that is done becomes its next version, made by a job of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from domain.access import Caller
from domain.errors import Refused
from domain.jobs.kind import JobKind
from domain.jobs.ports import Jobs
from domain.jobs.record import JobRecord
from domain.jobs.spec import JobSpec
from domain.jobs.submitting import Submissions, Submitted
from domain.jobs.versions import Versions
from domain.value import Body

Request = TypeVar("Request", bound=Body)
Spec = TypeVar("Spec", bound=JobSpec)


@dataclass(frozen=True, kw_only=True)
class RevisionPorts:
    """What revisions of every kind need."""

    submissions: Submissions
    jobs: Jobs
    versions: Versions
    clock: Callable[[], datetime]
    new_id: Callable[[], str]


class Revisions(Generic[Request, Spec]):
    """Submits revisions, one at a time for a job. `kind`: that of the jobs which make the next versions."""

    def __init__(self, submitting: RevisionPorts, *, kind: JobKind[Request, Spec]) -> None:
        self._ports, self._kind = submitting, kind

    @property
    def versions(self) -> Versions:
        return self._ports.versions

    async def restore(self, record: JobRecord, version: int) -> JobRecord:
        """Raises Refused: 404 without such a version."""
        ports = self._ports
        return await ports.versions.restore(record, version, order_id=ports.new_id(), at=ports.clock())

    async def latest(self, job_id: str, *, owner: str) -> JobRecord | None:
        """The revision that was submitted last, if its job is still there."""
        submitted = await self._ports.versions.revisions(job_id)
        return await self._ports.jobs.get(submitted[-1].job_id, owner=owner) if submitted else None

    async def submit(self, record: JobRecord, request: Request, *, caller: Caller, key: str | None) -> Submitted:
        """Raises Refused: 409 `revision_running`; and what `Submissions.create` raises."""
        running = await self.latest(record.job.id, owner=caller.owner)
        if key is None and running is not None and running.outcome is None:
            raise Refused(
                "revision_running",
                f"Its revision {running.job.id} is being made: wait for it, or cancel it (podwright cancel).",
                status=409,
            )
        return await self._ports.submissions.create(self._kind, request, caller=caller, key=key)
