"""Heartbeats come from the interceptor; an activity without it does not work silently."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.runtime import heartbeats
from activities.runtime.heartbeats import progress_reporter
from tests.activities.running import run_activity


async def test_the_last_word_reported_is_sent_until_the_activity_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "INTERVAL", timedelta(milliseconds=1))
    environment, sent = ActivityEnvironment(), asyncio.Queue[object]()
    environment.on_heartbeat = sent.put_nowait
    before = asyncio.all_tasks()

    async def works() -> str:
        assert await sent.get() == "started"
        await progress_reporter()("speaking")
        while await sent.get() != "speaking":
            pass
        return "done"

    assert await run_activity(environment, works) == "done"
    if left := asyncio.all_tasks() - before:
        await asyncio.wait(left)  # the heartbeats end


async def test_two_activities_report_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "INTERVAL", timedelta(milliseconds=1))

    async def heard(word: str) -> object:
        environment, sent = ActivityEnvironment(), asyncio.Queue[object]()
        environment.on_heartbeat = sent.put_nowait

        async def works() -> object:
            report = progress_reporter()
            await asyncio.gather(report(word))
            while (reported := await sent.get()) == "started":
                pass
            return reported

        return await run_activity(environment, works)

    one, two = await asyncio.gather(heard("one"), heard("two"))
    assert (one, two) == ("one", "two")


async def test_without_the_interceptor_it_fails() -> None:
    async def works() -> None:
        progress_reporter()

    with pytest.raises(RuntimeError, match="sends no heartbeats"):
        await ActivityEnvironment().run(works)
