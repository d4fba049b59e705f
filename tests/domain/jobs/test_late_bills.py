"""Bills of calls that did not tell their run what they cost."""

from collections.abc import Sequence
from datetime import UTC, datetime

from adapters.artifacts.memory import MemoryArtifacts
from adapters.fake.runs import FakeRuns
from domain.artifacts.ledger import Ledger, scheduling
from domain.jobs.late_bills import LateBills, StoredBills
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job
from domain.jobs.runs import UnheardCall
from domain.money import Bill

AT = datetime(2026, 1, 1, tzinfo=UTC)
JOB = Job(id="j1", kind="indexing", created_at=AT)
BILL = Bill(input_tokens=20, cost_usd=0.5)


class Heard(FakeRuns):
    """Two calls: one ended silently, and one said what it was billed, which its run had not shown."""

    async def unheard_calls(self, job_id: str, run_id: str, *, children: bool = False) -> Sequence[UnheardCall]:
        silent = UnheardCall(item="silent", scheduled_at=AT)
        return [silent, UnheardCall(item="told", scheduled_at=AT, told=True)]


async def bills() -> LateBills:
    artifacts = MemoryArtifacts()
    for item, call in (("silent", "a"), ("silent", "b"), ("told", "c")):
        await Ledger(artifacts).bill(scheduling("j1", "r1", item, AT), 1, BILL, call=call)
    return LateBills(runs=Heard(), late={"indexing": StoredBills(artifacts)})


async def test_of_a_closed_run_all_is_counted_that_it_had_not_shown() -> None:
    counted = await (await bills()).of_closed_run(JOB, "r1", Progress(usage=Usage(cost_usd=1.0)))
    assert (counted.usage.llm_input_tokens, counted.usage.cost_usd) == (60, 2.5)


async def test_of_a_run_that_tells_its_usage_only_silent_calls_are_counted() -> None:
    counted = await (await bills()).of_silent_calls(JOB, ("r1",), Progress(usage=Usage(cost_usd=1.0)))
    assert (counted.usage.llm_input_tokens, counted.usage.cost_usd) == (40, 2.0)


async def test_a_kind_that_spends_nothing_is_left_alone() -> None:
    told = Progress()
    assert await (await bills()).of_closed_run(JOB.model_copy(update={"kind": "conversion"}), "r1", told) is told
