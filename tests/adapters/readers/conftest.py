"""A reader with short bounds, and the made documents, once a session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.process.children import Child
from adapters.readers.process import ProcessReader
from domain.retrieve.source import Document


class WarmReader(ProcessReader):
    """Its process reads one document after another, which takes a tenth of the time. The product starts one for each,
    which is `cold`."""

    def __init__(self) -> None:
        super().__init__()
        self._warm: Child | None = None

    @asynccontextmanager
    async def _child(self, name: str, seconds: float) -> AsyncIterator[Child]:
        if self._warm is None:
            self._warm = await Child.start("adapters.readers.child")
        try:
            async with asyncio.timeout(seconds):
                yield self._warm
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        warm, self._warm = self._warm, None
        if warm is not None:
            await warm.kill()


class Desk:
    """Reads a file as the product does: sniffed first, then read in a child."""

    def __init__(self, reader: ProcessReader) -> None:
        self.reader = reader
        self.words: list[str] = []

    async def note(self, word: str) -> None:
        self.words.append(word)

    def kind(self, path: Path) -> str | None:
        return self.reader.sniff(path.read_bytes()[:4096], name=path.name)

    async def read(self, path: Path, *, media_type: str | None = None) -> Document:
        kind = media_type or self.kind(path)
        assert kind is not None, f"{path.name} was not recognised"
        return await self.reader.read(path, media_type=kind, name=path.name, on_progress=self.note)


@pytest.fixture(scope="session")
async def warm() -> AsyncIterator[WarmReader]:
    reader = WarmReader()
    yield reader
    await reader.close()


@pytest.fixture
def desk(warm: WarmReader) -> Desk:
    return Desk(warm)


@pytest.fixture
async def cold(warm: WarmReader) -> Desk:
    """Its processes are the only ones that read."""
    await warm.close()
    return Desk(ProcessReader())
