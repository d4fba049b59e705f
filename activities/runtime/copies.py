"""Artifacts as files, for programs that read and write files, and the folders that hold such files for a while."""

import asyncio
import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef

_PREFIX, _LOCK = "podwright-", ".lock"


@asynccontextmanager
async def local_copy(blobs: Blobs, ref: ArtifactRef) -> AsyncIterator[Path]:
    """A copy of the bytes, in a folder of its own where results may be written; the folder is removed afterwards."""
    with scratch_folder() as folder:
        path = folder / "source"
        with await asyncio.to_thread(path.open, "wb") as file:
            async for chunk in blobs.stream(ref):
                await asyncio.to_thread(file.write, chunk)
        yield path


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is removed afterwards, or by `remove_abandoned` when this process is killed meanwhile.

    The kernel lets go of its lock when the process ends, however it ends.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder, (Path(folder) / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(folder)


def remove_abandoned() -> None:
    """Removes the folders that processes left behind when they were killed. Called when a worker or an API starts."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (folder / _LOCK).open("rb+") as lock:  # another user's, or in use
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
