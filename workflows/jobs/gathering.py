"""Gathering outcomes: one failed item never loses its paid siblings."""

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def gather_all(tasks: list[asyncio.Task[T]]) -> list[T]:
    """Every outcome first, then the first failure, if there is one: no sibling is lost to it."""
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    done: list[T] = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        done.append(outcome)
    return done
