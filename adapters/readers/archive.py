"""ZIP archives that may be hostile: every read has a limit, whatever the archive's own directory says."""

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from adapters.readers.faults import damaged, encrypted, too_large

MAXIMUM_PART = 64 * 2**20  # the XML of a 1,000-page book stays under 10 MB
MAXIMUM_TOTAL = 256 * 2**20
MAXIMUM_PARTS = 20_000

UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)
"""What zipfile raises for a damaged part; the last one for a compression or a version of ZIP that it does not know."""


class Archive:
    """Reads parts by name, at most 64 MB each and 256 MB together."""

    def __init__(self, path: Path | BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except UNREADABLE as error:
            raise damaged(f"its ZIP archive is incomplete ({error})") from None
        self.names = self._zip.namelist()
        self._left = MAXIMUM_TOTAL
        if len(self.names) > MAXIMUM_PARTS:
            raise too_large(f"it holds {len(self.names)} files")

    def has(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def size(self, name: str) -> int:
        """Bytes of a part, as the archive's directory has it; 0 for one that is missing."""
        info = self._zip.NameToInfo.get(name)
        return min(info.file_size, MAXIMUM_PART) if info is not None else 0

    def read(self, name: str) -> bytes:
        info = self._zip.NameToInfo.get(name)
        if info is None:
            raise damaged(f"its part {name} is missing")
        if info.flag_bits & 1:
            raise encrypted("it is an encrypted archive")
        most = min(MAXIMUM_PART, self._left)
        try:
            with self._zip.open(info) as part:
                data = part.read(most + 1)
        except UNREADABLE as error:
            raise damaged(f"its part {name} cannot be unpacked ({error})") from None
        if len(data) > most:
            raise too_large(f"its part {name} unpacks to more than {most >> 20} MB")
        self._left -= len(data)
        return data

    def guard(self, names: list[str]) -> None:
        """Unpacks parts for their size alone, before another library reads them."""
        for name in names:
            self.read(name)
