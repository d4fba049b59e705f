"""A rendering that fails or is cancelled: the fault names its cause, and neither process nor file is left."""

import asyncio
import contextlib
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from adapters.audio.render import Mp3EpisodeRenderer
from domain.combine.ports import Tags
from domain.errors import TransientFault
from tests.adapters.audio.shows import (
    Show,
    entries,
    no_progress,
    wav,
)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (wav(np.zeros(100, np.float32)), "the clip of turn 4 has 100 samples"),
        (wav(np.zeros(100, np.float32), rate=24_000), "the clip of turn 4 has 184 samples"),
        (b"ID3 not a wav", "the clip of turn 4 is not a WAV file"),
        (b"", "the clip of turn 4 is not a WAV file"),
    ],
)
async def test_a_clip_that_does_not_fit_is_a_fault_that_names_it(
    show: Show, tmp_path: Path, broken: bytes, says: str
) -> None:
    async def read(number: int) -> bytes:
        return broken if number == 3 else await show.read(number)

    with pytest.raises(TransientFault) as caught:
        await Mp3EpisodeRenderer().render(
            show.timeline, read_clip=read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
        )
    assert caught.value.code == "render_failed"
    assert says in caught.value.message
    assert entries(tmp_path) == []


async def test_where_nothing_can_be_written_is_a_fault(show: Show, tmp_path: Path) -> None:
    with pytest.raises(TransientFault, match="could not be rendered"):
        await Mp3EpisodeRenderer().render(
            show.timeline,
            read_clip=show.read,
            tags=Tags(title="T"),
            to=tmp_path / "missing" / "e.mp3",
            on_progress=no_progress,
        )


def children() -> set[int]:
    found = set[int]()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # a thread or a process that ends meanwhile
            found |= {int(child) for child in (task / "children").read_text().split() if _is_ffmpeg(child)}
    return found


def _is_ffmpeg(process: str) -> bool:
    return "ffmpeg" in Path(f"/proc/{process}/cmdline").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for child processes in /proc")
@pytest.mark.parametrize("moment", ["encoding", "checking"])
async def test_cancelled_it_leaves_no_process_and_no_file(show: Show, tmp_path: Path, moment: str) -> None:
    reached, seen = asyncio.Event(), set[int]()

    async def on_progress(word: str) -> None:
        if word.startswith(moment) and (running := children()):
            seen.update(running)
            reached.set()
            await asyncio.sleep(0)

    task = asyncio.create_task(
        Mp3EpisodeRenderer(report_every=timedelta(0)).render(
            show.timeline, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=on_progress
        )
    )
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not seen & children()
    assert entries(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks for child processes in /proc")
async def test_an_encoder_that_dies_is_a_fault(show: Show, tmp_path: Path) -> None:
    async def read(number: int) -> bytes:
        if number == 3:
            for child in children():
                os.kill(child, signal.SIGKILL)
        return await show.read(number)

    with pytest.raises(TransientFault, match="ffmpeg ended with -9"):
        await Mp3EpisodeRenderer().render(
            show.timeline, read_clip=read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
        )
    assert entries(tmp_path) == []
