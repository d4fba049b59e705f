"""What a worker that starts waits for, saying so, for as long as it takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=0.5)
LONGEST_PAUSE = timedelta(seconds=10)
"""How late a worker may be once what it waited for is back; asking costs a connection."""

Answer = TypeVar("Answer")


async def until_there(
    what: str,
    ask: Callable[[], Awaitable[Answer]],
    *,
    away: tuple[type[Exception], ...],
    first: timedelta = FIRST_PAUSE,
    longest: timedelta = LONGEST_PAUSE,
) -> Answer:
    """Asks until there is an answer, with doubling pauses. `away`: what says that it is worth asking again."""
    pause, told = first, ""
    while True:
        try:
            answer = await ask()
        except away as error:
            words = str(error)[:300]
            if words != told:
                log.warning("waiting for %s, asking again by itself: %s", what, words)
            told = words
        else:
            if told:
                log.info("%s: there now", what)
            return answer
        await asyncio.sleep(pause.total_seconds())
        pause = min(longest, pause * 2)
