"""A child of a job: a workflow that does a part of it, reports to its parent, and returns how it ended."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import fault_of
    from domain.artifacts.reference import ArtifactRef
    from domain.errors import Fault, FaultDetail
    from domain.jobs.messages import ResumeOrder
    from domain.jobs.notice import Notice
    from domain.jobs.progress import Progress
    from domain.jobs.reports import ChildEnd, ChildReport, Grant, report_of
    from domain.jobs.state import JobState
    from domain.jobs.status import JobStatus
    from domain.value import Value
    from workflows.jobs.gathering import cancel_quietly, cancelled
    from workflows.jobs.items import ItemRunner, Suspended

REPORT_SIGNAL, RESUME_SIGNAL, SUSPEND_SIGNAL, GRANT_SIGNAL = "report", "resume", "suspend", "grant"

AS_IT_IS = ResumeOrder()

REPORT_EVERY = timedelta(seconds=2)
"""How often a child reports changes that wait for no decision. A report is two events of its history and, with the task
it sets off, four of its parent's."""


class ChildRun(Value):
    """The input of a child. `budget_usd`: all that it may have spent; None: nothing bounds it. `carried`: JSON of the
    state in which a run before it left off. `corrections`: artifacts of what people corrected before it began."""

    child: str
    job_id: str
    attempt: int = 1
    budget_usd: float | None = None
    carried: str = ""
    corrections: tuple[ArtifactRef, ...] = ()


class ChildWorkflow:
    """Base of children. A kind gives its state, its `body` and its `figures`. Its `__init__` calls `_prepare`; its
    `run` calls `_run`.

    Whatever becomes of it, a child completes: what it spent has to reach its parent.
    """

    def _prepare(self, run: ChildRun, state: JobState) -> None:
        self._run_order, self._job = run, state
        state.money.budget_usd = run.budget_usd
        self._reporter = Reporter(self)
        self._runner = ChildRunner(state, self._reporter, job_id=run.job_id)
        self._told_to_suspend = False

    async def body(self) -> Value:
        """The result of the child."""
        raise TypeError(f"{type(self).__name__} has no body")

    async def amend(self, change: ArtifactRef) -> None:
        """Applies what a person corrected. It may be told the same twice."""
        raise TypeError(f"{type(self).__name__} takes no corrections")

    def figures(self) -> dict[str, int | float]:
        """`done`, `total` and `reused` of its reports."""
        return {}

    # -- asked and said --------------------------------------------------------------------------------------------

    @workflow.query(name="progress", description="How far it is")
    def progress(self) -> Progress:
        return self._job.progress(workflow.now())

    @workflow.signal(
        name=RESUME_SIGNAL,
        description="Try again what is parked or waiting",
        unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON,
    )
    async def resume(self, order: ResumeOrder = AS_IT_IS) -> None:
        if order.change is not None:
            corrections = (*self._run_order.corrections, order.change)
            self._run_order = self._run_order.model_copy(update={"corrections": corrections})
            await self._correct(order.change)
        self._runner.resume()

    async def _correct(self, change: ArtifactRef) -> None:
        """What cannot be corrected stays as it is, with a warning: it will ask again."""
        try:
            await self.amend(change)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            self._job.warned((Notice(code="not_corrected", message=fault_of(error).message),))

    @workflow.signal(name=GRANT_SIGNAL, description="How much it may spend")
    def grant(self, grant: Grant) -> None:
        self._job.money.budget_usd = grant.budget_usd

    @workflow.signal(name=SUSPEND_SIGNAL, description="End, with the state in which another run goes on")
    def suspend(self) -> None:
        self._told_to_suspend = True
        self._runner.suspend()

    def report(self) -> ChildReport:
        return report_of(
            self._job,
            child=self._run_order.child,
            in_flight=self._reporter.in_flight,
            wants_usd=self._runner.wants_usd,
            **self.figures(),
        )

    # -- from its beginning to its end -----------------------------------------------------------------------------

    async def _run(self) -> ChildEnd:
        background = [asyncio.create_task(self._reporter.run()), asyncio.create_task(self._suspend_when_long())]
        body = asyncio.create_task(self._corrected_body())
        try:
            if self._job.status is JobStatus.QUEUED:
                self._job.began()
            try:
                result = await asyncio.shield(body)
            except asyncio.CancelledError:
                await cancelled([body])
                raise
            self._runner.check_cancelled()
            return ChildEnd(report=self.report(), result=result.model_dump_json())
        except Suspended:
            state = self._job.carried().model_dump_json()
            if self._told_to_suspend:
                return ChildEnd(report=self.report(), carried=state)
            change = {"carried": state, "budget_usd": self._job.money.budget_usd}
            workflow.continue_as_new(self._run_order.model_copy(update=change))
        except asyncio.CancelledError:
            return ChildEnd(report=self.report(), cancelled=True)
        except ActivityError as error:
            if is_cancelled_exception(error):
                return ChildEnd(report=self.report(), cancelled=True)
            return self._failed(fault_of(error))
        except Fault as fault:
            return self._failed(fault.detail())
        finally:
            for task in background:
                cancel_quietly(task)

    async def _corrected_body(self) -> Value:
        for change in self._run_order.corrections:
            await self._correct(change)
        return await self.body()

    def _failed(self, fault: FaultDetail) -> ChildEnd:
        return ChildEnd(report=self.report(), fault=fault)

    async def _suspend_when_long(self) -> None:
        await workflow.wait_condition(lambda: workflow.info().is_continue_as_new_suggested())
        self._runner.suspend()


