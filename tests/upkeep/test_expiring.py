"""Jobs with a time to live of their own are removed when it is over, and no others."""

from domain.jobs.progress import Progress
from domain.jobs.record import Job, Outcome
from domain.jobs.status import JobStatus
from domain.upkeep.expiring import Expiry
from domain.upkeep.retention import Retention
from tests.upkeep.harness import UpkeepHarness


async def ended(harness: UpkeepHarness, job_id: str, **attributes: int) -> None:
    await harness.catalog.jobs.create(
        Job(id=job_id, kind="transcription", attributes=dict(attributes), created_at=harness.clock(), started=True)
    )
    await harness.artifacts.create(f"podcasts/{job_id}/job", b"{}")
    outcome = Outcome(
        status=JobStatus.COMPLETED, attempt=1, progress=Progress(status=JobStatus.COMPLETED), ended_at=harness.clock()
    )
    assert await harness.catalog.jobs.end(job_id, outcome)


def expiry(harness: UpkeepHarness, retention: Retention | None = None) -> Expiry:
    return Expiry(
        live_jobs=harness.catalog.live_jobs,
        jobs=harness.catalog.jobs,
        names=harness.artifacts,
        retention=retention or Retention(),
        clock=harness.clock,
    )


async def test_what_is_over_is_gone_and_the_rest_stays(harness: UpkeepHarness) -> None:
    await ended(harness, "short", ttl_hours=1)
    await ended(harness, "long", ttl_hours=48)
    await ended(harness, "endless")
    assert await expiry(harness).expire() == 0
    harness.clock.pass_by(days=1)
    assert await expiry(harness).expire() == 1
    assert await harness.catalog.jobs.get("short") is None
    assert await harness.artifacts.list("podcasts/short") == []
    assert await harness.artifacts.get("tombstones/short") is not None
    assert await harness.catalog.jobs.get("long") is not None
    harness.clock.pass_by(days=400)
    assert await expiry(harness).expire() == 1
    assert await harness.catalog.jobs.get("endless") is not None


async def test_one_that_was_retried_stays(harness: UpkeepHarness) -> None:
    await ended(harness, "again", ttl_hours=1)
    await harness.catalog.jobs.begin("again", attempt=2, started=False)
    harness.clock.pass_by(days=1)
    assert await expiry(harness).expire() == 0
    assert await harness.catalog.jobs.get("again") is not None


def test_the_shorter_of_two_times_counts() -> None:
    from datetime import UTC, datetime, timedelta

    end = datetime(2026, 1, 1, tzinfo=UTC)
    assert Retention().expires_at(end, None) is None
    assert Retention().expires_at(end, 5) == end + timedelta(hours=5)
    assert Retention(podcasts=1).expires_at(end, 48) == end + timedelta(days=1)
    assert Retention(podcasts=1).expires_at(end, 5) == end + timedelta(hours=5)
