"""Waiting for something that another process does."""

import time
from collections.abc import Callable

LOOK_EVERY = 0.05


def until(met: Callable[[], bool], what: str, *, seconds: float) -> float:
    """Seconds that it took. Fails in words when it does not come true."""
    began = time.monotonic()
    while not met():
        assert time.monotonic() - began < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(LOOK_EVERY)
    return time.monotonic() - began


def tell(line: str) -> None:
    """A measured figure, for whoever runs the tests with -s or reads a failure."""
    print(line)  # noqa: T201  # pytest keeps it
