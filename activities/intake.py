"""Intake: members of archives and documents of collections become uploaded files of their owner."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from activities.runtime.copies import scratch_folder
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.zipped import LOCAL_BYTES, Member, Unpacking, check_member, damaged, data_start
from domain.batch.spec import Origin
from domain.plain_names import plain_name
from domain.retrieve.uploads import Received, Uploads

HEAD_BYTES = 4096


class Intake:
    """`most_bytes`: of one file, as for any upload."""

    def __init__(self, *, blobs: Blobs, uploads: Uploads, most_bytes: int) -> None:
        self._blobs, self._uploads, self._most_bytes = blobs, uploads, most_bytes

    async def file(self, origin: Origin, *, name: str, owner: str) -> str:
        """The id of the uploaded file; the same bytes under the same name are one file.

        Raises:
            Refused: encrypted, damaged, too large, or of a kind that is not taken.
        """
        with scratch_folder() as folder:
            path = folder / "file"
            if origin.member is None:
                await _write(path, self._blobs.stream(origin.artifact))
            else:
                check_member(origin.member, most_bytes=self._most_bytes)
                await _write(path, self._unpacked(origin.artifact, origin.member))
            received = await asyncio.to_thread(_received, path, plain_name(name, otherwise="file"))
            key = hashlib.sha256(f"{received.sha256} {received.name}".encode()).hexdigest()
            uploaded = await self._uploads.accept(received, owner=owner, key=f"batch-{key}")
        return uploaded.file.file_id

    async def _unpacked(self, archive: ArtifactRef, member: Member) -> AsyncIterator[bytes]:
        header = self._blobs.stream(archive, start=member.offset, end=member.offset + LOCAL_BYTES)
        start = data_start(member, b"".join([chunk async for chunk in header]))
        if start + member.packed > archive.size:
            raise damaged(f"{member.name} is incomplete")
        unpacking = Unpacking(member)
        if member.packed:
            async for packed in self._blobs.stream(archive, start=start, end=start + member.packed):
                for chunk in unpacking.feed(packed):
                    yield chunk
        yield unpacking.end()


async def _write(path: Path, chunks: AsyncIterator[bytes]) -> None:
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)


def _received(path: Path, name: str) -> Received:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Received(path=path, name=name, size=path.stat().st_size, sha256=sha256, head=head)
