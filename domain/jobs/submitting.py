"""Submission of a job of any kind: resolve, store, record, start.

A crash in between leaves a row that reads `not_started`; repeating the request with its key, or a retry, starts it.
"""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from domain.access import Caller
from domain.artifacts.documents import Documents, name_blob
from domain.artifacts.layout import attempt_name, job_folder
from domain.artifacts.ports import Blobs, Names
from domain.jobs.admission import Admission
from domain.jobs.kind import JobKind, NewJob
from domain.jobs.ports import Allowance, Created, Idempotency, Jobs
from domain.jobs.record import Job, JobRecord
from domain.jobs.records import store_job
from domain.jobs.spec import JobSpec
from domain.jobs.specs import store_spec
from domain.jobs.starting import Starter
from domain.value import Body, Value

Request = TypeVar("Request", bound=Body)
Spec = TypeVar("Spec", bound=JobSpec)


class Parent(Value):
    """The job that submits another, as a batch does, and the place that the other has there, from 1."""

    job_id: str
    position: int


class Submitted(Value):
    record: JobRecord
    run_id: str = ""
    replayed: bool = False


class Submissions:
    """`new_id` makes the ids of jobs."""

    def __init__(
        self,
        *,
        jobs: Jobs,
        blobs: Blobs,
        names: Names,
        admission: Admission,
        starter: Starter,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._jobs, self._blobs, self._names, self._admission = jobs, blobs, names, admission
        self._starter, self._clock, self._new_id = starter, clock, new_id

    async def create(
        self,
        kind: JobKind[Request, Spec],
        request: Request,
        *,
        caller: Caller,
        key: str | None,
        parent: Parent | None = None,
    ) -> Submitted:
        """`key`: the caller's idempotency key; the same one gives the first job again, worker or not.

        Raises:
            Refused, LimitReached, IdempotencyConflict: nothing is left of the request.
            EngineUnavailable: it is recorded; repeating the request with its key starts it.
        """
        idempotency = None
        if key is not None:
            idempotency = _idempotency(kind.collection, request, caller, key)
            if (earlier := await self._jobs.earlier(idempotency)) is not None:
                return Submitted(record=await self._starter.start_if_never(earlier), replayed=True)
        job_id = self._new_id()
        new = await kind.resolve(request, job_id=job_id, caller=caller)
        await self._store(job_id, request, new)
        job = Job(
            id=job_id,
            kind=kind.name,
            owner=caller.owner,
            title=new.title,
            attributes=new.attributes,
            parent=parent.job_id if parent is not None else None,
            position=parent.position if parent is not None else None,
            created_at=self._clock(),
        )
        try:
            created = await self._record(job, idempotency, new.characters, caller)
        except Exception:
            await self._drop(job_id)
            raise
        if created.replayed:
            await self._drop(job_id)
            return Submitted(record=await self._starter.start_if_never(created.record), replayed=True)
        run_id, _ = await asyncio.gather(
            self._starter.start(kind.start(new.spec, job_id=job_id)), store_job(self._names, created.record.job)
        )
        return Submitted(record=created.record, run_id=run_id)

    async def _record(self, job: Job, idempotency: Idempotency | None, characters: int, caller: Caller) -> Created:
        async def record(allowance: Allowance) -> Created:
            return await self._jobs.create(job, idempotency=idempotency, allowance=allowance)

        allowance = Allowance(limits=caller.limits, characters=characters)
        return await self._admission.admit(job.owner, allowance, record)

    async def _store(self, job_id: str, request: Body, new: NewJob[Spec]) -> None:
        """Inline texts, the request, the spec and the names of the sources, all at once."""

        async def store_request() -> None:
            ref = await Documents(self._blobs).put(request)
            await name_blob(self._names, attempt_name(job_id, 1, "request"), ref)

        await asyncio.gather(
            store_request(),
            store_spec(self._blobs, self._names, job_id, new.spec),
            *(self._blobs.put(text.encode(), media_type="text/plain") for text in new.texts),
            *(Documents(self._blobs).put(document) for document in new.documents),
            *(name_blob(self._names, attempt_name(job_id, 1, name), ref) for name, ref in new.sources.items()),
        )

    async def _drop(self, job_id: str) -> None:
        for name in await self._names.list(job_folder(job_id)):
            await self._names.delete(name)


def _idempotency(collection: str, request: Body, caller: Caller, key: str) -> Idempotency:
    digest = hashlib.sha256(request.model_dump_json(exclude_defaults=True).encode()).hexdigest()
    return Idempotency(scope=f"{caller.owner} POST /{collection}", key=key, body_hash=digest)
