"""How long a server may be silent: while it reads and thinks, and in the middle of its answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

STALL_SECONDS = 30.0
"""In the middle of an answer. The slowest model that is waited for gives 30 tokens in a second, so that a thousand
would have come."""
MORE_PATIENCE = 3.0
"""Factor by which a server is waited for longer after it did not begin in time: 30 s, 90 s, and the most there is."""

Piece = TypeVar("Piece")


class Patience:
    """Seconds until an answer has to begin, learned from the calls before.

    `most`: a reasoning model, and a server that answers whole, may be silent for so long; they are waited for at once
    when that is known (`slow`).
    """

    def __init__(self, *, most: float, stall: float = STALL_SECONDS, slow: bool = False) -> None:
        self._most, self.stall = most, min(stall, most)
        self.seconds = most if slow else self.stall

    def begun_too_late(self) -> None:
        """The next call is waited for longer."""
        self.seconds = min(self._most, self.seconds * MORE_PATIENCE)

    def answers_whole(self) -> None:
        """The server gives nothing before it has all."""
        self.seconds = self._most


async def without_stalls(pieces: AsyncIterator[Piece], *, seconds: float) -> AsyncIterator[Piece]:
    """The pieces, each at most so long after the one before.

    Raises:
        TimeoutError: None came in time.
    """
    while True:
        try:
            async with asyncio.timeout(seconds):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        yield piece
