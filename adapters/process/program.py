"""External programs, run within limits: each in a process group that is killed on cancel and ends with this process."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO

from adapters.process.faults import Ended, OutputTooLarge, TimedOut
from adapters.process.limits import Limits
from adapters.process.spawn import PYTHON, bare_environment, end, python_environment, spawn

OnLine = Callable[[str], Awaitable[None]]

_TAIL_CHARACTERS = 4096


async def run_program(
    command: Sequence[str],
    *,
    limits: Limits,
    folder: Path,
    on_line: OnLine | None = None,
    on_error_line: OnLine | None = None,
    stdin: int | IO[bytes] = asyncio.subprocess.DEVNULL,
    watched: bool = False,
) -> bytes:
    """Runs a program to its end and gives its standard output. When it is done, fails or is cancelled, it is gone.

    Args:
        command: absolute path of the program, and its arguments.
        limits: all of them hold; `output_bytes` bounds what is returned.
        folder: the working folder.
        on_line: awaited with each line of standard output as it comes, such as progress; nothing is returned then.
            Lines of more than 64 kB are left out.
        on_error_line: awaited likewise with each line of standard error.
        stdin: an open file that the program has as its standard input; by default it is empty.
        watched: see `launch_command`.

    Raises:
        NotStarted: the system started no process.
        Ended: it ended with another code than 0 (127: there is no such program); `said` is the end of its standard
            error.
        TimedOut, OutputTooLarge: it exceeded a limit.
    """
    process = await spawn(
        launch_command(command, limits=limits, watched=watched),
        environment=launch_environment(),
        folder=folder,
        stdin=stdin,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(limits.seconds):
            output, said = await _read(process, limits.output_bytes, on_line, on_error_line)
            code = await process.wait()
    except TimeoutError:
        raise TimedOut(limits.seconds or 0.0) from None
    finally:
        await asyncio.shield(end(process))
    if code == -signal.SIGXFSZ:
        raise OutputTooLarge(f"a file grew beyond {limits.file_bytes} bytes")
    if code != 0:
        raise Ended(code, said)
    return output


def launch_command(command: Sequence[str], *, limits: Limits, watched: bool = False) -> list[str]:
    """Arguments of a process that becomes `command` within its limits and ends with this process.

    For callers that hold the process themselves (`subprocess.Popen` with `env=launch_environment()` and
    `start_new_session=True`): time is then bounded two seconds late, and `output_bytes` not at all.

    Args:
        command: absolute path of the program, and its arguments.
        limits: what it may take.
        watched: a process stays beside the program and watches, as where the kernel cannot end it with its parent.
    """
    setting = {"limits": asdict(limits), "environment": bare_environment(), "watched": watched}
    start = "from adapters.process.launch import main; main()"
    return [*PYTHON, start, json.dumps(setting), str(os.getpid()), *command]


def launch_environment() -> dict[str, str]:
    """The environment in which `launch_command` starts; the program itself sees less."""
    return python_environment()


async def _read(
    process: asyncio.subprocess.Process, most: int | None, on_line: OnLine | None, on_error_line: OnLine | None
) -> tuple[bytes, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async with asyncio.TaskGroup() as group:
            taking = _pass_on(process.stdout, on_line) if on_line else _whole(process.stdout, most)
            output = group.create_task(taking)
            said = group.create_task(_tail(process.stderr, on_error_line))
    except BaseExceptionGroup as group_of_faults:
        raise group_of_faults.exceptions[0] from None
    return output.result(), said.result()


async def _whole(pipe: asyncio.StreamReader, most: int | None) -> bytes:
    data = bytearray()
    while chunk := await pipe.read(1 << 16):
        data += chunk
        if most is not None and len(data) > most:
            raise OutputTooLarge(f"it printed more than {most} bytes")
    return bytes(data)


async def _pass_on(pipe: asyncio.StreamReader, on_line: OnLine) -> bytes:
    async for line in _lines(pipe):
        await on_line(line)
    return b""


async def _lines(pipe: asyncio.StreamReader) -> AsyncIterator[str]:
    while True:
        try:
            line = await pipe.readline()
        except ValueError:  # longer than the reader's buffer
            continue
        if not line:
            return
        yield line.decode(errors="replace").rstrip("\r\n")


async def _tail(pipe: asyncio.StreamReader, on_line: OnLine | None) -> str:
    said = ""
    async for line in _lines(pipe):
        if on_line is not None:
            await on_line(line)
        said = f"{said}\n{line}"[-_TAIL_CHARACTERS:]
    return said.strip()
