"""Heartbeats of a running activity, so that a dead worker is noticed within seconds.

They also tell a worker that stood still, as a laptop that slept does, that an attempt is not its own any more.
"""

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from temporalio import activity
from temporalio.client import AsyncActivityCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.runtime.clock import suspend_aware
from domain.errors import TransientFault
from domain.progress import OnProgress

INTERVAL = timedelta(seconds=2)
"""A quarter of the heartbeat time-out (workflows.jobs.policies.HEARTBEAT): three may be lost on a busy machine."""

ASK_AGAIN = timedelta(seconds=1)
"""While Temporal does not answer."""

CANCELLED_WITHIN = timedelta(seconds=10)
"""The SDK cancels an attempt that is over with its next heartbeats."""

Answer = TypeVar("Answer")


class _Attempt:
    """`heard_at`: when the server last said that this attempt is its current one, as far as is known here.

    The SDK does not tell when heartbeats are answered. At the beginning it is when the server handed the task out, by
    both machines' clocks: where they differ, a question too many is asked.
    """

    def __init__(self) -> None:
        self.word, self.began_at = "started", suspend_aware()
        self.obstacle = ""  # told in place of the last word, while there is one
        since = datetime.now(UTC) - activity.info().started_time
        self.heard_at = suspend_aware() - abs(since.total_seconds())

    async def report(self, word: str) -> None:
        self.word = word

    async def confirm(self) -> None:
        allowed = activity.info().heartbeat_timeout
        if allowed is None or suspend_aware() - self.heard_at <= allowed.total_seconds() / 2:
            return
        handle = activity.client().get_async_activity_handle(task_token=activity.info().task_token)
        while True:
            asked_at = suspend_aware()
            try:
                await handle.heartbeat(self.word, rpc_timeout=INTERVAL)
            except AsyncActivityCancelledError:
                break
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    break
                await asyncio.sleep(ASK_AGAIN.total_seconds())
            else:
                self.heard_at = asked_at
                return
        await asyncio.sleep(CANCELLED_WITHIN.total_seconds())
        raise TransientFault("attempt_over", "Temporal has given this attempt up; another one makes the call.")


_running: ContextVar[_Attempt] = ContextVar("running attempt")


async def run_with_heartbeats(work: Awaitable[Answer], *, interval: timedelta = INTERVAL) -> Answer:
    """Heartbeats at each interval with the last word reported. Work that ends sooner costs the server nothing."""
    attempt = _Attempt()

    async def send_heartbeats() -> None:
        while True:
            await asyncio.sleep(interval.total_seconds())
            activity.heartbeat(attempt.obstacle or attempt.word)

    _running.set(attempt)
    heartbeats = asyncio.create_task(send_heartbeats())
    try:
        return await work
    finally:
        heartbeats.cancel()


def seconds_left() -> float:
    """Until the start-to-close time-out of the running activity, by this machine's clock alone; 0 outside of one."""
    attempt = _running.get(None)
    allowed = activity.info().start_to_close_timeout if attempt is not None else None
    if attempt is None or allowed is None:
        return 0.0
    return allowed.total_seconds() - (suspend_aware() - attempt.began_at)


def progress_reporter() -> OnProgress:
    """The `on_progress` of the running activity, to hand to a port."""
    attempt = _running.get(None)
    if attempt is None:
        raise RuntimeError("This activity sends no heartbeats: run it with activities.runtime.interceptor.")
    return attempt.report


def report_obstacle(words: str) -> None:
    """What the running activity cannot go on without, in words that `domain.progress.awaited` reads; "" once it can.

    Heartbeats say so, in place of the last word of `progress_reporter`.
    """
    attempt = _running.get(None)
    if attempt is not None:
        attempt.obstacle = words


async def confirm_attempt() -> None:
    """To be called before money is spent: makes sure that the attempt is still the one that Temporal waits for.

    Asks the server when it was last heard more than half a heartbeat time-out ago, since this process may have stood
    still. Does not return while Temporal is away, nor when the attempt is over: then it is cancelled, or fails.
    """
    attempt = _running.get(None)
    if attempt is not None:
        await attempt.confirm()
