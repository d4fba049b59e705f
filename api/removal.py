"""Removing what belongs to one podcast or file alone. What is shared stays: clips, and bytes that others name too."""

import asyncio
import re

from api.folders import of_file, of_podcast
from domain.artifact import ArtifactRef
from domain.ports.artifacts import ArtifactMissing, Blobs, Names
from domain.ports.catalog import Files

_REFERENCE = re.compile(rb'"sha256":\s*"([0-9a-f]{64})",\s*"size":\s*(\d+),\s*"media_type":\s*"([^"]*)"')
_HASH = re.compile(rb"[0-9a-f]{64}")

CLIP = "audio/wav"
"""Clips belong to the ledger, and to every podcast that says the same."""

AT_ONCE = 32
"""Names read together."""


class Removal:
    """Bytes are found by content, so equal files are one blob: before it goes, everybody else's names are read."""

    def __init__(self, *, blobs: Blobs, names: Names, files: Files) -> None:
        self._blobs, self._names, self._files = blobs, names, files

    async def podcast(self, podcast_id: str, *, owner: str) -> None:
        names = await self._names.list(of_podcast(podcast_id))
        refs = await self._refs(names)
        await self._forget(refs, names, owner=owner)

    async def file(self, ref: ArtifactRef, file_id: str, *, owner: str) -> None:
        """After the file's row is gone."""
        names = await self._names.list(of_file(file_id))
        await self._forget({ref.sha256: ref}, names, owner=owner)

    async def _forget(self, refs: dict[str, ArtifactRef], names: list[str], *, owner: str) -> None:
        for name in names:
            await self._names.delete(name)
        # Only now: whoever named the same bytes before we look keeps them.
        elsewhere = await self._named_elsewhere(owner)
        for sha, ref in refs.items():
            if ref.media_type != CLIP and sha not in elsewhere:
                await self._blobs.delete(ref)

    async def _refs(self, names: list[str]) -> dict[str, ArtifactRef]:
        """Everything that records refer to, and that what they refer to refers to: a work record names its results."""
        found: dict[str, ArtifactRef] = {}
        for record in await self._records(names):
            found.update(_references(record))
        for ref in list(found.values()):
            if ref.media_type == "application/json":
                try:
                    found.update(_references(await self._blobs.read(ref)))
                except ArtifactMissing:
                    continue
        return found

    async def _named_elsewhere(self, owner: str) -> set[str]:
        held: set[str] = set()
        for record in await self._records(await self._names.list("podcasts")):
            held.update(each.decode() for each in _HASH.findall(record))
        cursor: str | None = None
        while True:
            files, cursor = await self._files.page(owner=owner, limit=100, cursor=cursor)
            held.update(file.sha256 for file in files)
            if cursor is None:
                return held

    async def _records(self, names: list[str]) -> list[bytes]:
        reading = asyncio.Semaphore(AT_ONCE)

        async def one(name: str) -> bytes:
            async with reading:
                return await self._names.get(name) or b""

        return list(await asyncio.gather(*(one(name) for name in names)))


def _references(data: bytes) -> dict[str, ArtifactRef]:
    return {
        sha.decode(): ArtifactRef(sha256=sha.decode(), size=int(size), media_type=media_type.decode())
        for sha, size, media_type in _REFERENCE.findall(data)
    }
