"""Heartbeats while an activity works, so that a dead worker is noticed within seconds, whatever the usual length."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio import activity

from domain.progress import OnProgress

BEAT = timedelta(seconds=2)
"""A quarter of the heartbeat time-out (workflows.jobs.policies.HEARTBEAT): three may be lost on a busy machine."""


@asynccontextmanager
async def beating() -> AsyncIterator[OnProgress]:
    """Beats after every two seconds with the last word the port told: what is shorter costs the server nothing.

    Gives the `on_progress` to hand to the port.
    """
    word = "started"

    async def on_progress(said: str) -> None:
        nonlocal word
        word = said

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT.total_seconds())
            activity.heartbeat(word)

    task = asyncio.create_task(beat())
    try:
        yield on_progress
    finally:
        task.cancel()
