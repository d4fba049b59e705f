"""Learning of rates, off the critical path: an activity notes what it saw, and never waits for the catalog."""

import asyncio
import logging

from domain.tts.learned import LearnedRates, Rate

log = logging.getLogger(__name__)


class Learning:
    """Adds up what is noted, and writes it: one write at a time, of all that came meanwhile. What cannot be written is
    lost: rates are learned from what comes next."""

    def __init__(self, rates: LearnedRates) -> None:
        self._rates = rates
        self._noted: dict[str, Rate] = {}
        self._writing: asyncio.Task[None] | None = None

    def note(self, key: str, *, gave: float, took: float) -> None:
        if gave <= 0 or took <= 0:
            return
        before = self._noted.get(key, Rate(gave=0, took=0))
        self._noted[key] = Rate(gave=before.gave + gave, took=before.took + took)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def settled(self) -> None:
        """Returns when all that was noted is written, or lost."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        while self._noted:
            noted, self._noted = self._noted, {}
            try:
                await self._rates.learn(noted)
            except Exception as error:  # no clip is lost to it
                log.warning("What voices and models were seen to do was not kept: %s", error)
