"""Looks at results, and listens to them, while others are still being made and struck."""

from concurrent.futures import Future, ThreadPoolExecutor

from tests.durability.chaos.kinds import Kind, Status, id_of
from tests.durability.stack import Stack


class Listener:
    """One result at a time, beside the run; what was disturbed by a kill is looked at again in the end."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._thread = ThreadPoolExecutor(1)
        self._heard: dict[str, Future[str]] = {}

    def listen(self, kind: Kind, done: Status, about: str) -> None:
        self._heard[id_of(done)] = self._thread.submit(kind.trouble, self._stack, done, about)

    def trouble(self, kind: Kind, done: Status, about: str) -> str:
        """What is wrong with it, or nothing. To be asked when nothing is struck any more."""
        return self._heard[id_of(done)].result() and kind.trouble(self._stack, done, about)

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
