"""What cleaning up asks, of every place that keeps bytes and of every database."""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.artifacts.inventory import ObstoreInventory
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import Catalog
from domain.artifacts.files import StoredFile
from domain.errors import ArtifactsUnavailable
from domain.jobs.progress import Progress
from domain.jobs.record import Job, Outcome
from domain.jobs.status import JobStatus
from domain.upkeep.ports import Installation, Inventory, LiveJobs, Locks, StoredObject
from domain.upkeep.retention import REFRESHED
from tests.contracts.bucket import Bucket
from tests.contracts.conftest import Clock


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return (tmp_path / "a folder é").as_uri()
    request.getfixturevalue("s3_bucket")
    return "s3://bucket/a/prefix"


async def all_under(inventory: Inventory, prefix: str) -> dict[str, StoredObject]:
    return {each.key: each async for batch in inventory.walk(prefix) for each in batch}


async def test_everything_is_listed_with_size_and_age_and_can_be_removed(place: str) -> None:
    artifacts, inventory = ObstoreArtifacts(place), ObstoreInventory(place)
    ref = await artifacts.put(b"bread", media_type="text/plain")
    names = [f"podcasts/p1/uses/{number}" for number in range(30)]
    await asyncio.gather(*(artifacts.create(name, b"{}") for name in names))
    blobs = await all_under(inventory, "blobs")
    assert blobs.keys() == {ref.key}
    assert blobs[ref.key].size == 5
    assert blobs[ref.key].modified.tzinfo is not None
    assert (await all_under(inventory, "podcasts")).keys() == set(names)
    assert await all_under(inventory, "podcasts/p") == {}, "a folder, not the beginning of a name"
    assert await inventory.look(ref.key) == blobs[ref.key]
    await inventory.remove(ref.key)
    await inventory.remove(ref.key)
    assert await inventory.look(ref.key) is None
    assert not await artifacts.exists(ref)


async def test_half_written_files_are_found_in_folders_only(place: str) -> None:
    inventory, now = ObstoreInventory(place), datetime.now(UTC)
    await ObstoreArtifacts(place).put(b"bread", media_type="text/plain")
    assert await inventory.staged(before=now + timedelta(days=1)) == []


async def test_a_half_written_file_is_removed_and_a_whole_one_is_not(tmp_path: Path) -> None:
    inventory = ObstoreInventory(tmp_path.as_uri())
    (tmp_path / "blobs").mkdir()
    for name in ("abc#1", "abc"):
        (tmp_path / "blobs" / name).write_bytes(b"half")
    then = time.time() - 3600
    os.utime(tmp_path / "blobs" / "abc#1", (then, then))
    found = await inventory.staged(before=datetime.now(UTC) - timedelta(minutes=30))
    assert [(each.key, each.size) for each in found] == [("blobs/abc#1", 4)]
    await inventory.remove_staged("blobs/abc#1")
    await inventory.remove_staged("blobs/abc")
    assert [path.name for path in (tmp_path / "blobs").iterdir()] == ["abc"]


async def test_a_place_that_fails_says_so(s3_bucket: Bucket) -> None:
    inventory = ObstoreInventory("s3://bucket")
    s3_bucket.failing = True
    with pytest.raises(ArtifactsUnavailable):
        await all_under(inventory, "blobs")


async def test_bytes_put_again_are_written_again_once_they_are_old(s3_bucket: Bucket) -> None:
    """So that no sweep takes them between their being put and their being named."""
    artifacts, inventory = ObstoreArtifacts("s3://bucket"), ObstoreInventory("s3://bucket")
    ref = await artifacts.put(b"bread", media_type="text/plain")
    s3_bucket.requests.clear()
    await artifacts.put(b"bread", media_type="text/plain")
    assert s3_bucket.requests == [f"HEAD {ref.key}"]
    s3_bucket.written -= REFRESHED
    assert await inventory.look(ref.key) is not None
    await artifacts.put(b"bread", media_type="text/plain")
    assert s3_bucket.requests[-1] == f"PUT {ref.key}"


def typed(catalog: Catalog) -> tuple[LiveJobs, Installation, Locks]:
    """The type checker's own test."""
    return catalog.live_jobs, catalog.installation, catalog.locks