class ChildRunner(ItemRunner):
    """Runs the items of a child. Where its grant is used up, it asks its parent for more. `wants_usd`: what it asks."""

    def __init__(self, state: JobState, reporter: "Reporter", *, job_id: str) -> None:
        super().__init__(state, reporter, calls_arrive=True, job_id=job_id)
        self.wants_usd = 0.0

    async def reserve_budget(self, cost_usd: float, *, most: float = 0.0) -> float:
        money = self._state.money
        while not (self._stopped or money.affordable(cost_usd)):
            self.check_cancelled()
            if self._suspended:
                raise Suspended
            self.wants_usd = max(cost_usd, self.wants_usd)
            await workflow.wait_condition(
                lambda: self._stopped or self._suspended or money.affordable(cost_usd) or not self.wants_usd
            )
        self.wants_usd = 0.0
        reserved = money.reservable(cost_usd, most)
        money.reserve(reserved)
        return reserved


class Reporter:
    """Sends a report at each change of what a decision may depend on; other changes go with the first one two seconds
    later, or as soon as no call is in flight. It starts no timers. Implements `Publisher`."""

    def __init__(self, child: ChildWorkflow) -> None:
        self._child = child
        self.in_flight = 0
        self._sent: ChildReport | None = None
        self._when: datetime | None = None

    def publish(self) -> None:
        """`run` looks at the state after whatever changed it."""

    @contextmanager
    def call_in_flight(self) -> Iterator[None]:
        self.in_flight += 1
        try:
            yield
        finally:
            self.in_flight -= 1

    async def run(self) -> None:
        info = workflow.info()
        if info.parent is None:
            return  # started alone, by a test or an operator
        parent = workflow.get_external_workflow_handle(info.parent.workflow_id)
        while True:
            await workflow.wait_condition(self._is_due)
            self._sent, self._when = self._child.report(), workflow.now()
            try:
                await parent.signal(REPORT_SIGNAL, self._sent)
            except FailureError:
                return  # the parent has ended, and ends this child

    def _is_due(self) -> bool:
        report, sent = self._child.report(), self._sent
        if sent is None or _labels(report) != _labels(sent):
            return True
        if report.rev == sent.rev:
            return False
        return not report.in_flight or self._when is None or workflow.now() - self._when >= REPORT_EVERY


def _labels(report: ChildReport) -> tuple[object, ...]:
    parked = tuple(each.id for each in report.attention)
    waiting = tuple(each.resource for each in report.waiting)
    return report.status, parked, waiting, report.wants_usd, not report.in_flight
