"""Runs one item of a job to its end: an account fault waits for its vendor, an item fault waits for a person."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import FaultDetail, FaultKind, Own, PermanentFault
    from domain.jobs.state import BUDGET, JobState
    from domain.value import Value
    from workflows.jobs import policies
    from workflows.jobs.gathering import cancel_quietly
    from workflows.jobs.policies import Options
    from workflows.jobs.probing import ORDERLY_PROBES, Release, as_coroutine, give_back, has_last_answer
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.trying import Tries, fault_to_wait_for, was_kept

T = TypeVar("T")
Order = TypeVar("Order", bound=Value)
Call = Callable[[Options], Awaitable[T]]
"""Schedules the item's activity with these options."""

Reserve = Callable[[], Awaitable[None]]
"""Makes sure of the money for one try."""


class Suspended(Exception):
    """The run is about to continue as new: the item goes on in the next run, from the state."""


class ItemRunner:
    """One per workflow. Every item of a job goes through `run`, whatever its kind.

    `calls_arrive`: after a cancellation, paid calls in flight arrive and are counted; no other call begins. Runs that
    were started by older workers end at once. `job_id`: whose it is, where the workflow is a child of a job.
    """

    def __init__(
        self, state: JobState, publisher: Publisher, *, calls_arrive: bool = False, job_id: str | None = None
    ) -> None:
        self._state, self._publisher, self.calls_arrive, self.job_id = state, publisher, calls_arrive, job_id
        self._round = 0  # raised by each resume
        self._stopped = self._suspended = False
        self._probed: set[str] = set()
        self._tries = Tries()

    @property
    def run_name(self) -> str:
        """Of this run, by which the bills of its calls are found."""
        info = workflow.info()
        return info.run_id if self.job_id is None else f"{info.workflow_id}/{info.run_id}"

    def stop(self) -> None:
        """The job has failed: nothing more is started, parked or waited for; calls in flight may arrive."""
        self._stopped = True

    def check_cancelled(self) -> None:
        """Raises CancelledError after a cancellation that a call in flight outlasted: nothing more is started."""
        if self.calls_arrive and workflow.cancellation_reason() is not None:
            raise asyncio.CancelledError

    def paid(self, options: Options) -> Options:
        """The options of a call that costs money."""
        return policies.arriving(options) if self.calls_arrive else options

    def suspend(self) -> None:
        """Nothing more is started in this run: items end with their call in flight, or with Suspended."""
        self._suspended = True

    def resume(self) -> None:
        """Everything that is parked or waits for its vendor is tried again now."""
        for item in list(self._state.attention):
            self._state.taken_up(item)
        self._round += 1
        self._publisher.publish()

    async def run(
        self,
        item: str,
        call: Call[T],
        *,
        resource: str,
        options: Options,
        window: asyncio.Semaphore | None = None,
        given_up: Callable[[], bool] = lambda: False,
        reserve: Reserve | None = None,
        release: Release = lambda: None,
    ) -> T | None:
        """The item's result; None when `given_up` says so after a resume, or the job was stopped.

        `window` bounds calls in flight. A parked item, or one that waits for its vendor, holds no place in it; nor does
        `reserve`, which is awaited before each try. Nor does such an item hold money, which others may need to go on.

        Raises:
            ActivityError: cancelled, or a permanent fault.
            PermanentFault: `abandoned`, parked for thirty days.
            Suspended: see `suspend`.
        """

        def over() -> bool:
            return self._stopped or given_up()

        if item in self._state.attention:  # parked in the run before this one
            await self._wait_for_person(item)
        while not over():
            self.check_cancelled()
            if resource in self._probed:
                give_back(release)
                await workflow.wait_condition(lambda: resource not in self._probed)
            if reserve is not None:
                await reserve()
            async with nullcontext() if window is None else window:
                self.check_cancelled()
                if self._suspended:
                    raise Suspended
                if over() or resource in self._probed:
                    continue
                seen = self._round
                try:
                    with self._publisher.call_in_flight():
                        return await call(policies.failing_fast(options))
                except ActivityError as error:
                    fault = fault_to_wait_for(error)
                again = False
                if fault.kind is FaultKind.ACCOUNT:
                    if resource in self._probed:
                        continue
                    try:
                        return await self._wait_for_vendor(resource, fault, call, options, reserve)
                    except ActivityError as error:
                        fault = fault_to_wait_for(error)
                    again = fault.kind is FaultKind.TRANSIENT  # the account is in order: the usual policy decides
                if self._tries.go_on(item, fault) or (again and not fault.pays_again):
                    continue
            self.check_cancelled()
            if seen == self._round and not self._stopped:
                self._state.parked(item, self._tries.counted(item, fault), workflow.now())
                self._publisher.publish()
                give_back(release)
                await self._wait_for_person(item)
        return None

    async def run_required(
        self,
        item: str,
        call: Call[T],
        *,
        resource: str,
        options: Options,
        reserve: Reserve | None = None,
        release: Release = lambda: None,
    ) -> T:
        """The result of an item that cannot be given up. Raises what `run` raises."""
        done = await self.run(item, call, resource=resource, options=options, reserve=reserve, release=release)
        if done is None:
            raise RuntimeError(f"{item} ended without a result")
        return done

    async def ask_person(self, item: str, finding: FaultDetail) -> None:
        """Parks a finding that a person decides about, and waits for the resume that says to go on.

        Raises:
            PermanentFault: `abandoned`.
            Suspended: see `suspend`.
        """
        self.check_cancelled()
        if item not in self._state.attention:
            self._state.parked(item, finding, workflow.now())
            self._publisher.publish()
        await self._wait_for_person(item)

    async def run_activity(
        self,
        item: str,
        method: Callable[[Any, Order], Awaitable[T]],
        order: Order,
        *,
        resource: str,
        options: Options,
        task_queue: str | None = None,
        summary: str | None = None,
    ) -> T:
        """The result of an item that is a single call of an activity, and cannot be given up. Its id is the item's."""

        async def call(options: Options) -> T:
            self._state.item_began(item)
            return await workflow.execute_activity_method(
                method, order, task_queue=task_queue, activity_id=item, summary=summary, **options
            )

        return await self.run_required(item, call, resource=resource, options=options)

    async def reserve_budget(self, cost_usd: float, *, most: float = 0.0) -> float:
        """Reserves the money for one call, up to `most` where that is left, and returns how much that is.

        Waits for calls in flight to settle, then for a person to raise the budget.

        Raises:
            PermanentFault: `abandoned`.
            Suspended: see `suspend`.
        """
        state, money = self._state, self._state.money

        def may_ask() -> bool:
            """No call in flight can give money back, and the budget is not parked yet."""
            return self.nothing_in_flight() and BUDGET not in state.attention

        while not (self._stopped or money.affordable(cost_usd)):
            self.check_cancelled()
            if self._suspended:
                raise Suspended
            if not may_ask():
                await workflow.wait_condition(
                    lambda: self._stopped or self._suspended or money.affordable(cost_usd) or may_ask()
                )
                continue
            fault = FaultDetail(
                kind=FaultKind.ITEM,
                code="budget_reached",
                message=f"{money.usage.cost_usd:.2f} USD of {money.budget_usd or 0:.2f} are spent; "
                f"the next call may cost {cost_usd:.4f}.",
                advice="Resume with a higher budget (--budget); everything made is kept.",
            )
            state.parked(BUDGET, fault, workflow.now())
            self._publisher.publish()
            await self._wait_for_person(BUDGET)
        reserved = money.reservable(cost_usd, most)
        money.reserve(reserved)
        return reserved

    def nothing_in_flight(self) -> bool:
        """Whether no call can give money back."""
        return self._state.money.reserved_usd <= 0

    async def _wait_for_vendor(
        self, resource: str, fault: FaultDetail, call: Call[T], options: Options, reserve: Reserve | None
    ) -> T | None:
        """One item keeps trying the closed vendor on behalf of all; the others wait until it gets an answer."""
        self._probed.add(resource)
        shown = fault.provider if fault.provider in list(Own) else resource
        self._state.resource_closed(shown, fault.message, workflow.now(), advice=fault.advice)
        self._publisher.publish()
        probe: asyncio.Task[T] | None = None
        try:
            while not (self._stopped or self._suspended):
                if reserve is not None and workflow.patched(ORDERLY_PROBES):
                    await reserve()
                seen = self._round
                probe = asyncio.create_task(as_coroutine(call(policies.retrying_account_faults(options))))
                await self._until_answered(probe, seen)
                if not (probe.done() or await has_last_answer(probe)):
                    continue
                try:
                    return probe.result()
                except ActivityError as error:
                    fault = fault_to_wait_for(error)
                    if fault.kind is not FaultKind.ACCOUNT or not was_kept(fault):
                        raise
            if self._suspended:
                raise Suspended
            return None
        except asyncio.CancelledError:
            if self.calls_arrive and probe is not None and await has_last_answer(probe):
                return probe.result()
            raise
        finally:
            if probe is not None:
                cancel_quietly(probe)
            self._probed.discard(resource)
            if not self._suspended:
                self._state.resource_opened(shown)
                self._publisher.publish()

    async def _until_answered(self, probe: asyncio.Task[T], seen: int) -> None:
        await workflow.wait_condition(lambda: probe.done() or self._round > seen or self._stopped or self._suspended)

    async def _wait_for_person(self, item: str) -> None:
        """Until a resume. Raises PermanentFault `abandoned` thirty days after the item was parked, and Suspended."""
        self.check_cancelled()
        seen, now = self._round, workflow.now()
        parked_at = self._state.parked_at.get(item, now)
        try:
            await workflow.wait_condition(
                lambda: self._round > seen or self._stopped or self._suspended,
                timeout=max(policies.PARKED - (now - parked_at), timedelta(0)),
                timeout_summary=f"{item} waits for a person",
            )
        except TimeoutError:
            raise PermanentFault(
                "abandoned",
                f"{item} waited for a person for {policies.PARKED.days} days: {self._state.attention[item].message}",
                advice="Retry it: everything made so far is reused.",
            ) from None
        if self._suspended and self._round == seen and not self._stopped:
            raise Suspended
