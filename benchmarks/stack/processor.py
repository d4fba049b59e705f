"""How much processor time processes used within a span of time. Linux only; elsewhere it knows nothing."""

import os
import threading
import time
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

STEP_SECONDS = 0.02


class Watch:
    """Notes the processor time of each process, fifty times a second, while it is open."""

    def __init__(self, processes: Mapping[str, int]) -> None:
        self._processes = dict(processes) if Path("/proc/self/stat").exists() else {}
        self._seen: list[tuple[float, dict[str, float]]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def between(self, began: float, ended: float) -> dict[str, float]:
        """CPU seconds by process; `began` and `ended` in seconds since the epoch."""
        times = [at for at, _ in self._seen]
        if not self._processes or not times:
            return {}
        before = self._seen[max(0, bisect_left(times, began) - 1)][1]
        after = self._seen[min(len(times) - 1, bisect_left(times, ended))][1]
        return {name: after[name] - before[name] for name in self._processes}

    def _look(self) -> None:
        while not self._over.is_set():
            self._seen.append((time.time(), {name: used(pid) for name, pid in self._processes.items()}))
            self._over.wait(STEP_SECONDS)


def used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def used_with_ended(pid: int) -> float:
    """With what its processes used that have ended, as ffmpeg does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """Processes that this one, or one of its threads, has started."""
    return [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
