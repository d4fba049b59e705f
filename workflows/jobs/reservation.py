"""Reservation of money for one item: made before a try, counted when the try fails, so that the budget stays true."""

from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import bill_of
    from activities.store import CountSilentCalls, StoreActivities
    from domain.jobs.state import JobState
    from domain.money import NOTHING, Allowance, Prices
    from workflows.jobs import policies
    from workflows.jobs.items import ItemRunner

T = TypeVar("T")


class Reservation:
    """Held from the first try until the item is settled. The bill of a failed try uses it up."""

    def __init__(self, state: JobState, runner: ItemRunner) -> None:
        self._state, self._runner = state, runner
        self._held: float | None = None

    async def renew(self, cost_usd: float, *, most: float = 0.0) -> None:
        """What one call costs, and up to `most` where it may be followed by others that are not necessary.

        Raises PermanentFault `abandoned`, like `ItemRunner.reserve_budget`.
        """
        if self._held is None:
            self._held = await self._runner.reserve_budget(cost_usd, most=most)

    def allowance(self, prices: Prices) -> Allowance | None:
        """What the activity may spend; None without a budget."""
        if self._state.money.budget_usd is None or self._held is None:
            return None
        return Allowance(usd=self._held, prices=prices)

    async def count_if_failed(self, call: Awaitable[T], *, usd_per_1000_characters: float = 0.0) -> T:
        """The result; when the call fails, what all its attempts were billed is counted in the job's usage."""
        try:
            return await call
        except ActivityError as error:
            if not isinstance(error.cause, ApplicationError):
                self._state.ended_silently(self._runner.run_name)
                await self._count_silent_calls()
            bill = bill_of(error)
            if bill != NOTHING:
                self._state.billed(bill, usd_per_1000_characters=usd_per_1000_characters)
                self.settle()
            raise

    async def _count_silent_calls(self) -> None:
        """What they were billed belongs to the budget. A job that is cancelled counts it with its outcome."""
        if workflow.cancellation_reason() is not None or not workflow.patched("count-silent-calls-at-once"):
            return
        job_id, state = self._runner.job_id or workflow.info().workflow_id, self._state
        order = CountSilentCalls(job_id=job_id, attempt=state.attempt, runs=tuple(state.silent))
        with suppress(ActivityError):  # then it is counted with the outcome
            state.money.silent_found(
                await workflow.execute_activity_method(
                    StoreActivities.count_silent_calls,
                    order,
                    **policies.COUNTING,
                )
            )
            self.settle()

    def settle(self) -> None:
        if self._held is not None:
            self._state.money.settle(self._held)
        self._held = None
