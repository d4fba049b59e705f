"""Blobs and names in a dictionary, for tests and dry runs."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from adapters.artifacts.names import checked_name, checked_record
from domain.artifacts.ports import ArtifactMissing
from domain.artifacts.reference import ArtifactRef

CHUNK = 1024 * 1024


class MemoryArtifacts:
    """`blobs` by hash and `names` are open to tests; `writes` counts the blobs that were really stored."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.names: dict[str, bytes] = {}
        self.writes = 0

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        ref = ArtifactRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type=media_type)
        if ref.sha256 not in self.blobs:
            self.blobs[ref.sha256] = bytes(data)
            self.writes += 1
        return ref

    async def put_file(self, path: Path, *, media_type: str) -> ArtifactRef:
        return await self.put(await asyncio.to_thread(path.read_bytes), media_type=media_type)

    async def read(self, ref: ArtifactRef) -> bytes:
        data = self._held(ref)
        if hashlib.sha256(data).hexdigest() != ref.sha256:
            raise ArtifactMissing(f"{ref.key} is damaged.")
        return data

    async def stream(self, ref: ArtifactRef, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        data = self._held(ref)
        stop = ref.size if end is None else min(end, ref.size)
        for at in range(max(start, 0), stop, CHUNK):
            yield data[at : min(at + CHUNK, stop)]

    async def exists(self, ref: ArtifactRef) -> bool:
        return len(self.blobs.get(ref.sha256, b"")) == ref.size and ref.sha256 in self.blobs

    async def delete(self, what: ArtifactRef | str) -> None:
        if isinstance(what, str):
            self.names.pop(checked_name(what), None)
        else:
            self.blobs.pop(what.sha256, None)

    async def create(self, name: str, record: bytes) -> bytes:
        return self.names.setdefault(checked_name(name), checked_record(record))

    async def get(self, name: str) -> bytes | None:
        return self.names.get(checked_name(name))

    async def list(self, prefix: str) -> list[str]:
        folder = checked_name(prefix) + "/"
        return sorted(name for name in self.names if name.startswith(folder))

    def _held(self, ref: ArtifactRef) -> bytes:
        data = self.blobs.get(ref.sha256)
        if data is None or hashlib.sha256(data).hexdigest() != ref.sha256:
            raise ArtifactMissing(f"{ref.key} is not there, or damaged.")
        return data
