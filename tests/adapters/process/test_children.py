"""A child answers within its limits; whatever else it does becomes a fault, and it is gone afterwards."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from adapters.process.children import Child, ask_once
from adapters.process.faults import CallFailed, Ended, OutputTooLarge, ProcessFault, TimedOut
from adapters.process.limits import Limits
from adapters.process.pool import ChildPool
from tests.adapters.process.conftest import ended, is_alive

ANSWERING = "tests.adapters.process.answering"
MEGABYTE = 2**20
linux = pytest.mark.skipif(sys.platform != "linux", reason="no limit on address space, or no /proc")


async def ask(limits: Limits | None = None, **request: Any) -> tuple[dict[str, Any], bytes]:
    return await ask_once(ANSWERING, request, limits=limits or Limits(seconds=30))


async def test_an_answer_has_a_head_and_a_body() -> None:
    head, body = await ask(do="echo", text="wörd\n" * 30_000)
    assert head["length"] == 150_000
    assert body == b"w\xc3\xb6rd\n" * 30_000
    await ended(head["pid"])


async def test_what_libraries_print_is_no_answer() -> None:
    assert await ask(do="print") == ({"done": True}, b"")


async def test_a_child_inherits_no_variable_and_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    head, _ = await ask(do="environment")
    assert set(head["names"]) <= {"LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "PYTHONUTF8"}
    assert head["folder"] == "/"


async def test_an_exception_keeps_its_kind_its_words_and_its_trace() -> None:
    with pytest.raises(CallFailed, match="ValueError: cannot dance") as caught:
        await ask(do="dance")
    assert "answering.py" in caught.value.trace


@pytest.mark.parametrize(("do", "code"), [("end", 3), ("kill", -9)])
async def test_a_child_that_ends_early_is_a_fault_with_its_code(do: str, code: int) -> None:
    with pytest.raises(Ended) as caught:
        await ask(do=do)
    assert caught.value.code == code


@pytest.mark.parametrize("do", ["sleep", "spin"])
async def test_a_child_past_its_time_is_killed(do: str) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut, match=r"0\.5 seconds"):
        await ask(Limits(seconds=0.5), do=do)
    assert time.monotonic() - started < 10


async def test_time_on_cores_is_limited() -> None:
    with pytest.raises(Ended) as caught:
        await ask(Limits(cpu_seconds=0.5), do="spin")
    assert caught.value.code in (-signal.SIGXCPU, -signal.SIGKILL)


@linux
async def test_memory_is_limited() -> None:
    with pytest.raises(CallFailed, match="MemoryError"):
        await ask(Limits(memory=300 * MEGABYTE), do="hold", bytes=400 * MEGABYTE)


async def test_files_may_be_forbidden(tmp_path: Path) -> None:
    with pytest.raises(CallFailed, match="OSError"):
        await ask(Limits(file_bytes=0), do="write", path=str(tmp_path / "x"))


async def test_an_answer_past_its_limit_is_not_taken() -> None:
    assert (await ask(Limits(output_bytes=MEGABYTE), do="answer", bytes=MEGABYTE))[1] == bytes(MEGABYTE)
    with pytest.raises(OutputTooLarge, match="1048577 bytes"):
        await ask(Limits(output_bytes=MEGABYTE), do="answer", bytes=MEGABYTE + 1)


async def test_a_head_past_the_buffer_of_a_line_is_not_taken() -> None:
    with pytest.raises(OutputTooLarge, match="head"):
        await ask(do="head", text="x" * 100_000)


async def test_a_cancelled_call_ends_its_child() -> None:
    pool = ChildPool(ANSWERING, count=1)
    call = asyncio.create_task(pool.ask({"do": "sleep"}))
    while not pool.pids:  # noqa: ASYNC110  # nothing says when a process was started
        await asyncio.sleep(0.01)
    pid = pool.pids[0]
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert not is_alive(pid)
    assert pool.pids == ()
    await pool.close()


async def test_a_pool_kills_a_child_past_its_time_and_the_next_call_gets_another() -> None:
    pool = ChildPool(ANSWERING, count=1)
    try:
        (head, _) = await pool.ask({"do": "echo", "text": ""})
        with pytest.raises(TimedOut, match=r"not done within 0\.05 seconds"):
            await pool.ask({"do": "sleep"}, seconds=0.05)
        assert pool.pids == ()
        (other, _) = await pool.ask({"do": "echo", "text": ""})
        assert other["pid"] != head["pid"]
    finally:
        await pool.close()


async def test_a_pool_keeps_its_children_and_replaces_those_that_ended() -> None:
    pool = ChildPool(ANSWERING, count=1)
    try:
        first = (await pool.ask({"do": "echo", "text": "a"})).head["pid"]
        assert (await pool.ask({"do": "echo", "text": "b"})).head["pid"] == first
        os.kill(first, signal.SIGKILL)
        while pool._idle[0].alive:  # noqa: ASYNC110  # the loop hears of it a moment later
            await asyncio.sleep(0.01)
        second = (await pool.ask({"do": "echo", "text": "c"})).head["pid"]
        assert second != first
        with pytest.raises(CallFailed):
            await pool.ask({"do": "dance"})
        assert (await pool.ask({"do": "echo", "text": "d"})).head["pid"] != second
    finally:
        await pool.close()
    with pytest.raises(ProcessFault, match="closed"):
        await pool.ask({"do": "echo", "text": "e"})


PARENT = """
import asyncio
from adapters.process.children import Child

async def main():
    child = await Child.start("tests.adapters.process.answering")
    call = asyncio.create_task(child.ask({"do": "spin"}))
    print(child.pid, flush=True)
    await call

asyncio.run(main())
"""


async def test_a_child_ends_at_once_with_a_parent_that_is_killed_outright() -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT), stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert is_alive(pid)
    started = time.monotonic()
    parent.kill()
    await parent.wait()
    await ended(pid)
    assert time.monotonic() - started < 5


async def test_a_caller_cancelled_while_a_child_starts_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def noting(*command: Any, **options: Any) -> asyncio.subprocess.Process:
        started.append(await create(*command, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    starting = asyncio.create_task(Child.start(ANSWERING))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert all(process.returncode is not None for process in started)
