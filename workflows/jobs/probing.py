"""Probes of a closed vendor: the tries that one item makes on behalf of all, and the money of those that wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio import workflow

T = TypeVar("T")

Release = Callable[[], None]
"""Gives back the money for a try that is not made now."""

ORDERLY_PROBES = "reserve-each-probe"
"""A probe has its own money, nothing that waits has any, and the answer to a probe that was cancelled is taken."""


def give_back(release: Release) -> None:
    """What is reserved by an item that waits, and which others may need to go on."""
    if workflow.patched(ORDERLY_PROBES):
        release()


async def has_last_answer(probe: asyncio.Task[T]) -> bool:
    """Cancels the probe; whether it has a result all the same, once it has ended."""
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    answered = not probe.cancelled() and probe.exception() is None
    return answered and workflow.patched(ORDERLY_PROBES)


async def as_coroutine(work: Awaitable[T]) -> T:
    return await work
