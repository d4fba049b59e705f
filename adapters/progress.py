"""Progress of slow work that reports none itself: the same words each second while it is awaited."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from domain.progress import OnProgress

T = TypeVar("T")

_EVERY_SECONDS = 1.0  # half of the time between an activity's heartbeats


async def await_with_progress(
    work: Coroutine[Any, Any, T],
    on_progress: OnProgress,
    words: str | Callable[[], str],
    *,
    every_seconds: float = _EVERY_SECONDS,
) -> T:
    """Awaits `work` and reports `words`, as they are then. When the caller is cancelled, so is the work."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await on_progress(words if isinstance(words, str) else words())
            await asyncio.wait({task}, timeout=every_seconds)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
