"""The runs that together make one output, and how far they are as one share."""

from collections.abc import Sequence
from pathlib import Path

from adapters.media.run import Done, run
from adapters.process.limits import Limits
from domain.progress import OnProgress

Span = tuple[float, float]
"""The shares of the whole at which a run begins and ends."""


class Stages:
    """`folder`: where they work, all within `limits`. The share never falls."""

    def __init__(self, folder: Path, *, limits: Limits, on_progress: OnProgress) -> None:
        self.folder, self._limits, self._on_progress = folder, limits, on_progress
        self._share = 0.0

    async def run(self, arguments: Sequence[str], source: Path, *, seconds: float, span: Span) -> Done:
        """`seconds` of media it will go through. Raises Failed, ProcessFault."""
        begin, end = span

        async def on_time(reached: float, speed: str) -> None:
            done = min(1.0, reached / seconds) if seconds > 0 else 0.0
            self._share = max(self._share, begin + (end - begin) * done)
            await self._on_progress(f"{self._share:.0%} at {speed or '0x'}")

        return await run(arguments, source, folder=self.folder, limits=self._limits, on_time=on_time)
