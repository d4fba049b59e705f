"""Artifacts as files, for programs that read and write files."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef


@asynccontextmanager
async def local_copy(blobs: Blobs, ref: ArtifactRef) -> AsyncIterator[Path]:
    """A copy of the bytes, in a folder of its own where results may be written; the folder is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="podwright-") as folder:
        path = Path(folder) / "source"
        with await asyncio.to_thread(path.open, "wb") as file:
            async for chunk in blobs.stream(ref):
                await asyncio.to_thread(file.write, chunk)
        yield path
