"""What a person does to a podcast that exists: resume, cancel, delete."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime

from api.http.problems import ProblemError
from api.podcasts.script import Scripts
from domain.artifacts.layout import attempt_name
from domain.artifacts.ports import Blobs, Names
from domain.errors import NoWorker, Refused
from domain.jobs.messages import ResumeOrder
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.removing import Removal
from domain.jobs.runs import Messages, OrderRejected, Run, Runs
from domain.jobs.standing import JobSnapshot, StatusReader, ended
from domain.jobs.status import JobStatus
from domain.jobs.wire import PROGRESS_QUERY, RESUME_UPDATE
from domain.podcast.amending import amended, keep_amendment
from domain.podcast.messages import ResumeChange
from domain.podcast.request import ResumeRequest
from domain.podcast.spec import PodcastSpec
from domain.podcast.specs import spec_of
from domain.tts.casting import recast
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving

RESUME_SECONDS = 5.0
"""An update is accepted in milliseconds where a worker is alive."""

STOPPING_SECONDS = 2.5
"""How long a deletion waits for a run to stop, so that nothing is written behind it; beats come every 2 s."""

ANSWER_SECONDS = 0.5
"""Without a worker that answers in this time a run cannot stop by itself, and nothing is written either."""


class Actions:
    def __init__(
        self,
        *,
        jobs: Jobs,
        providers: Providers,
        blobs: Blobs,
        names: Names,
        runs: Runs,
        messages: Messages,
        status: StatusReader,
        scripts: Scripts,
        removal: Removal,
        clock: Callable[[], datetime],
    ) -> None:
        self._jobs, self._providers, self._blobs, self._names = jobs, providers, blobs, names
        self._runs, self._messages, self._status = runs, messages, status
        self._scripts, self._removal, self._clock = scripts, removal, clock

    async def resume(self, record: JobRecord, request: ResumeRequest, *, key: str | None) -> JobSnapshot:
        """Everything parked is tried again, with what the person mended."""
        snapshot = await self._status.of(record)
        job, progress = record.job, snapshot.progress
        digest = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
        mark = attempt_name(job.id, job.attempt, f"resume-{digest[:24]}")
        if snapshot.status is not JobStatus.NEEDS_ATTENTION and not progress.waiting:
            if not snapshot.status.ended and await self._names.get(mark) is not None:
                return snapshot  # the same order was taken a moment ago
            raise ProblemError(
                409, "wrong_state", f"It is {snapshot.status.value}; there is nothing that waits for a resume."
            )
        spec, change = await self._change(snapshot, request)
        order = ResumeOrder()
        if change is not None:
            ref = await self._blobs.put(change.model_dump_json().encode(), media_type="application/json")
            order = ResumeOrder(change=ref)
        told = f"{key or ''} {job.attempt} {progress.rev if key is None else ''} {digest}"
        kept = order.change.model_dump_json().encode() if order.change is not None else b"{}"
        try:
            after = await self._messages.update(
                job.id,
                name=RESUME_UPDATE,
                order=order,
                model=Progress,
                update_id=hashlib.sha256(told.encode()).hexdigest()[:40],
                within=RESUME_SECONDS,
            )
        except OrderRejected as error:
            raise ProblemError(409, "wrong_state", f"It cannot be resumed just now: {error}") from error
        except NoWorker:
            await self._keep(mark, kept, spec)  # Temporal may still hand it to the next worker: repeating it is right
            raise
        await self._keep(mark, kept, spec)
        return snapshot.model_copy(update={"progress": after, "stale_since": None})

    async def _keep(self, mark: str, kept: bytes, changed: PodcastSpec | None) -> None:
        await self._names.create(mark, kept)
        if changed is not None:
            await keep_amendment(self._names, changed, kept)

    async def _change(
        self, snapshot: JobSnapshot, request: ResumeRequest
    ) -> tuple[PodcastSpec, ResumeChange] | tuple[None, None]:
        """What is changed, and how, resolved and checked; none: just try again."""
        if request.changes_nothing:
            return None, None
        spec = await spec_of(self._blobs, self._names, snapshot.job.id, snapshot.job.attempt)
        if spec is None:
            raise ProblemError(409, "request_lost", "What it was made from is no longer kept.")
        spec = await amended(self._blobs, self._names, spec)
        known = {each.turn.id for each in await self._scripts.frozen(snapshot)}
        for field, wanted in (("turns", tuple(request.turns)), ("skip_turns", request.skip_turns)):
            for turn_id in wanted:
                if turn_id not in known:
                    raise Refused("unknown_turn", f"No turn has the id {turn_id!r}.", loc=(field, turn_id))
        speakers = spec.voices
        if request.voices or request.tts:
            serving = Serving(await self._providers.all(), now=self._clock())
            speakers = recast(spec.voices, voices=request.voices, tts=request.tts, serving=serving)
        return spec, ResumeChange(
            speakers=speakers if speakers != spec.voices else (),
            turns=request.turns,
            skip_turns=request.skip_turns,
            budget_usd=request.budget_usd,
        )

    async def cancel(self, record: JobRecord) -> JobSnapshot:
        """CANCELLED for everyone from now on; the run stops behind it."""
        snapshot = await self._status.of(record)
        job = record.job
        if snapshot.status is JobStatus.CANCELLED:
            return snapshot
        if snapshot.status.ended:
            raise ProblemError(409, "wrong_state", f"It is {snapshot.status.value} already.")
        await self._runs.cancel(job.id)
        change = {"status": JobStatus.CANCELLED, "attention": (), "waiting": (), "seconds_left": None}
        outcome = Outcome(
            status=JobStatus.CANCELLED,
            attempt=job.attempt,
            run_id=snapshot.run_id,
            progress=snapshot.progress.model_copy(update=change),
            ended_at=self._clock(),
        )
        await self._jobs.end(job.id, outcome)
        latest = await self._jobs.get(job.id)
        return ended(latest) if latest is not None and latest.outcome is not None else snapshot

    async def delete(self, record: JobRecord) -> None:
        """Stops it, removes what it left, then its row: a deletion that was interrupted can be repeated."""
        job = record.job
        run = await self._runs.describe(job.id)
        if run is not None and run.closed_at is None:
            await self._stop(job.id)
        if record.outcome is None:
            await self._jobs.end(job.id, self._given_up(job, run))  # settles what it used
        await self._removal.podcast(job.id, owner=job.owner)
        await self._jobs.delete(job.id)

    def _given_up(self, job: Job, run: Run | None) -> Outcome:
        told = run.progress if run is not None and run.progress is not None else Progress(attempt=job.attempt)
        progress = told.model_copy(update={"status": JobStatus.CANCELLED, "attention": (), "waiting": ()})
        run_id = run.run_id if run is not None else ""
        return Outcome(
            status=JobStatus.CANCELLED, attempt=job.attempt, run_id=run_id, progress=progress, ended_at=self._clock()
        )

    async def _stop(self, job_id: str) -> None:
        await self._runs.cancel(job_id)
        if await self._asked(job_id) is not None:
            await self._until_closed(job_id)
        await self._runs.kill(job_id)

    async def _asked(self, job_id: str) -> Progress | None:
        return await self._messages.query(job_id, name=PROGRESS_QUERY, model=Progress, within=ANSWER_SECONDS)

    async def _until_closed(self, job_id: str) -> None:
        try:
            async with asyncio.timeout(STOPPING_SECONDS):
                while (run := await self._runs.describe(job_id)) is not None and run.closed_at is None:  # noqa: ASYNC110 - the run is in another process
                    await asyncio.sleep(0.05)  # a describe costs 3-6 ms
        except TimeoutError:
            return
