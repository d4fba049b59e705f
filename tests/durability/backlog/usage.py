"""What a process takes, as `ps` tells it on every system."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """LiveJob memory in MB, processor time in seconds since its start."""

    memory: float
    seconds: float


def usage(pids: Mapping[str, int]) -> dict[str, Usage]:
    """Of those that live."""
    shown = subprocess.run(
        ["/bin/ps", "-o", "pid=,rss=,time=", "-p", ",".join(map(str, pids.values()))],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    names = {pid: name for name, pid in pids.items()}
    found = {}
    for line in shown.splitlines():
        pid, kilobytes, time = line.split()
        found[names[int(pid)]] = Usage(memory=int(kilobytes) / 1000, seconds=_seconds(time))
    return found


def _seconds(time: str) -> float:
    """`[[days-]hours:]minutes:seconds`"""
    days, _, rest = time.rpartition("-")
    total = 0.0
    for part in rest.split(":"):
        total = total * 60 + float(part)
    return total + 86_400 * int(days or 0)
