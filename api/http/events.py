"""Changes of jobs for event streams: one poller for each job, however many clients watch it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress

from domain.errors import CatalogUnavailable, EngineUnavailable
from domain.jobs.ports import Jobs
from domain.jobs.standing import JobSnapshot, StatusReader

POLL_SECONDS = 0.5
"""A change has to show within a second, and a query costs 13 ms."""


class _Watched:
    """What is known of one job, for all clients that watch it. `version` grows with each change."""

    def __init__(self) -> None:
        self.version = 0
        self.snapshot: JobSnapshot | None = None
        self.over = False
        self.condition = asyncio.Condition()
        self.deserted = asyncio.Event()
        self.watchers = 0

    async def wait_for_change(self, seen: int, *, seconds: float) -> None:
        """Waits for a later version than `seen`, or for the end; at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self.condition:
                await self.condition.wait_for(lambda: self.version > seen or self.over)


class Watchers:
    def __init__(self, *, jobs: Jobs, status: StatusReader, poll_seconds: float = POLL_SECONDS) -> None:
        self._jobs, self._status, self._poll_seconds = jobs, status, poll_seconds
        self._watched: dict[str, _Watched] = {}
        self._pollers: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def count(self) -> int:
        return sum(each.watchers for each in self._watched.values())

    async def follow(
        self, job_id: str, *, admitted: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[JobSnapshot, None]:
        """The job as it stands at once, then each change.

        It ends after a terminal status, a deletion or `end_streams`, and once the watcher is no longer `admitted`.
        """
        watched = self._watched.get(job_id)
        if watched is None or watched.over:
            watched = self._watched[job_id] = _Watched()
            poller = asyncio.create_task(self._poll(job_id, watched))
            self._pollers.add(poller)
            poller.add_done_callback(self._pollers.discard)
        watched.watchers += 1
        try:
            seen = 0
            while await admitted():
                await watched.wait_for_change(seen, seconds=self._poll_seconds)
                if watched.version > seen and watched.snapshot is not None:
                    seen, snapshot = watched.version, watched.snapshot
                    yield snapshot
                if watched.over and seen >= watched.version:
                    return
        finally:
            watched.watchers -= 1
            if watched.watchers == 0:
                watched.deserted.set()
                if self._watched.get(job_id) is watched:
                    del self._watched[job_id]

    def end_streams(self) -> None:
        """Ends all streams, so that the server can stop: it waits for its connections."""
        self._closing = True
        for watched in self._watched.values():
            watched.deserted.set()

    async def close(self) -> None:
        """Waits until no poller runs: a query that is broken off would leave its connection behind."""
        self.end_streams()
        await asyncio.gather(*self._pollers, return_exceptions=True)

    async def _poll(self, job_id: str, watched: _Watched) -> None:
        try:
            while not self._closing and not watched.deserted.is_set():
                if await self._look(job_id, watched):
                    break
                await self._pause(watched)
        finally:
            async with watched.condition:
                watched.over = True
                watched.condition.notify_all()

    async def _look(self, job_id: str, watched: _Watched) -> bool:
        """True when nothing more will change."""
        try:
            record = await self._jobs.get(job_id)
            snapshot = await self._status.of(record) if record is not None else None
        except (EngineUnavailable, CatalogUnavailable):
            return False  # the stream stays open; it goes on when they are back
        if snapshot is None:
            return True
        if snapshot != watched.snapshot:
            async with watched.condition:
                watched.snapshot = snapshot
                watched.version += 1
                watched.condition.notify_all()
        return snapshot.status.ended

    async def _pause(self, watched: _Watched) -> None:
        try:
            async with asyncio.timeout(self._poll_seconds):
                await watched.deserted.wait()
        except TimeoutError:
            return
