"""ZIP archives in ranges: what the standard library packs is unpacked, and what lies is refused within bounds."""

import io
import random
import struct
import zipfile

import pytest

from domain.artifacts.zipped import (
    LOCAL_BYTES,
    TAIL_BYTES,
    Member,
    Unpacking,
    check_member,
    data_start,
    directory_of,
    members_of,
)
from domain.errors import Refused

WORDS = "the keeper lit the lamp again " * 200_000


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def members(archive: bytes) -> list[Member]:
    directory = directory_of(archive[-TAIL_BYTES:], size=len(archive))
    return members_of(archive[directory.start : directory.end], shift=directory.shift)


def content(archive: bytes, member: Member, *, step: int = 4096) -> bytes:
    start = data_start(member, archive[member.offset : member.offset + LOCAL_BYTES])
    unpacking, found = Unpacking(member), b""
    for at in range(start, start + member.packed, step):
        found += b"".join(unpacking.feed(archive[at : min(at + step, start + member.packed)]))
    return found + unpacking.end()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_it_unpacks_what_was_packed(method: int) -> None:
    noise = random.Random(1).randbytes(50_000)
    archive = packed(("a/words.txt", WORDS.encode()), ("Größe.bin", noise), ("empty", b""), method=method)
    for whole in (archive, b"#!/bin/sh\n" + archive):  # behind a program that would unpack it
        found = members(whole)
        assert [(each.name, content(whole, each)) for each in found] == [
            ("words.txt", WORDS.encode()),
            ("Größe.bin", noise),
            ("empty", b""),
        ]


def test_folders_links_and_junk_are_no_members() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.mkdir("films")
        link = zipfile.ZipInfo("films/link.wav")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        for name in ("__MACOSX/films/._a.wav", "films/.DS_Store", "films/Thumbs.db", "films/a.wav", "../../b.wav"):
            archive.writestr(name, "x")
    assert [each.name for each in members(data.getvalue())] == ["a.wav", "b.wav"]


def test_a_member_gives_no_more_than_its_directory_says() -> None:
    archive = packed(("bomb", bytes(50_000_000)))
    (member,) = members(archive)
    lying = member.model_copy(update={"size": 1000})
    with pytest.raises(Refused, match="unpacks to more"):
        content(archive, lying)
    with pytest.raises(Refused, match="larger than 10 MB"):
        check_member(member, most_bytes=10**7)


def test_what_stands_behind_the_end_of_a_member_is_refused_at_once() -> None:
    archive = packed(("a.txt", b"sound"))
    (member,) = members(archive)
    start = data_start(member, archive[member.offset : member.offset + LOCAL_BYTES])
    stream = archive[start : start + member.packed]
    for step in (len(stream), len(stream) + 7):
        unpacking, behind = Unpacking(member), stream + bytes(1000)
        with pytest.raises(Refused, match="behind its end"):
            for at in range(0, len(behind), step):
                list(unpacking.feed(behind[at : at + step]))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"encrypted": True}, "source_encrypted"), ({"method": zipfile.ZIP_LZMA}, "source_not_supported")],
)
def test_what_cannot_be_unpacked_is_named(change: dict[str, object], code: str) -> None:
    (member,) = members(packed(("a.wav", b"sound")))
    with pytest.raises(Refused, match=r"a\.wav") as refused:
        check_member(member.model_copy(update=change), most_bytes=100)
    assert refused.value.code == code


def test_a_damaged_archive_is_refused_wherever_it_is_damaged() -> None:
    whole = packed(*((f"{n}.txt", WORDS[: n * 100].encode()) for n in range(1, 20)))
    source = random.Random(7)
    for _ in range(400):
        at = source.randrange(len(whole))
        archive = whole[:at] if source.random() < 0.3 else whole[:at] + source.randbytes(3) + whole[at + 3 :]
        try:
            for each in members(archive):
                check_member(each, most_bytes=10**6)
                content(archive, each)
        except Refused:
            continue


def test_a_directory_that_claims_too_much_is_not_read() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 60_000 * 46, 0, 0)
    with pytest.raises(Refused, match="more than 20,000"):
        directory_of(end, size=len(end))
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    with pytest.raises(Refused, match="more than 20,000"):
        members_of(entry * 20_001, shift=0)
