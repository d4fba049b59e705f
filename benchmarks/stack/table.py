"""What a benchmark prints: a line a measurement, beside its ideal and its target."""

import os
from collections.abc import Sequence
from statistics import median


def heading(*lines: str) -> None:
    for line in lines:
        print(line)
    cores()
    print(f"{'':<44}{'median':>9}{'best':>9}{'worst':>9}{'ideal':>9}{'target':>10}")


def cores() -> None:
    """The machine, and how busy it is."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{count} cores, {load} before it began", flush=True)


def row(name: str, seconds: Sequence[float], *, ideal: float | None = None, target: float | None = None) -> None:
    middle = median(seconds)
    shown = f"{name:<44}{_time(middle):>9}{_time(min(seconds)):>9}{_time(max(seconds)):>9}"
    shown += f"{_time(ideal) if ideal is not None else '':>9}"
    if target is not None:
        shown += f"{'≤ ' + _time(target):>10}  {'reached' if middle <= target else 'MISSED'}"
    if ideal:
        shown += f"  {middle / ideal:.2f} × ideal"
    print(shown, flush=True)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"
