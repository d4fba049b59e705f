"""Removal of names together with the blobs that nothing else refers to."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from domain.artifacts.documents import JSON
from domain.artifacts.files import Files
from domain.artifacts.layout import JOBS
from domain.artifacts.mentions import hashes, references
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef

CLIP = "audio/wav"
"""Such a blob may be a clip, which belongs to the ledger and is shared by all jobs that say the same. The ledger is not
read here, so these are left to the sweep, which reads it."""

AT_ONCE = 32
"""Names read together."""

REMEMBERED = 100_000
"""Names whose hashes are held in memory: they never change. About 250 bytes each."""


class UnsharedBlobs:
    """Equal bytes are one blob, so before one is removed, the names of all other jobs and files are read.

    A blob that is overlooked, or left behind by a kill, is removed by the next sweep.
    """

    def __init__(self, *, blobs: Blobs, names: Names, files: Files) -> None:
        self._blobs, self._names, self._files = blobs, names, files
        self._known: OrderedDict[str, frozenset[bytes]] = OrderedDict()

    async def remove_with(self, names: Sequence[str], *, ref: ArtifactRef | None = None) -> None:
        """Removes the names, then the blobs that they, or `ref`, referred to and that nothing refers to now."""
        refs = await self._refs(names)
        if ref is not None:
            refs[ref.sha256] = ref
        for name in names:
            await self._names.delete(name)
            self._known.pop(name, None)
        # Only now: a job that named the same bytes before this look keeps them.
        going = {sha: each for sha, each in refs.items() if each.media_type != CLIP}
        elsewhere = await self._named_elsewhere() if going else set()
        held = await self._files.holding(going.keys())
        for sha, each in going.items():
            if bytes.fromhex(sha) not in elsewhere and sha not in held:
                await self._blobs.delete(each)

    async def _refs(self, names: Sequence[str]) -> dict[str, ArtifactRef]:
        """Everything that the records refer to, and that the documents among it refer to: a step names its results."""
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
