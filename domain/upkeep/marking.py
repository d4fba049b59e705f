"""Marking: everything that a live job or file can reach, from its names alone."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain.artifacts.documents import JSON
from domain.artifacts.layout import JOBS
from domain.artifacts.mentions import hashes, references
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.upkeep.pieces import piece_keys
from domain.upkeep.ports import Inventory

AT_ONCE = 32
"""Requests under way together: an object store answers one in about 20 ms."""

SKEW = timedelta(hours=1)
"""Between our clock and the store's, generously: names of the last hour before a sweep are read twice."""


class Marks:
    """Hashes of blobs and ledger keys in use: about 70 bytes each, so a million clips are 70 MB."""

    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._blobs, self._names = blobs, names
        self._marked: set[bytes] = set()
        self._followed: set[bytes] = set()
        self._reading = asyncio.Semaphore(AT_ONCE)

    def __contains__(self, sha256: str) -> bool:
        try:
            return bytes.fromhex(sha256) in self._marked
        except ValueError:
            return True  # not a hash: not made by this version, so not removed by it

    def add(self, sha256: str) -> None:
        self._marked.add(bytes.fromhex(sha256))

    async def records(self, names: Sequence[str]) -> None:
        """Marks everything that the records under these names lead to."""
        await asyncio.gather(*(self._record(name) for name in names))

    async def texts(self, texts: Iterable[str]) -> None:
        for text in texts:
            await self.data(text.encode())

    async def data(self, data: bytes) -> None:
        """Marks what these bytes refer to, what the documents among that refer to, and so on."""
        todo = [data]
        while todo:
            found: dict[str, ArtifactRef] = {}
            for each in todo:
                self._marked |= hashes(each) | piece_keys(each)
                found.update(references(each))
            documents = [ref for ref in found.values() if ref.media_type.startswith(JSON) and self._is_new(ref)]
            todo = await asyncio.gather(*(self._document(ref) for ref in documents))

    def _is_new(self, ref: ArtifactRef) -> bool:
        sha = bytes.fromhex(ref.sha256)
        if sha in self._followed:
            return False
        self._followed.add(sha)
        return True

    async def _record(self, name: str) -> None:
        async with self._reading:
            record = await self._names.get(name)
        if record is not None:
            await self.data(record)

    async def _document(self, ref: ArtifactRef) -> bytes:
        async with self._reading:
            try:
                return await self._blobs.read(ref)
            except ArtifactMissing:
                return b""  # no job can follow it either


class Newcomers:
    """Names of jobs made since a sweep began. They are marked before anything is removed."""

    def __init__(self, *, inventory: Inventory, marks: Marks, began: datetime) -> None:
        self._inventory, self._marks, self._since = inventory, marks, began - SKEW
        self._read: set[str] = set()

    async def mark(self) -> None:
        async for batch in self._inventory.walk(JOBS):
            new = [each.key for each in batch if each.modified >= self._since and each.key not in self._read]
            await self._marks.records(new)
            self._read.update(new)
