"""A clock that also runs while the machine sleeps, for what other processes may have done meanwhile."""

import time


def suspend_aware() -> float:
    """Seconds of a monotonic clock that counts sleep, where the system has one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
