"""Submitting: resolve, keep, record, start. A crash in between leaves a row that reads `not_started`."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from api.http.problems import ProblemError, not_found
from domain.access import Caller
from domain.artifacts.layout import attempt_name, job_folder
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.admission import Admission
from domain.jobs.ports import Allowance, Created, Idempotency, Jobs
from domain.jobs.record import Job, JobRecord
from domain.jobs.records import keep_job
from domain.jobs.runs import AlreadyRunning, Runs
from domain.jobs.standing import JobSnapshot, StatusReader
from domain.jobs.status import JobStatus
from domain.podcast.amending import amended
from domain.podcast.kind import PodcastAttributes, start_podcast
from domain.podcast.request import PodcastRequest
from domain.podcast.resolve import Estimate, Resolution, resolve
from domain.podcast.sources import Sources, texts_of
from domain.podcast.spec import PodcastSpec
from domain.podcast.specs import keep_spec, spec_of
from domain.value import Value
from domain.vendors.ports import Providers


class Submitted(Value):
    record: JobRecord
    run_id: str = ""
    replayed: bool = False


class Submissions:
    def __init__(
        self,
        *,
        jobs: Jobs,
        sources: Sources,
        providers: Providers,
        blobs: Blobs,
        names: Names,
        runs: Runs,
        status: StatusReader,
        admission: Admission,
        clock: Callable[[], datetime],
    ) -> None:
        self._jobs, self._sources, self._providers = jobs, sources, providers
        self._blobs, self._names, self._runs, self._status, self._clock = blobs, names, runs, status, clock
        self._admission = admission

    async def estimate(self, request: PodcastRequest, *, caller: Caller) -> Estimate:
        return (await self._resolve(request, podcast_id="estimate", caller=caller)).estimate

    async def create(self, request: PodcastRequest, *, caller: Caller, key: str | None) -> Submitted:
        """Nothing is kept of a request that is refused. One that was taken is found by its key, worker or not."""
        idempotency = None
        if key is not None:
            digest = hashlib.sha256(request.model_dump_json(exclude_defaults=True).encode()).hexdigest()
            idempotency = Idempotency(scope=f"{caller.owner} POST /podcasts", key=key, body_hash=digest)
            if (earlier := await self._jobs.earlier(idempotency)) is not None:
                return Submitted(record=await self._start_if_never(earlier), replayed=True)
        podcast_id = secrets.token_hex(12)
        resolution = await self._resolve(request, podcast_id=podcast_id, caller=caller)
        spec = resolution.spec
        await self._keep(request, spec)
        job = Job(
            id=podcast_id,
            owner=caller.owner,
            title=request.title,
            attributes=PodcastAttributes(duration_minutes=request.duration_minutes).model_dump(),
            created_at=self._clock(),
        )
        try:
            created = await self._admit(job, idempotency, resolution.estimate.characters, caller)
        except Exception:
            await self._drop(podcast_id)
            raise
        if created.replayed:
            await self._drop(podcast_id)
            return Submitted(record=await self._start_if_never(created.record), replayed=True)
        run_id, _ = await asyncio.gather(self._start(spec), keep_job(self._names, created.record.job))
        return Submitted(record=created.record, run_id=run_id)

    async def _admit(self, job: Job, idempotency: Idempotency | None, characters: int, caller: Caller) -> Created:
        async def record(allowance: Allowance) -> Created:
            return await self._jobs.create(job, idempotency=idempotency, allowance=allowance)

        allowance = Allowance(limits=caller.limits, characters=characters)
        return await self._admission.admit(job.owner, allowance, record)

    async def retry(self, record: JobRecord, *, caller: Caller) -> JobSnapshot:
        """Runs a failed or cancelled podcast again, under the same id, from what was made."""
        snapshot = await self._status.of(record)
        job = record.job
        if snapshot.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            if job.attempt > 1 and not snapshot.status.ended:  # it was retried already
                started = await self._start_if_never(record)
                return snapshot if started is record else await self._status.of(started)
            raise ProblemError(409, "wrong_state", f"It is {snapshot.status.value}; only what failed can be retried.")
        run = await self._runs.describe(job.id)
        if run is not None and run.closed_at is None:
            raise ProblemError(
                409,
                "still_stopping",
                "Its last run is still stopping; try again in a moment.",
                headers={"Retry-After": "1"},
            )
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt)
        if spec is None:
            raise ProblemError(409, "request_lost", "What it was made from is no longer kept; submit it again.")
        spec = await amended(self._blobs, self._names, spec)
        again = spec.model_copy(update={"attempt": job.attempt + 1})
        await keep_spec(self._blobs, self._names, again)

        async def begin(allowance: Allowance) -> bool:
            return await self._jobs.begin(job.id, attempt=again.attempt, started=False, allowance=allowance)

        if await self._admission.admit(job.owner, Allowance(limits=caller.limits), begin):
            await self._start(again)
        latest = await self._jobs.get(job.id)
        if latest is None:
            raise not_found()
        return await self._status.of(latest)

    async def _start(self, spec: PodcastSpec) -> str:
        run_id = ""
        with suppress(AlreadyRunning):  # a repeated request started it a moment ago
            run_id = await self._runs.start(start_podcast(spec))
        await self._jobs.begin(spec.podcast_id, attempt=spec.attempt, started=True)
        return run_id

    async def _start_if_never(self, record: JobRecord) -> JobRecord:
        job = record.job
        if record.outcome is not None or job.started:
            return record
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt)
        if spec is not None:
            await self._start(spec.model_copy(update={"attempt": job.attempt}))
        return await self._jobs.get(job.id) or record

    async def _keep(self, request: PodcastRequest, spec: PodcastSpec) -> None:
        """Inline texts, the request and the spec, all at once; each source gets a name of the podcast's own."""
        sources = {
            f"source-{index}": source.artifact
            for index, source in enumerate(spec.sources, start=1)
            if source.artifact is not None
        }

        async def name(what: str, ref: ArtifactRef) -> None:
            await self._names.create(attempt_name(spec.podcast_id, 1, what), ref.model_dump_json().encode())

        async def keep_request() -> None:
            body = request.model_dump_json().encode()
            await name("request", await self._blobs.put(body, media_type="application/json"))

        await asyncio.gather(
            keep_request(),
            keep_spec(self._blobs, self._names, spec),
            *(self._blobs.put(text, media_type="text/plain") for text in texts_of(request)),
            *(name(what, ref) for what, ref in sources.items()),
        )

    async def _drop(self, podcast_id: str) -> None:
        for name in await self._names.list(job_folder(podcast_id)):
            await self._names.delete(name)

    async def _resolve(self, request: PodcastRequest, *, podcast_id: str, caller: Caller) -> Resolution:
        return resolve(
            request,
            podcast_id=podcast_id,
            caller=caller,
            sources=await self._sources.facts(request.sources, owner=caller.owner),
            announcements=await self._providers.all(),
            now=self._clock(),
        )
