"""Children of a job, as their parent runs them: some at a time, within its budget, each to its end."""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ChildWorkflowError, FailureError, WorkflowAlreadyStartedError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from domain.artifacts.reference import ArtifactRef
    from domain.errors import Fault, PermanentFault
    from domain.jobs.messages import ResumeOrder
    from domain.jobs.reports import ChildEnd, ChildReport, Grant, ParentState
    from domain.value import Value
    from workflows.jobs.child import GRANT_SIGNAL, REPORT_SIGNAL, RESUME_SIGNAL, SUSPEND_SIGNAL, ChildRun
    from workflows.jobs.items import ItemRunner, Suspended
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.publishing import Publisher

Handle = workflow.ChildWorkflowHandle[Any, ChildEnd]

STOPPING_AGAIN = 2
"""Seconds until a child is started again whose run in an earlier attempt is still being ended."""


class ParentRunner(ItemRunner):
    """Runs the items of a parent, and passes on to its children what is said to it."""

    def __init__(self, state: ParentState, publisher: Publisher, *, calls_arrive: bool = False) -> None:
        super().__init__(state, publisher, calls_arrive=calls_arrive)
        self._parent = state
        self.handles: dict[str, Handle] = {}
        self.corrections: list[ArtifactRef] = []  # in this run, of which the children know the first ones
        self.said = 0
        self._saying = set[asyncio.Task[None]]()

    @property
    def suspended(self) -> bool:
        return self._suspended

    def resume(self) -> None:
        super().resume()
        for child in self.handles:
            if self.said == len(self.corrections):
                self.say(child, RESUME_SIGNAL)
            self.correct(child, since=self.said)
        self.said = len(self.corrections)

    def correct(self, child: str, *, since: int) -> None:
        for change in self.corrections[since:]:
            self.say(child, RESUME_SIGNAL, ResumeOrder(change=change))

    def suspend(self) -> None:
        super().suspend()
        for child in self.handles:
            self.say(child, SUSPEND_SIGNAL)

    def say(self, child: str, signal: str, *said: Value) -> None:
        """A signal to a child; one that has ended by now needs none."""
        task = asyncio.create_task(_said(self.handles[child], signal, said))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    def nothing_in_flight(self) -> bool:
        """Whether no call, of any child, can give money back."""
        return all(self._parent.children[child].idle for child in self._parent.running)


