"""Starting a recorded job; also a job whose start was lost when a process died in between."""

from contextlib import suppress

from domain.artifacts.ports import Blobs, Names
from domain.jobs.kind import Kinds
from domain.jobs.ports import Jobs
from domain.jobs.record import JobRecord
from domain.jobs.runs import AlreadyRunning, Runs, StartJob
from domain.jobs.specs import spec_of


class Starter:
    def __init__(self, *, jobs: Jobs, runs: Runs, blobs: Blobs, names: Names, kinds: Kinds) -> None:
        self._jobs, self._runs, self._blobs, self._names, self._kinds = jobs, runs, blobs, names, kinds

    async def start(self, start: StartJob) -> str:
        """The id of the run; empty when a repeated request started it a moment ago."""
        run_id = ""
        with suppress(AlreadyRunning):
            run_id = await self._runs.start(start)
        begun = await self._jobs.begin(start.job_id, attempt=start.attempt, started=True)
        if run_id and not begun:  # it was cancelled or deleted meanwhile
            await self._runs.cancel(start.job_id)
        return run_id

    async def start_if_never(self, record: JobRecord) -> JobRecord:
        """The record as it stands afterwards; the same object when its attempt was started, or ended, before."""
        job = record.job
        if record.outcome is not None or job.started:
            return record
        kind = self._kinds.of(job.kind)
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, kind.spec_model)
        if spec is not None:
            await self.start(kind.start(spec.model_copy(update={"attempt": job.attempt}), job_id=job.id))
        return await self._jobs.get(job.id) or record
