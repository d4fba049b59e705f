"""How a child process confines itself: its limits, and its end when its parent ends.

It runs before any work of the child, so it imports as little as it can.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_GRACE_SECONDS = 2
"""The parent kills the child at its time limit; should the parent be unable to, an alarm does so this much later."""

PARENT_CHECK_SECONDS = 0.5


def limit(limits: dict[str, float | None], *, alarm: bool = True) -> None:
    """Imposes the limits in `adapters.process.limits.Limits` that a process can impose on itself; exec keeps them."""
    if alarm and (seconds := limits.get("seconds")) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)
    try:
        import resource  # noqa: PLC0415  # POSIX only
    except ImportError:
        return
    cpu = limits.get("cpu_seconds")
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu and -int(-cpu // 1)),
        (resource.RLIMIT_AS, limits.get("memory")),
        (resource.RLIMIT_FSIZE, limits.get("file_bytes")),
    ):
        if value is not None:
            with contextlib.suppress(ValueError, OSError):  # macOS has no limit on address space
                resource.setrlimit(kind, (int(value), int(value)))


def end_with(parent: int) -> bool:
    """Asks the kernel to kill this process, and what it may exec, when its parent ends; False where it cannot.

    Linux counts the thread that started this process as the parent.
    """
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415

    if ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        return False
    if os.getppid() != parent:  # it ended before it could be asked for
        os._exit(1)
    return True


def watch(parent: int, on_end: Callable[[], object]) -> None:
    """Blocks until the parent has ended, then calls `on_end`: for systems whose kernel does not tell."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    on_end()
