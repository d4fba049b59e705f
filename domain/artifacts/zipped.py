"""ZIP archives read in ranges, from a file or from the object store: every length has a bound, whatever they claim.

The layout is that of PKWARE's APPNOTE 6.3.10: 4.3.16 end of the central directory, 4.3.12 its entries, 4.3.7 local
headers. Read are stored and deflated members below 4 GB, which is what uploads can hold.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from domain.errors import Refused
from domain.value import Value

ZIP = "application/zip"

TAIL_BYTES = 22 + 65_535
"""The record at the end, with the longest comment."""

LOCAL_BYTES = 30
MOST_DIRECTORY = 4 * 2**20
MOST_MEMBERS = 20_000
CHUNK = 2**20

_END, _ENTRY = struct.Struct("<4s4H2LH"), struct.Struct("<4s6H3L5H2L")
LONGEST_NAME = 150
"""Characters that are shown."""

_ENCRYPTED, _UTF8, _STORED, _DEFLATED, _UNIX = 0x1, 0x800, 0, 8, 3
_ZIP64 = 0xFFFFFFFF
_JUNK = frozenset({"thumbs.db", "desktop.ini"})


class Member(Value):
    """A file in an archive. `path` is its name there, which names nothing on disk. `offset` of its local header,
    `packed` and `size` in bytes, `crc` of what is unpacked."""

    path: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int
    encrypted: bool = False

    @property
    def name(self) -> str:
        """The last part of the path; of a long one its end, where the suffix is."""
        return PurePosixPath(self.path.replace("\\", "/")).name[-LONGEST_NAME:]

    @property
    def is_junk(self) -> bool:
        """Whether a file manager left it there: no person put it into the archive."""
        parts = self.path.replace("\\", "/").split("/")
        return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() in _JUNK


class Directory(Value):
    """Where the central directory is: bytes [start, end). `shift` is added to the offsets in it."""

    start: int
    end: int
    shift: int


def directory_of(tail: bytes, *, size: int) -> Directory:
    """From the last `TAIL_BYTES` of an archive of `size` bytes.

    Raises:
        Refused: `archive_damaged`, `archive_too_large`.
    """
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise damaged("its directory is missing")
    _, _, _, _, count, length, offset, _ = _END.unpack_from(tail, at)
    if count > MOST_MEMBERS or length > MOST_DIRECTORY or offset == _ZIP64:
        raise _too_many()
    end = size - len(tail) + at
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        end = offset + length  # records of ZIP64 stand between, which say the same
    shift = end - length - offset
    if shift < 0 or end > size:
        raise damaged("its directory does not fit")
    return Directory(start=end - length, end=end, shift=shift)


def members_of(directory: bytes, *, shift: int) -> list[Member]:
    """The files, in the archive's order, without folders, links and junk.

    Raises:
        Refused: `archive_damaged`, `archive_too_large`.
    """
    found: list[Member] = []
    at = 0
    while at < len(directory):
        if len(directory) - at < _ENTRY.size or directory[at : at + 4] != b"PK\x01\x02":
            raise damaged("its directory is incomplete")
        fields = _ENTRY.unpack_from(directory, at)
        _, made_by, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, attributes, offset = fields
        path = _text(directory[at + _ENTRY.size : at + _ENTRY.size + name], utf8=bool(flags & _UTF8))
        at += _ENTRY.size + name + extra + comment
        if _ZIP64 in (packed, size, offset):
            raise Refused("archive_too_large", f"{path[-LONGEST_NAME:]} in it is larger than 4 GB.", status=413)
        linked = made_by >> 8 == _UNIX and stat.S_ISLNK(attributes >> 16)
        member = Member(
            path=path,
            offset=offset + shift,
            packed=packed,
            size=size,
            crc=crc,
            method=method,
            encrypted=bool(flags & _ENCRYPTED),
        )
        if not (linked or path.endswith(("/", "\\")) or member.is_junk):
            found.append(member)
        if len(found) > MOST_MEMBERS:  # whatever the record at the end says
            raise _too_many()
    return found


def data_start(member: Member, local: bytes) -> int:
    """Where the bytes of a member begin, by its local header of `LOCAL_BYTES`.

    Raises:
        Refused: `archive_damaged`.
    """
    if len(local) < LOCAL_BYTES or not local.startswith(b"PK\x03\x04"):
        raise damaged(f"{member.name} is not where its directory says")
    name, extra = struct.unpack_from("<2H", local, 26)
    return member.offset + LOCAL_BYTES + int(name) + int(extra)


def check_member(member: Member, *, most_bytes: int) -> None:
    """Raises Refused for a member that cannot be unpacked."""
    if member.encrypted:
        raise Refused("source_encrypted", f"{member.name} is encrypted. Save the archive without a password.")
    if member.method not in (_STORED, _DEFLATED):
        raise Refused("source_not_supported", f"{member.name} is packed in a way that is not read (not Deflate).")
    if member.size > most_bytes:
        raise Refused("source_too_large", f"{member.name} is larger than {most_bytes // 10**6} MB.", status=413)


class Unpacking:
    """Unpacks one member, a chunk at a time: never more bytes than its directory says it has."""

    def __init__(self, member: Member) -> None:
        self._member, self._size, self._crc = member, 0, 0
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == _DEFLATED else None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next packed bytes hold, in chunks of at most 1 MB. Raises Refused."""
        if self._inflate is None:
            yield self._counted(data)
            return
        while data:
            if self._inflate.eof:
                raise damaged(f"{self._member.name} has something behind its end")
            try:
                unpacked = self._inflate.decompress(data, CHUNK)
            except zlib.error:
                raise damaged(f"{self._member.name} cannot be unpacked") from None
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            yield self._counted(unpacked)

    def end(self) -> bytes:
        """The rest. Raises Refused unless what was unpacked is what was packed."""
        rest = self._counted(self._inflate.flush()) if self._inflate is not None else b""
        if self._size != self._member.size or self._crc != self._member.crc:
            raise damaged(f"{self._member.name} is not what was packed")
        return rest

    def _counted(self, data: bytes) -> bytes:
        self._size += len(data)
        if self._size > self._member.size:
            raise damaged(f"{self._member.name} unpacks to more than its directory says")
        self._crc = zlib.crc32(data, self._crc)
        return data


def damaged(why: str) -> Refused:
    return Refused("archive_damaged", f"The ZIP archive is damaged: {why}.")


def _too_many() -> Refused:
    return Refused("archive_too_large", f"It holds more than {MOST_MEMBERS:,} files, or more than 4 GB.", status=413)


def _text(name: bytes, *, utf8: bool) -> str:
    """Some programs write UTF-8 and do not say so; the others mean the code page of the first PCs."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("utf-8" if utf8 else "cp437", errors="replace")
