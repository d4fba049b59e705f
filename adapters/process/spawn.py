"""How processes start and end: in a clean environment and a group of their own, with none left behind on cancel."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from adapters.process.faults import NotStarted

PYTHON = (sys.executable, "-P", "-s", "-S", "-B", "-c")
"""A fresh interpreter, not a fork: it inherits no thread, no socket and no import of this process. Without site
packages of its own it starts in 10 ms, and finds what we import by PYTHONPATH."""

_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def bare_environment() -> dict[str, str]:
    """All that a child inherits: where the loader finds shared libraries. No key comes near a foreign file."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def python_environment() -> dict[str, str]:
    """The same for a child that runs our own Python."""
    paths = dict.fromkeys((str(_ROOT), *filter(None, sys.path)))
    return {**bare_environment(), "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}


async def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    stdin: int | IO[bytes] = asyncio.subprocess.DEVNULL,
    stderr: int = asyncio.subprocess.DEVNULL,
) -> asyncio.subprocess.Process:
    """Starts a process whose standard output is a pipe. A caller that is cancelled meanwhile leaves none behind.

    Raises:
        NotStarted: the system started no process.
    """
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *command,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            env=environment,
            cwd=folder,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which decides; the group is killed as one
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            await end(await starting)
        raise
    except OSError as error:
        raise NotStarted(f"no process could be started: {error}") from error


def kill(process: asyncio.subprocess.Process | subprocess.Popen[bytes]) -> None:
    """Kills a process that was started in a session of its own and has not been reaped, with all of its group."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


async def end(process: asyncio.subprocess.Process) -> None:
    """Kills a process, empties its pipes so that their transports close, and reaps it. No one else may be reading."""
    kill(process)
    if process.stdin is not None:
        process.stdin.close()
    for pipe in (process.stdout, process.stderr):
        while pipe is not None and await pipe.read(1 << 18):
            pass
    await process.wait()
