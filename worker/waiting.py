"""Waiting for what a starting worker needs: it asks again, for as long as it takes, and logs why."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=0.5)
LONGEST_PAUSE = timedelta(seconds=10)
"""The longest time until an answer is noticed; asking costs a connection."""

Answer = TypeVar("Answer")


async def retry_while_away(
    what: str,
    ask: Callable[[], Awaitable[Answer]],
    *,
    away: tuple[type[Exception], ...],
    first: timedelta = FIRST_PAUSE,
    longest: timedelta = LONGEST_PAUSE,
) -> Answer:
    """Asks until there is an answer, with doubling pauses. `away`: the exceptions after which it is worth asking again;
    each new message is logged once."""
    pause, logged = first, ""
    while True:
        try:
            answer = await ask()
        except away as error:
            message = str(error)[:300]
            if message != logged:
                log.warning("waiting for %s, asking again automatically: %s", what, message)
            logged = message
        else:
            if logged:
                log.info("%s answers now", what)
            return answer
        await asyncio.sleep(pause.total_seconds())
        pause = min(longest, pause * 2)