class Children:
    def __init__(self, state: ParentState, runner: ParentRunner, publisher: Publisher) -> None:
        self._state, self._runner, self._publisher = state, runner, publisher
        self._granting = set[str]()
        self._tasks = set[asyncio.Task[None]]()
        self._faults: dict[str, Fault] = {}

    @property
    def parked(self) -> int:
        """How many can do nothing more before a person did something."""
        return sum(self._state.children[child].parked for child in self._state.running)

    async def run(self, run: ChildRun, *, kind: str, usd: float = 0.0, summary: str = "") -> str:
        """JSON of the child's result; at once, when it ended in the run before this one.

        `kind`: the wire name of its workflow. `usd`: what it may cost, and what is reserved for it, where that is left.

        Raises:
            PermanentFault: the child's, or `abandoned`.
            Suspended: this run is about to continue as new.
            CancelledError.
        """
        state, runner, child, known = self._state, self._runner, run.child, self._runner.said
        record = state.children.get(child)
        if record is not None and record.result:
            return record.result
        granted = await self._first_grant(child, usd)
        runner.check_cancelled()
        if runner.suspended:
            raise Suspended
        record = state.child_began(child, granted_usd=granted)
        order = run.model_copy(update={"budget_usd": granted, "carried": record.carried})
        self._publisher.publish()
        try:
            end = await self._to_its_end(order, kind, summary, known=known)
        except BaseException:
            state.child_lost(child)
            raise
        state.child_ended(end, workflow.now())
        self._publisher.publish()
        return self._result(end)

    def reported(self, report: ChildReport) -> None:
        self._state.child_reported(report, workflow.now())
        child = report.child
        if report.wants_usd and child in self._runner.handles and child not in self._granting:
            self._granting.add(child)
            task = asyncio.create_task(self._grant(child, report.wants_usd))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._publisher.publish()

    def bound(self) -> None:
        """The job has a budget now: children that had none ask for money from now on."""
        for child in self._runner.handles:
            record = self._state.children[child]
            if record.granted_usd is None:
                record.granted_usd = record.spent_usd
                self._runner.say(child, GRANT_SIGNAL, Grant(budget_usd=record.granted_usd))

    async def _first_grant(self, child: str, most: float) -> float | None:
        """As much as is left; a child asks for what it needs beyond that."""
        state = self._state
        if state.money.budget_usd is None:
            return None
        spent = state.children[child].spent_usd if child in state.children else 0.0
        return spent + await self._runner.reserve_budget(0.0, most=max(0.0, most - spent))

    async def _grant(self, child: str, wants_usd: float) -> None:
        try:
            more = await self._runner.reserve_budget(wants_usd)
            if child in self._runner.handles:
                self._runner.say(child, GRANT_SIGNAL, Grant(budget_usd=self._state.child_granted(child, more)))
            else:
                self._state.money.settle(more)
        except Suspended:
            pass  # so is the child
        except Fault as fault:  # no person raised the budget
            self._faults[child] = fault
            if child in self._runner.handles:
                self._runner.handles[child].cancel()
        finally:
            self._granting.discard(child)

    async def _to_its_end(self, run: ChildRun, kind: str, summary: str, *, known: int) -> ChildEnd:
        """`known`: how many corrections its order holds; it was not there when the others heard of more."""
        try:
            handle = await self._start(run, kind, summary)
            self._runner.handles[run.child] = handle
            self._runner.correct(run.child, since=known)
            if self._runner.suspended:
                self._runner.say(run.child, SUSPEND_SIGNAL)  # nor when they heard of that
            try:
                return await handle
            finally:
                del self._runner.handles[run.child]
        except ChildWorkflowError as error:
            if is_cancelled_exception(error):
                raise asyncio.CancelledError from error
            raise PermanentFault(
                "run_failed",
                f"The run of {run.child} ended in Temporal without a result: {error.cause or error}",
                advice="Retry it: everything made so far is reused.",
            ) from error

    async def _start(self, run: ChildRun, kind: str, summary: str) -> Handle:
        while True:
            try:
                return await workflow.start_child_workflow(
                    kind,
                    run,
                    id=f"{run.job_id}-{run.child}",
                    result_type=ChildEnd,
                    static_summary=summary or None,
                )
            except WorkflowAlreadyStartedError:
                await workflow.sleep(STOPPING_AGAIN)

    def _result(self, end: ChildEnd) -> str:
        fault = self._faults.pop(end.report.child, None)
        if fault is not None:
            raise fault
        if end.fault is not None:
            raise PermanentFault(end.fault.code, end.fault.message, advice=end.fault.advice)
        if end.carried:
            raise Suspended
        if end.cancelled:
            raise asyncio.CancelledError
        return end.result


class ParentWorkflow(JobWorkflow):
    """Base of kinds whose work is done by children."""

    def _prepare_parent(self, state: ParentState, publisher: Publisher, *, job_id: str) -> None:
        self._prepare(state, publisher, job_id=job_id)
        self._parent_runner = ParentRunner(state, publisher, calls_arrive=self._orderly)
        self._runner = self._parent_runner
        self._children = Children(state, self._parent_runner, publisher)

    @workflow.signal(name=REPORT_SIGNAL, description="How far a child is")
    def report(self, report: ChildReport) -> None:
        self._children.reported(report)


async def _said(handle: Handle, signal: str, said: tuple[Value, ...]) -> None:
    try:
        await handle.signal(signal, args=list(said))
    except FailureError:
        return  # it has ended
