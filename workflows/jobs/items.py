"""Runs one item to its end whatever it takes: an account fault waits for its vendor, an item fault for a person."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import fault_of
    from domain.errors import FaultDetail, FaultKind, PermanentFault
    from domain.podcast.state import PodcastState
    from workflows.jobs import policies
    from workflows.jobs.policies import Options

BUDGET = "budget"
"""The item that is parked when the budget is reached; all calls wait behind it."""

T = TypeVar("T")
Call = Callable[[Options], Awaitable[T]]
"""Schedules the item's activity with these options."""

Reserve = Callable[[], Awaitable[None]]
"""Makes sure of the money for one try."""


class ItemRunner:
    """One per workflow. `publish` is called after every change that people should see."""

    def __init__(self, state: PodcastState, publish: Callable[[], None]) -> None:
        self._state, self._publish = state, publish
        self._round = 0  # raised by each resume
        self._stopped = False
        self._probed: set[str] = set()

    def stop(self) -> None:
        """The podcast has failed: nothing more is started, parked or waited for; calls in flight may arrive."""
        self._stopped = True

    def resume(self) -> None:
        """Everything parked or waiting is tried again now."""
        for attention in list(self._state.attention.values()):
            self._state.taken_up(attention.id, turn=attention.turn)
        self._round += 1
        self._publish()

    async def run(
        self,
        item: str,
        call: Call[T],
        *,
        resource: str,
        options: Options,
        turn: int | None = None,
        window: asyncio.Semaphore | None = None,
        given_up: Callable[[], bool] = lambda: False,
        reserve: Reserve | None = None,
    ) -> T | None:
        """The item's result; None when `given_up` says so after a resume, or the podcast was stopped.

        `window` bounds calls in flight. A parked item, or one that waits for its vendor, holds no place in it; nor does
        `reserve`, which is awaited before each try.

        Raises:
            ActivityError: cancelled, or a permanent fault.
            PermanentFault: `abandoned`, parked for thirty days.
        """

        def over() -> bool:
            return self._stopped or given_up()

        while not over():
            if resource in self._probed:
                await workflow.wait_condition(lambda: resource not in self._probed)
            if reserve is not None:
                await reserve()
            async with nullcontext() if window is None else window:
                if over() or resource in self._probed:
                    continue
                seen = self._round
                try:
                    return await call(policies.failing_fast(options))
                except ActivityError as error:
                    fault = _needs_someone(error)
                if fault.kind is FaultKind.ACCOUNT:
                    if resource in self._probed:
                        continue
                    try:
                        return await self._wait_for_vendor(
                            resource, fault, lambda: call(policies.retrying_account_faults(options))
                        )
                    except ActivityError as error:
                        fault = _needs_someone(error)
            if seen == self._round and not self._stopped:
                await self._park(item, fault, turn)
        return None

    async def reserve_budget(self, cost_usd: float) -> None:
        """Reserves the money for one call; waits for calls in flight to settle, then for a person to raise the budget.

        Raises:
            PermanentFault: `abandoned`.
        """
        state, money = self._state, self._state.money

        def idle() -> bool:
            """Nothing in flight can give money back, and nobody has been asked yet."""
            return money.reserved_usd <= 0 and BUDGET not in state.attention

        while not (self._stopped or money.affordable(cost_usd)):
            if not idle():
                await workflow.wait_condition(lambda: self._stopped or money.affordable(cost_usd) or idle())
                continue
            fault = FaultDetail(
                kind=FaultKind.ITEM,
                code="budget_reached",
                message=f"{money.usage.cost_usd:.2f} USD of {money.budget_usd or 0:.2f} are spent; "
                f"the next call may cost {cost_usd:.4f}.",
                advice="Resume with a higher budget (--budget); everything made is kept.",
            )
            await self._park(BUDGET, fault, None)
        money.reserve(cost_usd)

    async def _wait_for_vendor(self, resource: str, fault: FaultDetail, call: Callable[[], Awaitable[T]]) -> T | None:
        """One item knocks at the closed vendor for all of them; the others wait until it gets an answer."""
        self._probed.add(resource)
        self._state.resource_closed(resource, fault.message, workflow.now(), advice=fault.advice)
        self._publish()
        knocking: asyncio.Task[T] | None = None
        try:
            while not self._stopped:
                seen = self._round
                knocking = asyncio.create_task(_task(call()))
                await self._until(knocking, seen)
                if knocking.done():
                    return knocking.result()
                knocking.cancel()
                await asyncio.gather(knocking, return_exceptions=True)
            return None
        finally:
            if knocking is not None:
                cancel_quietly(knocking)
            self._probed.discard(resource)
            self._state.resource_opened(resource)
            self._publish()

    async def _until(self, knocking: asyncio.Task[T], seen: int) -> None:
        await workflow.wait_condition(lambda: knocking.done() or self._round > seen or self._stopped)

    async def _park(self, item: str, fault: FaultDetail, turn: int | None) -> None:
        self._state.parked(item, fault, turn=turn)
        self._publish()
        seen = self._round
        try:
            await workflow.wait_condition(
                lambda: self._round > seen or self._stopped,
                timeout=policies.PARKED,
                timeout_summary=f"{item} waits for a person",
            )
        except TimeoutError:
            raise PermanentFault(
                "abandoned",
                f"{item} waited for a person for {policies.PARKED.days} days: {fault.message}",
                advice="Retry the podcast: everything made so far is reused.",
            ) from None


def _needs_someone(error: ActivityError) -> FaultDetail:
    """The fault, when waiting or parking helps; else the error goes on."""
    if is_cancelled_exception(error):
        raise error
    fault = fault_of(error)
    if fault.kind is FaultKind.PERMANENT:
        raise error
    return fault


def cancel_quietly(task: asyncio.Task[T]) -> None:
    """Cancels it; how it ends is nobody's concern any more, so asyncio does not complain that nobody asked."""
    task.cancel()
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())


async def _task(work: Awaitable[T]) -> T:
    return await work
