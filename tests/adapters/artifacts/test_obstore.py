"""What is special about a local folder: damage, staging files, memory, and URLs."""

import asyncio
import hashlib
import multiprocessing
import os
import resource
import sys
from pathlib import Path

import pytest

from adapters.artifacts import obstore as adapter
from adapters.artifacts.obstore import ObstoreArtifacts
from domain.artifacts.ports import ArtifactMissing
from domain.errors import ArtifactsUnavailable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "artifacts"


@pytest.fixture
def artifacts(folder: Path) -> ObstoreArtifacts:
    return ObstoreArtifacts(folder.as_uri())


async def test_a_blob_lies_under_its_key(artifacts: ObstoreArtifacts, folder: Path) -> None:
    ref = await artifacts.put(b"hello", media_type="text/plain")
    assert (folder / ref.key).read_bytes() == b"hello"
    assert ref.key == f"blobs/{hashlib.sha256(b'hello').hexdigest()}"
    await artifacts.create("podcasts/p1/v1/a1/master", b"{}")
    assert (folder / "podcasts/p1/v1/a1/master").read_bytes() == b"{}"


async def test_the_same_bytes_are_written_once(artifacts: ObstoreArtifacts, folder: Path) -> None:
    ref = await artifacts.put(b"hello", media_type="text/plain")
    before = (folder / ref.key).stat()
    await artifacts.put(b"hello", media_type="text/plain")
    assert (folder / ref.key).stat().st_ino == before.st_ino


async def test_a_truncated_blob_is_missing_and_put_again(artifacts: ObstoreArtifacts, folder: Path) -> None:
    ref = await artifacts.put(b"hello", media_type="text/plain")
    (folder / ref.key).write_bytes(b"")
    assert not await artifacts.exists(ref)
    with pytest.raises(ArtifactMissing):
        await artifacts.read(ref)
    with pytest.raises(ArtifactMissing):
        [chunk async for chunk in artifacts.stream(ref)]
    await artifacts.put(b"hello", media_type="text/plain")
    assert await artifacts.read(ref) == b"hello"


async def test_damaged_bytes_are_not_given_out(artifacts: ObstoreArtifacts, folder: Path) -> None:
    ref = await artifacts.put(b"hello", media_type="text/plain")
    (folder / ref.key).write_bytes(b"jello")
    with pytest.raises(ArtifactMissing):
        await artifacts.read(ref)


async def test_a_record_emptied_by_a_power_cut_is_written_again(artifacts: ObstoreArtifacts, folder: Path) -> None:
    await artifacts.create("a/b", b"one")
    (folder / "a/b").write_bytes(b"")
    assert await artifacts.get("a/b") is None
    assert await artifacts.create("a/b", b"two") == b"two"


async def test_a_name_that_is_a_folder_is_told(artifacts: ObstoreArtifacts) -> None:
    await artifacts.create("a/b/c", b"{}")
    with pytest.raises(ArtifactsUnavailable, match="a/b"):
        await artifacts.create("a/b", b"{}")


async def test_what_a_killed_writer_left_is_neither_listed_nor_in_the_way(
    artifacts: ObstoreArtifacts, folder: Path
) -> None:
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "b#1").write_bytes(b"half")
    assert await artifacts.list("a") == []
    assert await artifacts.get("a/b") is None
    assert await artifacts.create("a/b", b"whole") == b"whole"
    assert await artifacts.list("a") == ["a/b"]


async def test_a_file_that_changes_meanwhile_is_not_stored(
    artifacts: ObstoreArtifacts, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    for size in (1000, adapter.PART + 1):
        file.write_bytes(b"b" * size)
        wrong = hashlib.sha256(b"a" * size).hexdigest()
        monkeypatch.setattr(adapter, "_digest_of_file", lambda _, wrong=wrong, size=size: (wrong, size))
        with pytest.raises(Exception, match="changed while"):
            await artifacts.put_file(file, media_type="audio/mpeg")
    assert not [files for _, _, files in os.walk(folder) if files]


def _store_large(folder: Path, file: Path) -> None:
    """Runs in a process of its own, whose peak memory tells."""

    async def store() -> None:
        await ObstoreArtifacts(folder.as_uri()).put_file(file, media_type="audio/mpeg")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    asyncio.run(store())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.exit(0 if grown < 80 * 1024 else f"grew by {grown} kB")


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux only")
def test_a_large_file_is_stored_in_constant_memory(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    process = multiprocessing.get_context("spawn").Process(target=_store_large, args=(folder, file))
    process.start()
    process.join(50)
    assert process.exitcode == 0
    assert [path.stat().st_size for path in (folder / "blobs").iterdir()] == [200 * 1024 * 1024]


@pytest.mark.parametrize("url", ["http://somewhere/x", "/a/path", "ftp://x/y", ""])
def test_other_places_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        ObstoreArtifacts(url)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArtifactsUnavailable):
        ObstoreArtifacts((tmp_path / "file" / "folder").as_uri())
