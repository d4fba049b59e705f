"""Which outcome of a job stands, on every database."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.catalog.catalog import Catalog
from domain.jobs.progress import Usage
from domain.jobs.status import JobStatus
from tests.contracts.records import T0, job, outcome


async def test_an_outcome_is_written_once(catalog: Catalog) -> None:
    await catalog.jobs.create(job())
    assert await catalog.jobs.end("p1", outcome())
    assert not await catalog.jobs.end("p1", outcome())
    assert not await catalog.jobs.end("p1", outcome(rev=99, status=JobStatus.FAILED))
    assert not await catalog.jobs.end("p1", outcome(attempt=2))
    assert not await catalog.jobs.end("unknown", outcome())
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome == outcome()


async def test_of_two_outcomes_at_once_one_is_written(catalog: Catalog) -> None:
    await catalog.jobs.create(job())
    written = await asyncio.gather(*(catalog.jobs.end("p1", outcome(rev=n)) for n in range(8)))
    assert sum(written) == 1


async def test_a_run_that_was_reset_replaces_the_outcome_of_the_one_before(catalog: Catalog) -> None:
    await catalog.jobs.create(job())
    assert await catalog.jobs.end("p1", outcome(status=JobStatus.FAILED, rev=7, run_id="r1"))
    assert not await catalog.jobs.end("p1", outcome(rev=7, run_id="r2"))
    assert not await catalog.jobs.end("p1", outcome(rev=9, run_id=""))
    assert await catalog.jobs.end("p1", outcome(rev=8, run_id="r2"))
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome == outcome(rev=8, run_id="r2")


async def test_of_two_runs_the_later_one_stands_whatever_its_rev(catalog: Catalog) -> None:
    await catalog.jobs.create(job())
    failed = outcome(status=JobStatus.FAILED, rev=7, run_id="r1")
    completed = outcome(rev=3, run_id="r2", ended_at=T0 + timedelta(minutes=5))
    assert await catalog.jobs.end("p1", failed)
    assert await catalog.jobs.end("p1", completed)
    assert not await catalog.jobs.end("p1", failed), "a late write of the run before"
    assert not await catalog.jobs.end("p1", outcome(rev=99, run_id="r1", status=JobStatus.FAILED))
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome == completed


@pytest.mark.parametrize("run_id", ["", "r1"], ids=["before its start", "under way"])
async def test_the_outcome_written_for_a_cancel_gives_way_to_the_runs_own(catalog: Catalog, run_id: str) -> None:
    await catalog.jobs.create(job())
    at_once = outcome(rev=4, status=JobStatus.CANCELLED, run_id=run_id)
    own = outcome(rev=6, status=JobStatus.CANCELLED, usage=Usage(tts_characters=408, cost_usd=0.25))
    assert await catalog.jobs.end("p1", at_once)
    assert await catalog.jobs.end("p1", own)
    assert not await catalog.jobs.end("p1", at_once)
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome == own
    (day,) = await catalog.usage.days(owner="local", since=T0.date(), until=datetime.now(UTC).date())
    assert (day.tts_characters, day.cost_usd, day.tts_characters_reserved) == (408, 0.25, 0)


async def test_what_was_settled_is_counted_again(catalog: Catalog) -> None:
    """Whatever became of the job meanwhile."""
    await catalog.jobs.create(job())
    more = Usage(tts_characters=408, cost_usd=0.25)
    assert not await catalog.jobs.count_again("p1", attempt=1, usage=more), "nothing is settled yet"
    await catalog.jobs.end("p1", outcome(status=JobStatus.FAILED, rev=7))
    assert await catalog.jobs.count_again("p1", attempt=1, usage=more)
    found = await catalog.jobs.get("p1")
    assert found is not None and found.outcome == outcome(status=JobStatus.FAILED, rev=8, usage=more)
    assert await catalog.jobs.begin("p1", attempt=2, started=False)
    assert await catalog.jobs.count_again("p1", attempt=1, usage=more.model_copy(update={"tts_characters": 500}))
    await catalog.jobs.delete("p1")
    assert await catalog.jobs.count_again("p1", attempt=1, usage=more.model_copy(update={"tts_characters": 600}))
    assert not await catalog.jobs.count_again("p1", attempt=2, usage=more)
    (day,) = await catalog.usage.days(owner=None, since=date.min, until=date.max)
    assert (day.tts_characters, day.cost_usd) == (600, 0.25)
