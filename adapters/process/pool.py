"""A pool of child processes that load something large once and then answer one request at a time."""

import asyncio
from collections.abc import Mapping
from typing import Any

from adapters.process.children import Answer, Child
from adapters.process.faults import NotStarted, TimedOut


class ChildPool:
    """At most `count` processes of `module`, started when they are first needed and replaced when they end."""

    def __init__(self, module: str, *, count: int) -> None:
        self._module = module
        self._free = asyncio.Semaphore(count)
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(child.pid for child in (*self._idle, *self._busy))

    async def ask(self, request: Mapping[str, Any], *, seconds: float | None = None) -> Answer:
        """Waits for a free process. One whose call failed or was cancelled is killed; the next call starts another.

        `seconds`: from when a process is free, so that its start counts, and the time before does not.

        Raises:
            ProcessFault: any of them; TimedOut after `seconds`.
        """
        async with self._free:
            if self._closed:
                raise NotStarted("the processes are closed")
            try:
                async with asyncio.timeout(seconds):
                    return await self._ask(await self._take(), request)
            except TimeoutError:
                raise TimedOut(seconds or 0.0) from None

    async def _ask(self, child: Child, request: Mapping[str, Any]) -> Answer:
        try:
            answer = await child.ask(request)
        except BaseException:
            self._busy.discard(child)
            await asyncio.shield(child.kill())
            raise
        self._busy.discard(child)
        self._idle.append(child)
        return answer

    async def _take(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                break
            await child.kill()
        else:
            child = await Child.start(self._module)
        self._busy.add(child)
        return child

    async def close(self) -> None:
        """Ends every process; calls under way fail."""
        self._closed = True
        children = (*self._idle, *self._busy)
        self._idle.clear()
        await asyncio.gather(*(child.kill() for child in children))
