"""One batch: a job of another kind for each input, some at once; what became of each is counted."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.batch import AdvanceBatch, BatchActivities, ResumeJobs
    from domain.batch.run import BatchRun
    from domain.batch.spec import Batch, BatchSpec
    from domain.batch.state import BatchState
    from domain.errors import PermanentFault
    from domain.jobs.progress import Progress
    from workflows.jobs import policies
    from workflows.jobs.gathering import cancel_quietly
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.publishing import EventPublisher

RESOURCE = "jobs"


@workflow.defn(name="BatchWorkflow")
class BatchWorkflow(JobWorkflow):
    """Its id is the job's id. With a thousand jobs it continues as new, from its state."""

    kind = "batch"

    @workflow.init
    def __init__(self, spec: BatchRun) -> None:
        self._spec, self._state = spec, spec.carried or BatchState.first(spec)
        self._batch = BatchSpec.model_validate(spec.model_dump(exclude={"carried"}))
        self._prepare(self._state, EventPublisher(self._state), job_id=spec.job_id)

    @workflow.run
    async def run(self, spec: BatchRun) -> Progress:
        return await self._run()

    def continue_as_new(self) -> None:
        workflow.continue_as_new(self._spec.model_copy(update={"carried": self._state.carried()}))

    async def body(self) -> Batch:
        resuming = asyncio.create_task(self._resume_jobs())
        try:
            return await self._all_jobs()
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                await self._stop()
            raise
        finally:
            cancel_quietly(resuming)

    async def _all_jobs(self) -> Batch:
        state, batch = self._state, self._batch
        if batch.attempt > 1 and self._spec.carried is None:
            found = await self._runner.run_activity(
                "find", BatchActivities.find, batch, resource=RESOURCE, options=policies.RECORDING
            )
            state.resumed(found.running, found.endings)
        while state.unfinished:
            order = AdvanceBatch(
                batch=batch,
                begin=state.next_ones(batch.concurrency),
                running=dict(state.running),
                parked={position: job.code for position, job in state.parked_jobs.items()},
                looked_at=state.looked_at,
            )
            done = await self._runner.run_activity(
                "advance", BatchActivities.advance, order, resource=RESOURCE, options=policies.ADVANCING
            )
            state.advanced(done.submitted, done.refused, done.endings)
            state.looked_at = done.looked_at
            if done.parked or done.unparked:
                state.saw(done.parked, done.unparked, workflow.now())
            self._publisher.publish()
        result = state.result()
        if not result.succeeded:
            raise PermanentFault(
                "nothing_succeeded",
                f"None of {result.total} jobs brought a result.",
                advice="See why in the list of its jobs; a retry runs them again.",
            )
        if (notice := state.closing_notice()) is not None:
            state.warned((notice,))
        return result

    async def _stop(self) -> None:
        """Cancellation is delivered once, so this runs to its end."""
        found = await workflow.execute_activity_method(
            BatchActivities.stop, self._batch, activity_id="stop", **policies.RECORDING
        )
        self._state.stopped(found.endings if found is not None else None)

    async def _resume_jobs(self) -> None:
        """Hands every resume of the batch on to the jobs that were parked. No history of before has any."""
        state = self._state
        while True:
            await workflow.wait_condition(lambda: bool(state.to_resume))
            positions = tuple(state.to_resume)
            order = ResumeJobs(jobs=tuple(state.running[each] for each in positions if each in state.running))
            try:
                await workflow.execute_activity_method(BatchActivities.resume, order, **policies.RECORDING)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
            state.was_resumed(positions)
