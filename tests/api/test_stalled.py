"""Podcasts that make no progress: in /health and in the metrics, without asking Temporal each time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from api.health.stalls import StallWatch
from domain.errors import EngineUnavailable
from domain.jobs.runs import Stalled, StalledRuns, StallReason
from tests.api.harness import ApiHarness

SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)
FOUND = StalledRuns(
    looked_at=9,
    runs=(
        Stalled(job_id="p1", reason=StallReason.WORKFLOW_FAILS, attempts=7, since=SINCE),
        Stalled(job_id="p2", reason=StallReason.ACTIVITY_FAILS, item="tts-007", attempts=6, since=SINCE),
    ),
)


class FakeStalls:
    """`away` and `slow` are set by tests."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self.slow = asyncio.Event()
        self.slow.set()

    async def stalled(self) -> StalledRuns:
        self.asked += 1
        await self.slow.wait()
        if self.away:
            raise EngineUnavailable("away")
        return FOUND


def watched(harness: ApiHarness) -> FakeStalls:
    stalls = FakeStalls()
    harness.app.state.services = replace(harness.services, stalls=StallWatch(stalls))
    return stalls


async def test_they_are_shown_and_counted_and_looked_for_once(harness: ApiHarness) -> None:
    stalls = watched(harness)
    shown = (await harness.client.get("/api/v1/health")).json()["stalled"]
    assert shown == [
        {
            "podcast_id": "p1",
            "reason": "workflow_fails",
            "item": None,
            "attempts": 7,
            "since": "2026-03-01T12:00:00Z",
        },
        {
            "podcast_id": "p2",
            "reason": "activity_fails",
            "item": "tts-007",
            "attempts": 6,
            "since": "2026-03-01T12:00:00Z",
        },
    ]
    text = (await harness.client.get("/metrics")).text
    assert 'podwright_stalled_podcasts{reason="workflow_fails"} 1.0' in text
    assert 'podwright_stalled_podcasts{reason="no_progress"} 0.0' in text
    assert stalls.asked == 1


async def test_a_temporal_that_is_away_is_no_reason_to_fail(harness: ApiHarness) -> None:
    watched(harness).away = True
    assert (await harness.client.get("/api/v1/health")).json()["stalled"] == []
    assert "podwright_stalled_podcasts{" not in (await harness.client.get("/metrics")).text


async def test_a_slow_look_is_not_waited_for_and_serves_the_next() -> None:
    stalls = FakeStalls()
    stalls.slow.clear()
    watch = StallWatch(stalls)
    assert await watch.latest(within=0.01) is None
    assert await watch.latest(within=0.01) is None
    stalls.slow.set()
    assert await watch.latest(within=5) == FOUND
    assert stalls.asked == 1
    await watch.close()
