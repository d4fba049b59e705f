"""A part of the stack: a process that the supervisor starts, asks, restarts and stops."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.stack.folder import Process


@dataclass(frozen=True)
class Part:
    """`answers` asks one question of at most a second: does it serve?"""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    answers: Callable[[], bool]
    folder: Path | None = None  # working folder; None: the supervisor's
    settings: str = ""  # fingerprint; a running process with another one is replaced
    grace: float = 10.0  # seconds between SIGTERM and SIGKILL
    watched: bool = True  # whether silence counts against it once it is up


@dataclass
class PartState:
    """What the supervisor knows of a part. Times are of the monotonic clock."""

    part: Part
    running: Process | None = None
    child: subprocess.Popen[bytes] | None = None  # None when an earlier supervisor started it
    since: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0
    log_from: int = 0
    ready: bool = False
    silent_checks: int = 0
    checked_at: float = 0.0
