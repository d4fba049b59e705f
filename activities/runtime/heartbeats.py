"""Heartbeats of a running activity, so that a dead worker is noticed within seconds."""

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar
from datetime import timedelta
from typing import TypeVar

from temporalio import activity

from domain.progress import OnProgress

INTERVAL = timedelta(seconds=2)
"""A quarter of the heartbeat time-out (workflows.jobs.policies.HEARTBEAT): three may be lost on a busy machine."""

Answer = TypeVar("Answer")

_reporter: ContextVar[OnProgress] = ContextVar("progress reporter")


async def run_with_heartbeats(work: Awaitable[Answer]) -> Answer:
    """Heartbeats every two seconds with the last word reported. Work that ends sooner costs the server nothing."""
    last = "started"

    async def report(word: str) -> None:
        nonlocal last
        last = word

    async def send_heartbeats() -> None:
        while True:
            await asyncio.sleep(INTERVAL.total_seconds())
            activity.heartbeat(last)

    _reporter.set(report)
    heartbeats = asyncio.create_task(send_heartbeats())
    try:
        return await work
    finally:
        heartbeats.cancel()


def progress_reporter() -> OnProgress:
    """The `on_progress` of the running activity, to hand to a port."""
    reporter = _reporter.get(None)
    if reporter is None:
        raise RuntimeError("This activity sends no heartbeats: run it with activities.runtime.interceptor.")
    return reporter
