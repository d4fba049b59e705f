"""Whether the streams of a file are encrypted: ISO boxes are walked, since decoders only see noise."""

from pathlib import Path
from typing import IO

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}
_SAYS_SO = {b"senc", b"sinf", b"pssh", b"tenc"}
"""Boxes of common encryption (ISO/IEC 23001-7)."""

_ENTRIES = {b"encv", b"enca", b"enct", b"encs", b"drms", b"drmi", b"drmt", b"drmd", b"aavd"}
_MOST_BOXES = 20_000
"""A file of many hours, in fragments of two seconds, has about ten boxes for each."""


def is_encrypted(path: Path) -> bool:
    """Of the ISO family alone; False for other files, and for those whose boxes make no sense."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        return _Walk(file).finds(0, size)


class _Walk:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, _MOST_BOXES

    def finds(self, at: int, end: int) -> bool:
        while at + 8 <= end and self._left > 0:
            self._left -= 1
            kind, start, following = self._header(at, end)
            if kind in _SAYS_SO:
                return True
            if kind == b"stsd" and self._entries(start, following):
                return True
            if kind in _CONTAINERS and self.finds(start, following):
                return True
            if following <= at:
                return False
            at = following
        return False

    def _header(self, at: int, end: int) -> tuple[bytes, int, int]:
        """Kind, where its content starts, where the next box does."""
        self._file.seek(at)
        head = self._file.read(16)
        size, kind, start = int.from_bytes(head[:4]), head[4:8], at + 8
        if size == 1:
            size, start = int.from_bytes(head[8:16]), at + 16
        return kind, start, min(end, at + size) if size else end

    def _entries(self, start: int, end: int) -> bool:
        """Of a table of sample descriptions: 8 bytes, then size and kind of each."""
        self._file.seek(start + 8)
        table = self._file.read(min(end - start, 65_536))
        at = 0
        while at + 8 <= len(table):
            if table[at + 4 : at + 8] in _ENTRIES:
                return True
            at += max(8, int.from_bytes(table[at : at + 4]))
        return False
