"""The life of a job, whatever its kind: began, body, outcome; and what can be asked of it and said to it meanwhile."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import fault_of
    from activities.store import RecordOutcome, StoreActivities
    from domain.artifacts.reference import ArtifactRef
    from domain.errors import Fault, FaultDetail
    from domain.jobs.messages import ResumeOrder
    from domain.jobs.progress import Progress
    from domain.jobs.state import JobState
    from domain.jobs.status import JobStatus
    from domain.value import Value
    from workflows.jobs import policies
    from workflows.jobs.gathering import cancel_quietly, cancelled
    from workflows.jobs.items import ItemRunner, Suspended
    from workflows.jobs.publishing import Publisher


class JobWorkflow:
    """Base of every kind's workflow. A kind gives its state, its `body`, and how a run of it goes on as a new one.

    Its `__init__` calls `_prepare`; its `run` calls `_run`.
    """

    kind: ClassVar[str]

    def _prepare(self, state: JobState, publisher: Publisher, *, job_id: str) -> None:
        self._job, self._publisher, self._job_id = state, publisher, job_id
        self._orderly = workflow.patched("calls-arrive-after-cancel")
        self._runner = ItemRunner(state, publisher, calls_arrive=self._orderly)
        self._amending: list[asyncio.Task[None]] = []
        self._ending = False

    # -- a kind's own ----------------------------------------------------------------------------------------------

    async def body(self) -> Value:
        """The stages, in order; the kind's result."""
        raise TypeError(f"{type(self).__name__} has no body")

    async def amend(self, change: ArtifactRef) -> None:
        """Applies what a person mended, before everything that is parked is tried again."""
        raise ApplicationError(f"A {self.kind} takes no changes.", type="wrong_state", non_retryable=True)

    def continue_as_new(self) -> None:
        """Ends this run and starts the next one from the state, which raises. Only long kinds need it."""
        raise TypeError(f"{type(self).__name__} does not continue as new")

    def outcome(self, progress: Progress, result: Value | None) -> RecordOutcome:
        """What the catalog is to know of the end; `result` only when the job is complete."""
        told = result.model_dump_json() if result is not None else ""
        return RecordOutcome(job_id=self._job_id, progress=progress, result=told)

    # -- asked and said --------------------------------------------------------------------------------------------

    @workflow.query(name="progress", description="How far the job is")
    def progress(self) -> Progress:
        return self._job.progress(workflow.now())

    @workflow.update(name="resume", description="Try again what is parked or waiting, with what was mended")
    async def resume(self, order: ResumeOrder) -> Progress:
        if order.change is not None:
            await self._carry_out(self.amend(order.change), refusal="not_resumed")
        if self._orderly and (self._ending or self._job.status.ended):
            raise ApplicationError("it ended meanwhile", type="wrong_state", non_retryable=True)
        self._runner.resume()
        return self.progress()

    async def _carry_out(self, work: Coroutine[Any, Any, None], *, refusal: str) -> None:
        """What an update asks for, while the run goes on. Whatever it raises fails the update, never a workflow task;
        a run that ends ends the work first, and says so to whoever sent it."""
        task = asyncio.create_task(work)
        self._amending.append(task)
        try:
            await task
        except (asyncio.CancelledError, ActivityError) as error:
            if self._ending and is_cancelled_exception(error):
                raise ApplicationError("it ended meanwhile", type="wrong_state", non_retryable=True) from error
            if isinstance(error, ActivityError) and not is_cancelled_exception(error):
                fault = fault_of(error)
                raise ApplicationError(fault.message, type=fault.code, non_retryable=True) from error
            raise
        except FailureError:
            raise
        except Exception as error:
            raise ApplicationError(f"{type(error).__name__}: {error}", type=refusal, non_retryable=True) from error
        finally:
            self._amending.remove(task)

    async def _end_amendments(self) -> None:
        """To be awaited before the run closes: Temporal fails what is still under way with an error of its own."""
        self._ending = True
        if self._orderly:
            await cancelled(self._amending)
            await workflow.wait_condition(workflow.all_handlers_finished)

    @resume.validator
    def _resumable(self, order: ResumeOrder) -> None:
        ending = self._ending or workflow.cancellation_reason() is not None
        if ending or (self._job.status is not JobStatus.NEEDS_ATTENTION and not self._job.waiting):
            raise ApplicationError(f"nothing to resume: it is {self._job.status}", type="wrong_state")

    # -- from its beginning to its outcome -------------------------------------------------------------------------

    async def _run(self) -> Progress:
        """Everything from began to the outcome. The outcome comes first: whoever reads COMPLETED finds the result."""
        background = [asyncio.create_task(self._publisher.run()), asyncio.create_task(self._suspend_when_long())]
        try:
            if self._job.status is JobStatus.QUEUED:
                self._job.began()
            self._publisher.publish()
            await self._complete(await self._stages())
        except Suspended:
            await workflow.wait_condition(workflow.all_handlers_finished)
            self.continue_as_new()
        except asyncio.CancelledError:
            await self._record_cancelled()
            raise
        except ActivityError as error:
            if is_cancelled_exception(error):
                await self._record_cancelled()
                raise
            await self._fail(fault_of(error))
        except Fault as fault:
            await self._fail(fault.detail())
        finally:
            for task in background:
                cancel_quietly(task)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.progress()

    async def _stages(self) -> Value:
        """The body, in a task that hears of a cancellation when it has taken the answers that came with it."""
        if not self._orderly:
            return await self.body()
        body = asyncio.create_task(self.body())
        try:
            return await asyncio.shield(body)
        except asyncio.CancelledError:
            await cancelled([body])
            raise

    async def _suspend_when_long(self) -> None:
        """Temporal suggests it before a history reaches its limits of events and bytes."""
        await workflow.wait_condition(lambda: workflow.info().is_continue_as_new_suggested())
        self._runner.suspend()

    async def _complete(self, result: Value) -> None:
        self._runner.check_cancelled()
        completed = self._job.model_copy(deep=True)
        completed.completed()
        await self._record(completed, result)
        self._job.completed()
        self._publisher.publish()

    async def _fail(self, fault: FaultDetail) -> None:
        self._job.failed(fault)
        await self._record(self._job)
        self._publisher.publish()
        await self._end_amendments()
        raise ApplicationError(fault.message, fault, type=fault.code, non_retryable=True)

    async def _record_cancelled(self) -> None:
        """Cancellation is delivered once, so an activity started now runs to its end."""
        self._job.cancelled()
        await self._record(self._job)
        self._publisher.publish()
        await self._end_amendments()

    async def _record(self, ended: JobState, result: Value | None = None) -> None:
        order = self.outcome(ended.progress(workflow.now()), result)
        order = order.model_copy(update={"silent": tuple(self._job.silent), "found": self._job.money.found})
        await workflow.execute_activity_method(
            StoreActivities.record_outcome, order, activity_id="record-outcome", **policies.RECORDING
        )
