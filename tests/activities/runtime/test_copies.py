"""Copies of artifacts on disk: gone when they were used, and when their process was killed."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from activities.runtime.copies import local_copy, remove_abandoned
from adapters.artifacts.memory import MemoryArtifacts

HOLDS_ONE = """
import asyncio
import sys
from activities.runtime.copies import local_copy
from adapters.artifacts.memory import MemoryArtifacts

async def main():
    blobs = MemoryArtifacts()
    async with local_copy(blobs, await blobs.put(b"a film", media_type="video/mp4")) as path:
        print(path, flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


async def test_a_copy_is_there_while_it_is_used(temporary: Path) -> None:
    blobs = MemoryArtifacts()
    ref = await blobs.put(b"a film", media_type="video/mp4")
    async with local_copy(blobs, ref) as path:
        assert await asyncio.to_thread(path.read_bytes) == b"a film"
        path.with_name("result.mp3").write_bytes(b"half of it")
        remove_abandoned()
        assert path.exists(), "it is in use"
    assert await asyncio.to_thread(lambda: list(temporary.iterdir())) == []


def test_what_a_killed_process_left_is_removed_at_the_next_start(temporary: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    holder, pipe = (sys.executable, "-P", "-c", HOLDS_ONE), subprocess.PIPE
    with subprocess.Popen(holder, stdin=pipe, stdout=pipe, env=environment) as process:
        assert process.stdout is not None
        path = Path(process.stdout.readline().decode().strip())
        remove_abandoned()
        assert path.exists(), "its process lives"
        process.kill()
    assert path.exists()
    remove_abandoned()
    assert list(temporary.iterdir()) == []


def test_every_folder_that_is_filled_for_a_while_is_such_a_folder() -> None:
    """An upload, a page and an episode leave nothing behind when their process is killed, as a copy does."""
    made_elsewhere = [
        f"{path}:{number}"
        for part in ("activities", "api", "worker")
        for path in sorted(Path(part).rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if "TemporaryDirectory(" in line or "mkdtemp(" in line
    ]
    assert [each.partition(":")[0] for each in made_elsewhere] == ["activities/runtime/copies.py"]
