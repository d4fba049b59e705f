"""What every place that keeps bytes promises."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.artifacts.obstore import ObstoreArtifacts
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import ArtifactsUnavailable
from tests.contracts.bucket import Bucket

Artifacts = MemoryArtifacts | ObstoreArtifacts


@pytest.fixture(params=["memory", "folder", "s3"])
def artifacts(request: pytest.FixtureRequest, tmp_path: Path) -> Artifacts:
    if request.param == "memory":
        return MemoryArtifacts()
    if request.param == "folder":
        return ObstoreArtifacts((tmp_path / "a folder é").as_uri())
    request.getfixturevalue("s3_bucket")
    return ObstoreArtifacts("s3://bucket/a/prefix")


async def collect(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [chunk async for chunk in stream]


def unknown(data: bytes) -> ArtifactRef:
    return ArtifactRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type="text/plain")


def typed(artifacts: Artifacts) -> tuple[Blobs, Names]:
    """The type checker's own test: each is both ports."""
    return artifacts, artifacts


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 40_000], ids=["empty", "one", "10 MB"])
async def test_bytes_come_back(artifacts: Artifacts, tmp_path: Path, data: bytes) -> None:
    ref = await artifacts.put(data, media_type="text/plain")
    assert ref == unknown(data)
    assert await artifacts.put(data, media_type="text/plain") == ref
    assert await artifacts.exists(ref)
    assert await artifacts.read(ref) == data
    file = tmp_path / "file"
    file.write_bytes(data)
    assert await artifacts.put_file(file, media_type="text/plain") == ref
    await artifacts.delete(ref)
    await artifacts.delete(ref)
    assert not await artifacts.exists(ref)
    assert await artifacts.put_file(file, media_type="text/plain") == ref
    assert await artifacts.read(ref) == data


async def test_streams_any_range_in_small_chunks(artifacts: Artifacts) -> None:
    data = hashlib.shake_128(b"seed").digest(5_500_000)
    ref = await artifacts.put(data, media_type="audio/mpeg")
    chunks = await collect(artifacts.stream(ref))
    assert b"".join(chunks) == data
    assert max(map(len, chunks)) <= 1024 * 1024
    for start, end in [(0, 1), (5, 5), (1_000_000, 5_400_001), (5_499_999, None), (0, 9_000_000), (6_000_000, None)]:
        assert b"".join(await collect(artifacts.stream(ref, start=start, end=end))) == data[start:end]


async def test_what_is_not_there_is_said_to_be_missing(artifacts: Artifacts) -> None:
    for ref in (unknown(b"never put"), unknown(b"")):
        assert not await artifacts.exists(ref)
        with pytest.raises(ArtifactMissing):
            await artifacts.read(ref)
        with pytest.raises(ArtifactMissing):
            await collect(artifacts.stream(ref))


async def test_the_first_of_a_race_names_the_record(artifacts: Artifacts) -> None:
    stands = await asyncio.gather(*(artifacts.create("ledger/clips/ab/abc", b"%d" % n) for n in range(20)))
    assert len(set(stands)) == 1
    assert await artifacts.get("ledger/clips/ab/abc") == stands[0]
    assert await artifacts.create("ledger/clips/ab/abc", b"late") == stands[0]
    await artifacts.delete("ledger/clips/ab/abc")
    await artifacts.delete("ledger/clips/ab/abc")
    assert await artifacts.get("ledger/clips/ab/abc") is None
    assert await artifacts.create("ledger/clips/ab/abc", b"late") == b"late"


async def test_lists_the_names_below_a_prefix(artifacts: Artifacts) -> None:
    for name in ("podcasts/p1/v1/b", "podcasts/p1/v1/a", "podcasts/p10/v1/a", "other/x"):
        await artifacts.create(name, b"{}")
    assert await artifacts.list("podcasts/p1") == ["podcasts/p1/v1/a", "podcasts/p1/v1/b"]
    assert await artifacts.list("podcasts") == ["podcasts/p1/v1/a", "podcasts/p1/v1/b", "podcasts/p10/v1/a"]
    assert await artifacts.list("nothing") == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "/etc/x",
        "a/",
        "a//b",
        "..",
        "a/../b",
        "./a",
        "a b",
        "a#1",
        "ä",
        "a\\b",
        "a\0",
        "blobs/ab",
        "a" * 1000,
        "a\n",
    ],
)
async def test_a_name_never_leaves_the_root(artifacts: Artifacts, name: str) -> None:
    with pytest.raises(ValueError):
        await artifacts.create(name, b"{}")
    with pytest.raises(ValueError):
        await artifacts.get(name)
    with pytest.raises(ValueError):
        await artifacts.delete(name)
    with pytest.raises(ValueError):
        await artifacts.list(name)


@pytest.mark.parametrize("record", [b"", b"x" * (256 * 1024 + 1)], ids=["empty", "too large"])
async def test_a_record_is_small_and_says_something(artifacts: Artifacts, record: bytes) -> None:
    with pytest.raises(ValueError):
        await artifacts.create("a", record)


async def test_in_a_bucket_everything_lies_under_the_prefix_and_large_files_go_in_parts(
    s3_bucket: Bucket, tmp_path: Path
) -> None:
    artifacts = ObstoreArtifacts("s3://bucket/a/prefix")
    (tmp_path / "file").write_bytes(bytes(12_000_000))
    ref = await artifacts.put_file(tmp_path / "file", media_type="audio/mpeg")
    await artifacts.create("podcasts/p1", b"{}")
    assert set(s3_bucket.objects) == {f"a/prefix/{ref.key}", "a/prefix/podcasts/p1"}
    assert len([request for request in s3_bucket.requests if request == f"PUT a/prefix/{ref.key}"]) == 3
    assert not s3_bucket.uploads
    s3_bucket.requests.clear()
    await artifacts.put_file(tmp_path / "file", media_type="audio/mpeg")
    assert s3_bucket.requests == [f"HEAD a/prefix/{ref.key}"]


async def test_a_bucket_that_fails_is_told_within_seconds(s3_bucket: Bucket) -> None:
    artifacts = ObstoreArtifacts("s3://bucket/a/prefix")
    s3_bucket.failing = True
    with pytest.raises(ArtifactsUnavailable):
        await artifacts.get("podcasts/p1")
    assert 2 <= len(s3_bucket.requests) <= 4
