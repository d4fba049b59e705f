"""Artifacts that are retried inside the activity that needs them, while they are full, refuse us or do not answer.

Waiting there takes no attempt of the activity, and what was just paid for is held in memory until it can be stored.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from activities.runtime.heartbeats import report_obstacle, seconds_left
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.errors import ArtifactsUnavailable
from domain.progress import held_up_by

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 2.0
"""Seconds, doubling: the longest time until the return of the artifacts is noticed. Until then, what was paid for would
be lost with its worker."""

RESERVE = timedelta(seconds=15)
"""Kept before the activity's start-to-close time-out, to fail with a message, which a time-out does not have."""

RESOURCE = "artifacts"
"""What a job that waits here shows as `waiting`."""

Answer = TypeVar("Answer")


class _Store(Blobs, Protocol):
    """Blobs and names in one object, with one `delete` for both."""

    async def create(self, name: str, record: bytes) -> bytes: ...
    async def get(self, name: str) -> bytes | None: ...
    async def list(self, prefix: str) -> list[str]: ...
    async def delete(self, ref: ArtifactRef | str) -> None: ...


class RetryingArtifacts:
    """Implements `Blobs` and `Names` over others. Outside of an activity it does not wait.

    Every method raises ArtifactsUnavailable when the activity's time is nearly over.
    """

    def __init__(self, store: _Store) -> None:
        self._store = store
        self._away = False

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        return await self._retry(lambda: self._store.put(data, media_type=media_type))

    async def put_file(self, path: Path, *, media_type: str) -> ArtifactRef:
        return await self._retry(lambda: self._store.put_file(path, media_type=media_type))

    async def read(self, ref: ArtifactRef) -> bytes:
        return await self._retry(lambda: self._store.read(ref))

    def stream(self, ref: ArtifactRef, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Not retried: half of it may have been used."""
        return self._store.stream(ref, start=start, end=end)

    async def exists(self, ref: ArtifactRef) -> bool:
        return await self._retry(lambda: self._store.exists(ref))

    async def delete(self, ref: ArtifactRef | str) -> None:
        await self._retry(lambda: self._store.delete(ref))

    async def create(self, name: str, record: bytes) -> bytes:
        return await self._retry(lambda: self._store.create(name, record))

    async def get(self, name: str) -> bytes | None:
        return await self._retry(lambda: self._store.get(name))

    async def list(self, prefix: str) -> list[str]:
        return await self._retry(lambda: self._store.list(prefix))

    async def _retry(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        pause, held_up = FIRST_PAUSE, False
        while True:
            try:
                answer = await ask()
            except ArtifactsUnavailable as error:
                if _seconds_left() < pause:
                    raise
                self._log(away=True, why=f": {error}")
                report_obstacle(held_up_by(RESOURCE, _reason(error)))
                held_up = True
            else:
                self._log(away=False)
                if held_up:
                    report_obstacle("")
                return answer
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _log(self, *, away: bool, why: str = "") -> None:
        """A warning, once for each outage."""
        if away and not self._away:
            log.warning("waiting for the artifacts%s", why)
        self._away = away


def _reason(error: ArtifactsUnavailable) -> str:
    """What people are told. It names no file, so that calls which wait for the same thing say the same."""
    return f"{str(error).partition(':')[0].rstrip('.')}. It goes on automatically once this is mended."


def _seconds_left() -> float:
    return seconds_left() - RESERVE.total_seconds()
