"""Tasks of a workflow: gathered with every outcome kept, or cancelled when their outcome no longer matters."""

import asyncio
from typing import TypeVar

from temporalio import workflow

T = TypeVar("T")


async def gather_all(tasks: list[asyncio.Task[T]]) -> list[T]:
    """Every outcome first, then the first failure, if there is one: no paid sibling is lost to it."""
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    done: list[T] = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        done.append(outcome)
    return done


async def cancelled(tasks: list[asyncio.Task[T]]) -> None:
    """Cancels them and awaits their ends, which those that let a call arrive reach when it has.

    What came together with the cancellation is taken first: an answer is lost whose task is cancelled before it ran.
    Conditions are looked at when all that an event set off has been done.
    """
    await workflow.wait_condition(lambda: True)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def cancel_quietly(task: asyncio.Task[T]) -> None:
    """Cancels it; its exception counts as retrieved, so that asyncio does not complain about it."""
    task.cancel()
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
