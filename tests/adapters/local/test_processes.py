"""A speech process ends with a cancelled call, with its pool and with its parent, in the middle of a sentence."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from adapters.process.children import Child
from adapters.process.faults import CallFailed, Ended, ProcessFault
from adapters.process.pool import ChildPool

ROOT = Path(__file__).resolve().parents[3]
SPEECH = "adapters.local.child"
LONG = "This sentence is said again and again until the call is cancelled. " * 600


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # a zombie has ended too
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


async def gone(pid: int) -> None:
    """Polls; the test's own timeout ends it."""
    while is_alive(pid):  # noqa: ASYNC110  # another process has no event to wait for
        await asyncio.sleep(0.02)


async def busy(processes: ChildPool) -> int:
    while not processes.pids:  # noqa: ASYNC110  # there is no event for a started process
        await asyncio.sleep(0.01)
    return processes.pids[0]


async def test_a_cancelled_call_ends_its_process_and_the_next_gets_another() -> None:
    processes = ChildPool(SPEECH, count=1)
    try:
        call = asyncio.create_task(processes.ask({"text": LONG, "voice": "rowan", "speed": 1.0}))
        pid = await busy(processes)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await gone(pid)
        head, pcm = await processes.ask({"text": "Well then.", "voice": "heart", "speed": 1.0})
        assert head == {"rate": 24_000}
        assert pcm
        assert processes.pids
        assert pid not in processes.pids
    finally:
        await processes.close()


async def test_a_process_that_was_killed_fails_its_call_and_is_replaced() -> None:
    processes = ChildPool(SPEECH, count=1)
    try:
        call = asyncio.create_task(processes.ask({"text": LONG, "voice": "rowan", "speed": 1.0}))
        os.kill(await busy(processes), signal.SIGKILL)
        with pytest.raises(Ended, match="code -9"):
            await call
        assert processes.pids == ()
    finally:
        await processes.close()


async def test_close_ends_idle_and_busy_processes() -> None:
    processes = ChildPool(SPEECH, count=1)
    call = asyncio.create_task(processes.ask({"text": LONG, "voice": "rowan", "speed": 1.0}))
    pid = await busy(processes)
    await processes.close()
    with pytest.raises(ProcessFault):
        await call
    assert not is_alive(pid)


async def test_an_exception_in_the_process_is_reported() -> None:
    process = await Child.start(SPEECH)
    try:
        with pytest.raises(CallFailed, match="KeyError: 'nobody'"):
            await process.ask({"text": "Hello there.", "voice": "nobody", "speed": 1.0})
    finally:
        await process.kill()


PARENT = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from adapters.process.children import Child

async def main():
    process = await Child.start("adapters.local.child")
    call = asyncio.create_task(process.ask({"text": "Once more. " * 8000, "voice": "rowan", "speed": 1.0}))
    print(process.pid, flush=True)
    await call

asyncio.run(main())
"""


async def test_children_die_with_a_parent_that_is_killed_outright() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", PARENT, str(ROOT), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert is_alive(pid)
    started = time.monotonic()
    parent.kill()
    await parent.wait()
    await gone(pid)
    assert time.monotonic() - started < 10
