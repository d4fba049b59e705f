"""Paid calls that are in flight when their activity is cancelled: they may arrive, within a bound.

What a vendor was asked for is billed whether anybody waits for the answer or not. So a cancelled activity that has such
a call in flight ends with it: the answer is kept, and its result reaches the workflow, which counts it. A run that was
terminated counts nothing any more, but what arrives is kept all the same.
"""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import activity

from domain.errors import TransientFault

ARRIVAL = timedelta(minutes=1)
"""After the cancellation: nearly every turn, and most segments, take less. Until then the job cannot be retried."""

LEAVING = timedelta(seconds=10)
"""The same once the worker stops, beyond what its drain gives to calls in flight (worker.fleet.CUT_SECONDS)."""

CANCELLED = "cancelled"

Answer = TypeVar("Answer")


class Calls:
    """The paid calls of one running attempt of an activity."""

    def __init__(self) -> None:
        self.begun = self.cancelled = False


_calls: ContextVar[Calls | None] = ContextVar("paid calls", default=None)


def check_cancelled() -> None:
    """To be called before another paid call.

    Raises:
        TransientFault: `cancelled`: a call was in flight when the activity was cancelled, and has arrived. A fault
            carries bills to the workflow, which a cancellation does not; no retry follows.
    """
    calls = _calls.get()
    if calls is not None and calls.cancelled:
        raise cancelled_fault()


def paid_call_begins() -> None:
    """To be called right before a vendor is asked for what it bills, after all waiting. Raises as `check_cancelled`."""
    check_cancelled()
    calls = _calls.get()
    if calls is not None:
        calls.begun = True


def cancelled_fault() -> TransientFault:
    return TransientFault(CANCELLED, "The job was cancelled before another call.")


async def let_calls_arrive(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Does the work of an activity. Cancelled before its first paid call, it is given up at once."""
    calls = Calls()
    token = _calls.set(calls)
    task = asyncio.create_task(work)
    _calls.reset(token)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        calls.cancelled = True
        if not task.done() and calls.begun:
            _go_on_after_cancellation()
            await _until_done(task)
        return await _stopped(task)


async def _until_done(task: asyncio.Task[Answer]) -> None:
    leaving = asyncio.create_task(activity.wait_for_worker_shutdown())
    try:
        await asyncio.wait({task, leaving}, timeout=ARRIVAL.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            await asyncio.wait({task}, timeout=LEAVING.total_seconds())
    finally:
        leaving.cancel()


async def _stopped(task: asyncio.Task[Answer]) -> Answer:
    """Its result, when there is one by now; else it is cancelled, which ends what it holds."""
    task.cancel()
    await asyncio.wait({task})
    return task.result()


def _go_on_after_cancellation() -> None:
    """Time-outs that are used from here on tell their own cancellation from this one by its count."""
    current = asyncio.current_task()
    if current is not None:
        current.uncancel()
