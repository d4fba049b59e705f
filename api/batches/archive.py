"""A ZIP archive that is sent while it is written, in constant memory."""

import json
from collections.abc import AsyncIterator
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from domain.artifacts.ports import Blobs
from domain.batch.results import ChildResult

LARGE = 2**31
"""From this size on an entry says its size in 64 bits, which it has to know before it is written."""

MANIFEST = "manifest.json"


class _Sink:
    """What the archive is written to; it cannot be rewound, so that sizes follow the bytes."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._chunks.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self._chunks)
        self._chunks.clear()
        return taken


async def archive_of(results: AsyncIterator[ChildResult], blobs: Blobs) -> AsyncIterator[bytes]:
    """The files of all results, uncompressed as media are, then a manifest that has every input."""
    sink, listed = _Sink(), []
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_STORED) as archive:  # it asks for no more than write and flush
        async for each in results:
            for path, artifact in each.files.items():
                with archive.open(ZipInfo(path), "w", force_zip64=artifact.size >= LARGE) as entry:
                    async for chunk in blobs.stream(artifact):
                        entry.write(chunk)
                        yield sink.take()
            listed.append({**each.model_dump(mode="json", exclude={"files"}), "files": list(each.files)})
        archive.writestr(ZipInfo(MANIFEST), json.dumps(listed, ensure_ascii=False, indent=1))
    yield sink.take()
