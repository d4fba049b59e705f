"""ZIP archives as uploads, whose files a batch makes jobs of."""

import asyncio
from pathlib import Path

from domain.artifacts.zipped import TAIL_BYTES, ZIP, check_member, directory_of, members_of
from domain.errors import PermanentFault, Refused

EPUB = b"application/epub+zip"


class ArchiveOpener:
    """Implements `FileOpener` for files named `….zip`: documents are ZIP archives too, whatever they are called."""

    def sniff(self, head: bytes, *, name: str) -> str | None:
        is_zip = head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and EPUB not in head[:200]
        return ZIP if is_zip and name.lower().endswith(".zip") else None

    async def open(self, path: Path, *, media_type: str, name: str) -> None:
        """Its directory alone is read; each file is opened when its job is submitted."""
        try:
            await asyncio.to_thread(_check, path)
        except Refused as error:
            raise PermanentFault(error.code, str(error)) from None


def _check(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL_BYTES))
        directory = directory_of(file.read(TAIL_BYTES), size=size)
        file.seek(directory.start)
        members = members_of(file.read(directory.end - directory.start), shift=directory.shift)
    if members and all(each.encrypted for each in members):
        check_member(members[0], most_bytes=members[0].size)
