"""A program runs within its limits, reports its lines, and is gone when it is done, fails, is cancelled or orphaned."""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from adapters.process.faults import Ended, OutputTooLarge, TimedOut
from adapters.process.limits import Limits
from adapters.process.program import run_program
from tests.adapters.process.conftest import ended, is_alive

SHELL = "/bin/sh"
linux = pytest.mark.skipif(sys.platform != "linux", reason="no limit on address space")
both = pytest.mark.parametrize("watched", [False, True])


async def sh(script: str, folder: Path, limits: Limits | None = None, **options: Any) -> bytes:
    return await run_program([SHELL, "-c", script], limits=limits or Limits(seconds=30), folder=folder, **options)


@both
async def test_it_gives_what_the_program_prints(tmp_path: Path, *, watched: bool) -> None:
    assert await sh("pwd; cat", tmp_path, watched=watched) == f"{tmp_path}\n".encode()


@both
async def test_lines_come_while_it_runs(tmp_path: Path, *, watched: bool) -> None:
    lines: list[tuple[str, bool]] = []
    running = tmp_path / "running"
    running.touch()

    async def on_line(line: str) -> None:
        lines.append((line, running.exists()))
        (tmp_path / "seen").touch()

    long = "x" * 100_000
    script = f"echo 10%; while [ ! -e seen ]; do sleep 0.02; done; echo {long}; echo wörd; rm running; printf end"
    assert await sh(script, tmp_path, on_line=on_line, watched=watched) == b""
    assert lines[0] == ("10%", True)
    assert [line for line, _ in lines[1:]] == ["wörd", "end"]


@both
async def test_an_open_file_is_its_input_and_its_complaints_come_as_lines(tmp_path: Path, *, watched: bool) -> None:
    said: list[str] = []

    async def on_error_line(line: str) -> None:
        said.append(line)

    (tmp_path / "given").write_text("first\nsecond\n")
    with (tmp_path / "given").open("rb") as given:
        script = "cat; echo one >&2; echo two >&2"
        printed = await sh(script, tmp_path, stdin=given, on_error_line=on_error_line, watched=watched)
    assert printed == b"first\nsecond\n"
    assert said == ["one", "two"]


async def test_it_sees_no_variable_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    seen = await run_program(["/usr/bin/env"], limits=Limits(seconds=30), folder=tmp_path)
    names = {line.partition("=")[0] for line in seen.decode().splitlines()}
    assert names <= {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}


@both
async def test_a_failure_has_its_code_and_the_end_of_its_log(tmp_path: Path, *, watched: bool) -> None:
    script = "i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done; echo disk on fire >&2; exit 7"
    with pytest.raises(Ended, match="code 7") as caught:
        await sh(script, tmp_path, watched=watched)
    assert caught.value.code == 7
    assert caught.value.said.endswith("line 2999\ndisk on fire")
    assert len(caught.value.said) <= 4096


@both
async def test_a_program_killed_by_a_signal_shows_it(tmp_path: Path, *, watched: bool) -> None:
    with pytest.raises(Ended) as caught:
        await sh("kill -9 $$", tmp_path, watched=watched)
    assert caught.value.code == -9


@both
async def test_a_program_that_does_not_exist_says_so(tmp_path: Path, *, watched: bool) -> None:
    with pytest.raises(Ended, match="nowhere could not be started") as caught:
        await run_program(["/nowhere"], limits=Limits(seconds=30), folder=tmp_path, watched=watched)
    assert caught.value.code == 127


@both
async def test_past_its_time_it_is_killed_with_all_it_started(tmp_path: Path, *, watched: bool) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut):
        await sh("sleep 600 & echo $! > pid; sleep 600", tmp_path, Limits(seconds=2), watched=watched)
    assert time.monotonic() - started < 15
    await ended(int((tmp_path / "pid").read_text()))


@both
async def test_a_file_past_its_limit_is_a_fault(tmp_path: Path, *, watched: bool) -> None:
    limits = Limits(seconds=30, file_bytes=100_000)
    with pytest.raises(OutputTooLarge):
        await sh("exec dd if=/dev/zero of=large bs=1000 count=1000", tmp_path, limits, watched=watched)
    assert (tmp_path / "large").stat().st_size <= 100_000


async def test_output_past_its_limit_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(OutputTooLarge):
        await sh("exec cat /dev/zero", tmp_path, Limits(seconds=30, output_bytes=1_000_000))


@linux
async def test_memory_is_limited(tmp_path: Path) -> None:
    script = f"exec {sys.executable} -c 'bytes(400 << 20)'"
    with pytest.raises(Ended, match="MemoryError"):
        await sh(script, tmp_path, Limits(seconds=30, memory=300 << 20))


async def _written(path: Path) -> int:
    while not (path.exists() and path.read_text().strip()):  # noqa: ASYNC110, ASYNC240  # another process writes it
        await asyncio.sleep(0.02)
    return int(path.read_text())  # noqa: ASYNC240


@both
async def test_a_cancelled_run_leaves_no_program(tmp_path: Path, *, watched: bool) -> None:
    run = asyncio.create_task(sh("echo $$ > pid; sleep 600; true", tmp_path, watched=watched))
    pid = await _written(tmp_path / "pid")
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    await ended(pid)


@both
async def test_a_callback_that_fails_ends_the_program(tmp_path: Path, *, watched: bool) -> None:
    async def on_line(line: str) -> None:
        raise LookupError(line)

    with pytest.raises(LookupError, match="one"):
        await sh("echo $$ > pid; echo one; sleep 600; true", tmp_path, on_line=on_line, watched=watched)
    await ended(await _written(tmp_path / "pid"))


PARENT = """
import asyncio, pathlib, sys
from adapters.process.limits import Limits
from adapters.process.program import run_program

asyncio.run(run_program(["/bin/sh", "-c", "echo $$ > pid; exec sleep 600"], limits=Limits(),
                        folder=pathlib.Path(sys.argv[1]), watched=bool(int(sys.argv[2]))))
"""


@both
async def test_a_program_ends_with_a_parent_that_is_killed_outright(tmp_path: Path, *, watched: bool) -> None:
    root = Path(__file__).parents[3]
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(tmp_path), str(int(watched))), cwd=root
    )
    pid = await _written(tmp_path / "pid")
    assert is_alive(pid)
    parent.kill()
    await parent.wait()
    started = time.monotonic()
    await ended(pid)
    assert time.monotonic() - started < 10
