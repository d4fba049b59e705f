"""Looks at processes from outside."""

import asyncio
import os
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


async def ended(pid: int) -> None:
    """Polls; the test's own time-out ends it."""
    while is_alive(pid):  # noqa: ASYNC110  # another process has no event to wait for
        await asyncio.sleep(0.02)
