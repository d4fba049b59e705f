"""A conversion that is cancelled, too slow or too hungry, or whose worker is killed: its process is gone, and no half
file stays."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.media.converter import FfmpegConverter
from adapters.media.run import run
from adapters.process.faults import TimedOut
from adapters.process.limits import Limits
from domain.errors import ItemFault
from domain.media.output import OutputSpec
from domain.media.plan import OutputPlan, plan_output
from tests.adapters.media.conftest import Bench, Make

SLOW = """
import asyncio, sys
from pathlib import Path
from adapters.media.converter import FfmpegConverter
from domain.media.plan import OutputPlan

async def note(word):
    print(word, flush=True)

source, plan, to = sys.argv[1:]
plan = OutputPlan.model_validate_json(plan)
asyncio.run(FfmpegConverter().convert(Path(source), plan, name="x", to=Path(to), on_progress=note))
"""


def children_of(parent: int) -> set[int]:
    """Every process under `parent`."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                ppid = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if ppid == parent:
                found |= {int(entry.name)} | children_of(int(entry.name))
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: set[int]) -> bool:
    """Within ten seconds."""
    until = time.monotonic() + 10
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(alive(pid) for pid in pids)


async def long_plan(bench: Bench, source: Path) -> OutputPlan:
    """Ten hours to FLAC and back: half a minute of work at least."""
    output = OutputSpec.model_validate({"format": "m4a", "sample_rate": 48000})
    return plan_output(await bench.read(source), output, name=source.name)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
async def test_on_cancel_the_process_is_gone_and_no_file_stays(bench: Bench, media: Make) -> None:
    plan = await long_plan(bench, media("hours.flac"))
    to = bench.folder / "long.m4a"
    under_way = asyncio.Event()

    async def note(word: str) -> None:
        under_way.set()

    source, others = media("hours.flac"), children_of(os.getpid())
    converting = asyncio.create_task(bench.converter.convert(source, plan, name="x", to=to, on_progress=note))
    await under_way.wait()
    pids = children_of(os.getpid()) - others
    assert pids
    converting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await converting
    assert not any(alive(pid) for pid in pids)
    assert list(bench.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process beside it notices within half a second")
async def test_it_dies_with_its_worker(bench: Bench, media: Make) -> None:
    plan = await long_plan(bench, media("hours.flac"))
    command = (
        sys.executable,
        "-P",
        "-c",
        SLOW,
        str(media("hours.flac")),
        plan.model_dump_json(),
        str(bench.folder / "to"),
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    worker = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, env=environment)
    assert worker.stdout is not None
    assert b"% at " in await worker.stdout.readline()
    pids = children_of(worker.pid)
    assert pids
    os.kill(worker.pid, signal.SIGKILL)
    await worker.wait()
    assert await asyncio.to_thread(gone, pids)


async def test_one_that_takes_too_long_is_ended(bench: Bench, media: Make) -> None:
    from adapters.media import commands

    plan = await long_plan(bench, media("hours.flac"))
    to = bench.folder / "long.m4a"
    with pytest.raises(TimedOut):
        await run(commands.converting(plan, to), media("hours.flac"), folder=bench.folder, limits=Limits(seconds=1.0))


async def test_one_that_stands_still_is_ended(bench: Bench, media: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that gives nothing: as a disk that does not answer."""
    monkeypatch.setattr("adapters.media.run.STALL_SECONDS", 0.5)
    fifo = bench.folder / "fifo.flac"
    os.mkfifo(fifo)
    holder = os.open(fifo, os.O_RDWR)
    try:
        with pytest.raises(TimedOut):
            await run(["-nostdin", "-i", "fd:", "-f", "null", "-"], fifo, folder=bench.folder, limits=Limits())
    finally:
        os.close(holder)


async def test_one_that_needs_too_much_memory_says_so(bench: Bench, media: Make) -> None:
    hungry = FfmpegConverter(memory=300 * 2**20)
    plan = plan_output(await bench.read(media("large.webm")), OutputSpec.model_validate({"format": "mp4"}), name="x")
    with pytest.raises(ItemFault) as raised:
        await hungry.convert(media("large.webm"), plan, name="x", to=bench.folder / "x.mp4", on_progress=bench.note)
    assert raised.value.code in ("conversion_needs_memory", "conversion_failed")
    assert list(bench.folder.iterdir()) == []
