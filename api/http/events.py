"""Server-sent events: one poller a podcast, however many people watch it."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from domain.errors import CatalogUnavailable, EngineUnavailable
from domain.jobs.ports import Jobs
from domain.jobs.standing import JobSnapshot, StatusReader

POLL_SECONDS = 0.5
"""A change has to show within a second, and a query costs 13 ms."""

COMMENT_SECONDS = 15.0


class _Watched:
    """What is known of one podcast, for everyone who watches it. `version` grows with each change; None: deleted."""

    def __init__(self) -> None:
        self.version = 0
        self.snapshot: JobSnapshot | None = None
        self.over = False
        self.changed = asyncio.Condition()
        self.deserted = asyncio.Event()
        self.watchers = 0

    async def news(self, seen: int) -> None:
        """Waits for a later version than `seen`, or for the end."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.version > seen or self.over)


class Watchers:
    def __init__(self, *, jobs: Jobs, status: StatusReader, poll_seconds: float = POLL_SECONDS) -> None:
        self._jobs, self._status, self._poll = jobs, status, poll_seconds
        self._watched: dict[str, _Watched] = {}
        self._pollers: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def count(self) -> int:
        return sum(each.watchers for each in self._watched.values())

    async def follow(
        self, podcast_id: str, render: Callable[[JobSnapshot], str], *, comment_seconds: float = COMMENT_SECONDS
    ) -> AsyncGenerator[str, None]:
        """Events as text: the state at once, then each change; ends after a terminal status, or when we stop."""
        watched = self._watched.get(podcast_id)
        if watched is None or watched.over:
            watched = self._watched[podcast_id] = _Watched()
            poller = asyncio.create_task(self._keep_asking(podcast_id, watched))
            self._pollers.add(poller)
            poller.add_done_callback(self._pollers.discard)
        watched.watchers += 1
        try:
            seen = 0
            while True:
                try:
                    async with asyncio.timeout(comment_seconds):
                        await watched.news(seen)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if watched.version > seen and watched.snapshot is not None:
                    seen, snapshot = watched.version, watched.snapshot
                    yield _event(snapshot, render(snapshot))
                if watched.over and seen >= watched.version:
                    return
        finally:
            watched.watchers -= 1
            if watched.watchers == 0:
                watched.deserted.set()
                if self._watched.get(podcast_id) is watched:
                    del self._watched[podcast_id]

    def end_streams(self) -> None:
        """So that the server can stop: it waits for its connections."""
        self._closing = True
        for watched in self._watched.values():
            watched.deserted.set()

    async def close(self) -> None:
        """Waits until nobody asks any more: a question that is broken off would leave its connection behind."""
        self.end_streams()
        await asyncio.gather(*self._pollers, return_exceptions=True)

    async def _keep_asking(self, podcast_id: str, watched: _Watched) -> None:
        try:
            while not self._closing and not watched.deserted.is_set():
                if await self._look(podcast_id, watched):
                    break
                await self._pause(watched)
        finally:
            async with watched.changed:
                watched.over = True
                watched.changed.notify_all()

    async def _look(self, podcast_id: str, watched: _Watched) -> bool:
        """True when nothing more will change."""
        try:
            record = await self._jobs.get(podcast_id)
            snapshot = await self._status.of(record) if record is not None else None
        except (EngineUnavailable, CatalogUnavailable):
            return False  # the stream stays open; it goes on when they are back
        if snapshot is None:
            return True
        if snapshot != watched.snapshot:
            async with watched.changed:
                watched.snapshot = snapshot
                watched.version += 1
                watched.changed.notify_all()
        return snapshot.status.ended

    async def _pause(self, watched: _Watched) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await watched.deserted.wait()
        except TimeoutError:
            return


def _event(snapshot: JobSnapshot, data: str) -> str:
    return f"event: progress\nid: {snapshot.job.attempt}.{snapshot.progress.rev}\ndata: {data}\n\n"