async def test_residents_of_every_owner_come_in_pages(catalog: Catalog, clock: Clock) -> None:
    for number in range(5):
        job = Job(id=f"p{number}", owner=f"owner-{number % 2}", created_at=clock(), started=number != 1)
        await catalog.jobs.create(job)
        await catalog.files.add(
            StoredFile(
                file_id=f"f{number}",
                owner=job.owner,
                name="a",
                media_type="text/plain",
                size=1,
                sha256="0" * 63 + str(number),
                created_at=clock(),
            )
        )
        clock.pass_by(timedelta(hours=1))
    first = await catalog.live_jobs.jobs(after="", limit=3)
    rest = await catalog.live_jobs.jobs(after=first[-1].id, limit=3)
    assert [each.id for each in (*first, *rest)] == [f"p{number}" for number in range(5)]
    assert await catalog.live_jobs.jobs(after=rest[-1].id, limit=3) == []
    files = await catalog.live_jobs.files(after="f1", limit=2)
    assert [each.file_id for each in files] == ["f2", "f3"]
    assert await catalog.live_jobs.oldest_open() == first[0].begun_at


async def test_residents_tell_how_they_ended_and_whom_they_leave_open(catalog: Catalog, clock: Clock) -> None:
    await catalog.jobs.create(Job(id="p1", created_at=clock(), started=True))
    assert await catalog.live_jobs.oldest_open() == clock()
    for attempt in (1, 2):
        progress = Progress(status=JobStatus.FAILED, attempt=attempt, rev=attempt)
        clock.pass_by(timedelta(hours=1))
        end = Outcome(status=JobStatus.FAILED, attempt=attempt, progress=progress, result="{}", ended_at=clock())
        assert await catalog.jobs.end("p1", end)
        if attempt == 1:
            (resident,) = await catalog.live_jobs.jobs(after="", limit=9)
            assert (resident.settled, resident.ended_at) == (True, clock())
            await catalog.jobs.begin("p1", attempt=2, started=False)
            (resident,) = await catalog.live_jobs.jobs(after="", limit=9)
            assert (resident.settled, resident.ended_at, len(resident.outcomes)) == (False, None, 2)
    (resident,) = await catalog.live_jobs.jobs(after="", limit=9)
    assert (resident.ended_at, len(resident.outcomes)) == (clock(), 4)
    assert await catalog.live_jobs.oldest_open() is None
    await catalog.jobs.delete("p1")
    many = [f"never-{number}" for number in range(1100)]
    assert await catalog.live_jobs.with_tombstone(["p1", *many]) == {"p1"}


async def test_facts_are_written_once_unless_replaced(catalog: Catalog) -> None:
    assert await catalog.installation.get("deployment") is None
    stands = await asyncio.gather(*(catalog.installation.set_once("deployment", f"id-{number}") for number in range(4)))
    assert len(set(stands)) == 1
    assert await catalog.installation.get("deployment") == stands[0]
    await catalog.installation.replace("deployment", "another")
    assert await catalog.installation.get("deployment") == "another"


async def test_one_holds_until_it_lets_go_or_its_time_is_over(catalog: Catalog, clock: Clock) -> None:
    locks = catalog.locks
    assert sum(await asyncio.gather(*(locks.acquire("sweep", f"w{number}", seconds=60) for number in range(4)))) == 1
    await catalog.installation.replace("sweep", "a fact of that name is something else")
    await locks.release("sweep", "another")
    assert not await locks.acquire("sweep", "late", seconds=60)
    clock.pass_by(timedelta(seconds=61))
    assert await locks.acquire("sweep", "late", seconds=60)
    clock.pass_by(timedelta(seconds=40))
    assert await locks.acquire("sweep", "late", seconds=60), "renewed"
    clock.pass_by(timedelta(seconds=40))
    assert not await locks.acquire("sweep", "another", seconds=60)
    await locks.release("sweep", "late")
    assert await locks.acquire("sweep", "another", seconds=60)


async def test_jobs_with_a_time_to_live_are_told_once_they_ended(catalog: Catalog, clock: Clock) -> None:
    for number, attributes in enumerate(
        ({}, {"ttl_hours": 2}, {"ttl_hours": 3}, {"ttl_hours": None}, {"ttl_hours": 1})
    ):
        await catalog.jobs.create(Job(id=f"p{number}", attributes=attributes, created_at=clock(), started=True))
        if number < 4:
            progress = Progress(status=JobStatus.COMPLETED, rev=1)
            await catalog.jobs.end(
                f"p{number}", Outcome(status=JobStatus.COMPLETED, attempt=1, progress=progress, ended_at=clock())
            )
    found = await catalog.live_jobs.mortal(after="", limit=9)
    assert [(each.id, each.ttl_hours, each.ended_at) for each in found] == [("p1", 2, clock()), ("p2", 3, clock())]
    assert [each.id for each in await catalog.live_jobs.mortal(after="p1", limit=9)] == ["p2"]
    assert len(await catalog.live_jobs.mortal(after="", limit=1)) == 1
