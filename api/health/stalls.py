"""Stalled jobs as this API knows them: looked for at most twice a minute, however many requests ask."""

import asyncio
import time

from domain.errors import EngineUnavailable
from domain.jobs.runs import StalledRuns, Stalls

FRESH_SECONDS = 30.0
"""A look describes every open run, and what is stalled has been so for minutes."""

LOOK_SECONDS = 20.0


class StallWatch:
    """`stalls` None: nothing is looked for, and nothing known."""

    def __init__(self, stalls: Stalls | None) -> None:
        self._stalls = stalls
        self._latest: StalledRuns | None = None
        self._looked_at = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def latest(self, *, within: float) -> StalledRuns | None:
        """The latest result; None before the first look and while Temporal is away. Waits `within` s for a new look."""
        if self._stalls is None:
            return None
        if self._looking is None and (self._looked_at == 0.0 or time.monotonic() - self._looked_at > FRESH_SECONDS):
            self._looking = asyncio.create_task(self._look(self._stalls))
        if self._looking is not None:
            await asyncio.wait([self._looking], timeout=within)
        return self._latest

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    async def _look(self, stalls: Stalls) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                self._latest = await stalls.stalled()
        except (EngineUnavailable, TimeoutError):
            self._latest = None
        finally:
            self._looked_at = time.monotonic()
            self._looking = None
