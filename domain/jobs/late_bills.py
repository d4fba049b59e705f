"""Bills of calls that did not tell their run what they cost, found in the ledger."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Protocol

from pydantic import Field

from domain.artifacts.ledger import Ledger, scheduling
from domain.artifacts.ports import Names
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job
from domain.jobs.runs import Runs
from domain.jobs.spending import Spending
from domain.value import Value

ARRIVED = timedelta(seconds=90)
"""After a run was ended from outside its paid calls in flight have arrived: they get a minute
(activities.runtime.arrival), and hear of it with their next heartbeat."""


class Traces(Value):
    """What the bills of a job are found and priced by, when the job itself may be deleted.

    `clips`: US dollars for 1000 characters by the key of a clip, of all that may be spoken;
    `usd_per_1000_characters` of what was billed without a clip.
    """

    clips: dict[str, float] = Field(default_factory=dict)
    usd_per_1000_characters: float = 0.0


class LateSpending(Protocol):
    async def traces(self, job: Job) -> Traces: ...

    async def counted(self, usage: Usage, payers: Collection[str], traces: Traces) -> Usage:
        """The usage together with what the payers (domain.artifacts.ledger.scheduling) were billed."""
        ...


class StoredBills:
    """Implements `LateSpending` for kinds whose calls leave a bill each, in tokens."""

    def __init__(self, names: Names) -> None:
        self._ledger = Ledger(names)

    async def traces(self, job: Job) -> Traces:
        return Traces()

    async def counted(self, usage: Usage, payers: Collection[str], traces: Traces) -> Usage:
        money = Spending(usage=usage)
        for payer in payers:
            for bill in await self._ledger.bills(payer, other_than=frozenset()):
                money.failed(bill)
        return money.usage


class LateBills:
    """`late`: of each kind whose jobs spend money."""

    def __init__(self, *, runs: Runs, late: Mapping[str, LateSpending]) -> None:
        self._runs, self._late = runs, late

    def spending(self, kind: str) -> LateSpending | None:
        return self._late.get(kind)

    async def unheard(self, job: Job, run_id: str) -> tuple[LateSpending | None, tuple[str, ...]]:
        """The payers of calls whose bills the progress which a closed run showed last does not hold."""
        spending = self.spending(job.kind)
        return spending, () if spending is None else await self._payers(job, (run_id,), shown=True)

    async def of_closed_run(self, job: Job, run_id: str, progress: Progress) -> Progress:
        """With everything that its calls were billed, and that the progress which it showed last does not say."""
        return await self._counted(job, progress, *await self.unheard(job, run_id))

    async def of_silent_calls(
        self, job: Job, run_ids: Collection[str], progress: Progress, *, goes_on: bool = False
    ) -> Progress:
        """With what calls were billed which ended without a word, beside all that the runs were told.

        While the last run `goes_on`, its calls in flight may still tell.
        """
        spending = self.spending(job.kind)
        if spending is None:
            return progress
        return await self._counted(
            job, progress, spending, await self._payers(job, run_ids, shown=False, goes_on=goes_on)
        )

    async def _payers(
        self, job: Job, run_ids: Collection[str], *, shown: bool, goes_on: bool = False
    ) -> tuple[str, ...]:
        payers = list[str]()
        for name in run_ids:
            child, _, run_id = name.rpartition("/")
            workflow_id = child or job.id
            calls = await self._runs.unheard_calls(workflow_id, run_id, children=shown)
            heard = [call for call in calls if shown or not call.told]
            over = [call for call in heard if call.silent or not goes_on]
            payers += [
                scheduling(call.workflow_id or workflow_id, call.run_id or run_id, call.item, call.scheduled_at)
                for call in over
            ]
        return tuple(payers)

    async def _counted(
        self, job: Job, progress: Progress, spending: LateSpending | None, payers: tuple[str, ...]
    ) -> Progress:
        if spending is None or not payers:
            return progress
        usage = await spending.counted(progress.usage, payers, await spending.traces(job))
        return progress.model_copy(update={"usage": usage})
