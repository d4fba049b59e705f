"""Resume: a job tries again what needs attention or waits, with what a person corrected."""

import hashlib
from typing import Protocol, TypeVar

from domain.artifacts.layout import attempt_name
from domain.artifacts.ports import Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import NoWorker, Refused
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.record import Job, JobRecord
from domain.jobs.runs import Messages, OrderRejected
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.jobs.status import JobStatus
from domain.jobs.wire import RESUME_UPDATE
from domain.value import Body

RESUME_SECONDS = 5.0
"""An update is accepted in milliseconds where a worker is alive."""

Request_contra = TypeVar("Request_contra", bound=Body, contravariant=True)


class Corrections(Protocol[Request_contra]):
    """What a kind lets people correct when they resume."""

    async def resolve(self, snapshot: JobSnapshot, request: Request_contra) -> ArtifactRef | None:
        """The artifact of the change, in the kind's own form; None: nothing is corrected.

        Raises:
            Refused: it cannot be honoured; names the field at fault.
        """
        ...

    async def store(self, job: Job, change: ArtifactRef) -> None:
        """Stores the change for the next resume and the next attempt, after the run took it."""
        ...


class Uncorrectable:
    """Corrections of kinds that take none."""

    async def resolve(self, snapshot: JobSnapshot, request: Body) -> ArtifactRef | None:
        return None

    async def store(self, job: Job, change: ArtifactRef) -> None:
        raise AssertionError("nothing was corrected")


NO_CORRECTIONS = Uncorrectable()
Request = TypeVar("Request", bound=Body)


class Resumptions:
    def __init__(self, *, names: Names, messages: Messages, status: StatusReader) -> None:
        self._names, self._messages, self._status = names, messages, status

    async def resume(
        self,
        record: JobRecord,
        request: Request,
        *,
        key: str | None,
        corrections: Corrections[Request],
    ) -> JobSnapshot:
        """Repeating it a moment later changes nothing. `key`: the caller's idempotency key.

        Raises:
            Refused: `wrong_state`, or what `corrections` refuses.
            NoWorker: repeating it is safe.
            EngineUnavailable.
        """
        snapshot = await self._status.of(record)
        job, progress = record.job, snapshot.progress
        digest = hashlib.sha256(request.model_dump_json(exclude_defaults=True).encode()).hexdigest()
        mark = attempt_name(job.id, job.attempt, f"resume-{digest[:24]}")
        if not _resumable(snapshot):
            if await self._taken_before(snapshot, mark):
                return snapshot  # the same order was taken a moment ago
            raise Refused(
                "wrong_state", f"It is {snapshot.status.value}; there is nothing that waits for a resume.", status=409
            )
        change = await corrections.resolve(snapshot, request)
        identity = f"{key or ''} {job.attempt} {progress.rev if key is None else ''} {digest}"

        async def store() -> None:
            await self._names.create(mark, change.model_dump_json().encode() if change is not None else b"{}")
            if change is not None:
                await corrections.store(job, change)

        try:
            after = await self._messages.update(
                job.id,
                name=RESUME_UPDATE,
                order=ResumeOrder(change=change),
                model=Progress,
                update_id=hashlib.sha256(identity.encode()).hexdigest()[:40],
                within=RESUME_SECONDS,
            )
        except OrderRejected as error:
            latest = await self._status.of(record)
            if await self._taken_before(latest, mark):
                return latest  # no worker had taken it up in time; one has carried it out since the first look
            raise Refused("wrong_state", f"It cannot be resumed just now: {error}", status=409) from error
        except NoWorker:
            await store()  # Temporal may still hand the order to the next worker: repeating it is right
            raise
        await store()
        return snapshot.model_copy(update={"progress": after, "stale_since": None})

    async def _taken_before(self, snapshot: JobSnapshot, mark: str) -> bool:
        """Whether an order that was sent before, which left the mark, has been carried out."""
        if snapshot.status.ended or _resumable(snapshot):
            return False
        return await self._names.get(mark) is not None


def _resumable(snapshot: JobSnapshot) -> bool:
    """Calls that are tried again anyway need no resume."""
    waiting = any(not each.item for each in snapshot.progress.waiting)
    return snapshot.status is JobStatus.NEEDS_ATTENTION or waiting
