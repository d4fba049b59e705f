"""Marking: everything that a living podcast or file can reach from names alone."""

import asyncio
from collections.abc import Iterable, Sequence

from domain.artifacts.documents import JSON
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.references import hashes, references
from domain.upkeep.pieces import piece_keys

AT_ONCE = 32
"""Reads under way together: an object store answers one in about 20 ms."""


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
            return True  # not a hash: nothing we made, and nothing we remove

    def add(self, sha256: str) -> None:
        self._marked.add(bytes.fromhex(sha256))

    async def records(self, names: Sequence[str]) -> None:
        """Everything that the records under these names lead to."""
        await asyncio.gather(*(self._record(name) for name in names))

    async def texts(self, texts: Iterable[str]) -> None:
        for text in texts:
            await self.data(text.encode())

    async def data(self, data: bytes) -> None:
        """What these bytes refer to, and what the documents among that refer to, and so on."""
        todo = [data]
        while todo:
            found: dict[str, ArtifactRef] = {}
            for each in todo:
                self._marked |= hashes(each) | piece_keys(each)
                found.update(references(each))
            documents = [ref for ref in found.values() if ref.media_type.startswith(JSON) and self._new(ref)]
            todo = await asyncio.gather(*(self._document(ref) for ref in documents))

    def _new(self, ref: ArtifactRef) -> bool:
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
                return b""  # nobody can follow it either
