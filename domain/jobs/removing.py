"""Removing what belongs to one podcast or file alone. What is shared stays: clips, and bytes that others name too."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from domain.artifacts.files import Files
from domain.artifacts.layout import JOBS, file_folder, job_folder
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.references import JSON, hashes, references
from domain.jobs.records import bury

CLIP = "audio/wav"
"""Clips belong to the ledger, and to every podcast that says the same."""

AT_ONCE = 32
"""Names read together."""

REMEMBERED = 100_000
"""Names whose hashes are held in memory: they never change. About 250 bytes each."""


class Removal:
    """Bytes are found by content, so equal files are one blob: before it goes, everybody else's names are read.

    What is overlooked, or left behind by a kill, is removed by the next sweep; it knows by the tombstone.
    """

    def __init__(self, *, blobs: Blobs, names: Names, files: Files) -> None:
        self._blobs, self._names, self._files = blobs, names, files
        self._known: OrderedDict[str, frozenset[bytes]] = OrderedDict()

    async def podcast(self, podcast_id: str, *, owner: str) -> None:
        await bury(self._names, podcast_id, owner=owner)
        names = await self._names.list(job_folder(podcast_id))
        await self._forget(await self._refs(names), names)

    async def file(self, ref: ArtifactRef, file_id: str, *, owner: str) -> None:
        """After the file's row, which `owner` had, is gone."""
        names = await self._names.list(file_folder(file_id))
        await self._forget({ref.sha256: ref}, names)

    async def _forget(self, refs: dict[str, ArtifactRef], names: list[str]) -> None:
        for name in names:
            await self._names.delete(name)
            self._known.pop(name, None)
        # Only now: whoever named the same bytes before we look keeps them.
        going = {sha: ref for sha, ref in refs.items() if ref.media_type != CLIP}
        elsewhere = await self._named_elsewhere() if going else set()
        held = await self._files.holding(going.keys())
        for sha, ref in going.items():
            if bytes.fromhex(sha) not in elsewhere and sha not in held:
                await self._blobs.delete(ref)

    async def _refs(self, names: Sequence[str]) -> dict[str, ArtifactRef]:
        """Everything that records refer to, and that what they refer to refers to: a work record names its results."""
        found: dict[str, ArtifactRef] = {}
        for record in await self._records(names):
            found.update(references(record))
        for ref in list(found.values()):
            if ref.media_type == JSON:
                try:
                    found.update(references(await self._blobs.read(ref)))
                except ArtifactMissing:
                    continue
        return found

    async def _named_elsewhere(self) -> set[bytes]:
        names = await self._names.list(JOBS)
        unknown = [name for name in names if name not in self._known]
        held: set[bytes] = set()
        for at in range(0, len(unknown), 1000):
            some = unknown[at : at + 1000]
            for name, record in zip(some, await self._records(some), strict=True):
                self._known[name] = frozenset(hashes(record))
                held |= self._known[name]
        for name in names:
            held |= self._known.get(name, frozenset())
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return held

    async def _records(self, names: Sequence[str]) -> list[bytes]:
        reading = asyncio.Semaphore(AT_ONCE)

        async def one(name: str) -> bytes:
            async with reading:
                return await self._names.get(name) or b""

        return list(await asyncio.gather(*(one(name) for name in names)))
