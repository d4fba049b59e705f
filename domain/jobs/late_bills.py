"""Bills of calls that did not tell their run what they cost, found in the ledger."""

from collections.abc import Collection, Mapping
from typing import Protocol

from domain.artifacts.ledger import Ledger, scheduling
from domain.artifacts.ports import Names
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job
from domain.jobs.runs import Runs
from domain.jobs.spending import Spending


class LateSpending(Protocol):
    async def counted(self, job: Job, usage: Usage, payers: Collection[str]) -> Usage:
        """The usage together with what the payers (domain.artifacts.ledger.scheduling) were billed."""
        ...


class StoredBills:
    """Implements `LateSpending` for kinds whose calls leave a bill each, in tokens."""

    def __init__(self, names: Names) -> None:
        self._ledger = Ledger(names)

    async def counted(self, job: Job, usage: Usage, payers: Collection[str]) -> Usage:
        money = Spending(usage=usage)
        for payer in payers:
            for bill in await self._ledger.bills(payer, other_than=frozenset()):
                money.failed(bill)
        return money.usage


class LateBills:
    """`late`: of each kind whose jobs spend money."""

    def __init__(self, *, runs: Runs, late: Mapping[str, LateSpending]) -> None:
        self._runs, self._late = runs, late

    async def of_closed_run(self, job: Job, run_id: str, progress: Progress) -> Progress:
        """With everything that its calls were billed, and that the progress which it showed last does not say."""
        return await self._counted(job, (run_id,), progress, shown=True)

    async def of_silent_calls(self, job: Job, run_ids: Collection[str], progress: Progress) -> Progress:
        """With what calls were billed which ended without a word, beside all that the runs were told."""
        return await self._counted(job, run_ids, progress, shown=False)

    async def _counted(self, job: Job, run_ids: Collection[str], progress: Progress, *, shown: bool) -> Progress:
        late, payers = self._late.get(job.kind), list[str]()
        if late is None:
            return progress
        for run_id in run_ids:
            calls = await self._runs.unheard_calls(job.id, run_id)
            heard = [call for call in calls if shown or not call.told]
            payers += [scheduling(job.id, run_id, call.item, call.scheduled_at) for call in heard]
        if not payers:
            return progress
        return progress.model_copy(update={"usage": await late.counted(job, progress.usage, payers)})
