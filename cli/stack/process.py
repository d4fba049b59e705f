"""Processes by number: started, recognised and stopped, without mistaking a reused number for one of ours."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli.stack.folder import Process

POLL_SECONDS = 0.05


def start_mark(pid: int) -> str | None:
    """When a running process started, as the kernel counts it; None when it is dead or a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The command in brackets may hold anything: fields are counted from its end.
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        if fields[0] in "ZX":
            return None
        return f"{_boot()}:{fields[19]}"
    shown = subprocess.run(  # noqa: S603 - fixed words and a number
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return shown[1].strip() if len(shown) == 2 and not shown[0].startswith("Z") else None


def _boot() -> str:
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
    return ""


def alive(process: Process) -> bool:
    return start_mark(process.pid) == process.started


def identify(pid: int, *, settings: str = "", grace: float = 10.0) -> Process | None:
    mark = start_mark(pid)
    return Process(pid=pid, started=mark, settings=settings, grace=grace) if mark else None


def start(
    command: Sequence[str], *, environment: Mapping[str, str], log: Path, folder: Path | None = None
) -> subprocess.Popen[bytes]:
    """Starts a child in a session of its own, so that Ctrl-C does not reach it; its output is appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own programs
            list(command),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(process: Process, *, grace: float | None = None, hurry: Callable[[], bool] = lambda: False) -> bool:
    """Sends SIGTERM, then SIGKILL after its grace (2 seconds once `hurry()` is true). True when SIGTERM was enough."""
    if not alive(process):
        return True
    grace = process.grace if grace is None else grace
    began = time.monotonic()
    _send(process.pid, signal.SIGTERM)
    while alive(process):
        _reap(process.pid)
        spent = time.monotonic() - began
        if spent > grace or (spent > 2 and hurry()):
            _send(process.pid, signal.SIGKILL)
            _await_death(process, seconds=10)
            return False
        time.sleep(POLL_SECONDS)
    return True


def _await_death(process: Process, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while alive(process) and time.monotonic() < deadline:
        _reap(process.pid)
        time.sleep(POLL_SECONDS)


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _reap(pid: int) -> None:
    """Waits for a child of ours, which would stay a zombie otherwise; other processes cannot be waited for."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
