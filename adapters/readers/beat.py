"""A word of progress each second while something slow is awaited."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from domain.progress import OnProgress

T = TypeVar("T")

_BEAT = 1.0  # seconds: half of the activities' beat


async def beating(work: Coroutine[Any, Any, T], on_progress: OnProgress, word: str) -> T:
    """Awaits work while saying a word each second; cancelled with its caller."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await on_progress(word)
            await asyncio.wait({task}, timeout=_BEAT)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
