"""Full disks of our own: the job says what it waits for, and goes on when there is room, however long that takes."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from domain.jobs.status import JobStatus
from tests.durability.fillable import Confined, room_in
from tests.workflows.harness import PodcastHarness
from tests.workflows.indexing_harness import IndexingHarness, notes
from tests.workflows.job_harness import Changed

SOME = 64 * 1024  # bytes that are there from the start: a file system of no size has no limit


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Confined]]:
    """A small file system of its own."""
    folder = tmp_path / "disk"
    with room_in(folder) as fillable:
        if not isinstance(fillable, Confined):
            pytest.skip("only root, where mounting is allowed, can make a disk that is full")
        (folder / "some").write_bytes(b"x" * SOME)
        yield folder, fillable


def shows(resource: str) -> Changed:
    return lambda progress: [each.resource for each in progress.waiting] == [resource]


async def test_a_full_temporary_disk_is_waited_for(
    temporal: WorkflowEnvironment, catalog: Catalog, disk: tuple[Path, Confined], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, room = disk
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        room.shut()
        handle = await harness.start(await harness.spec())
        progress = await harness.until(handle, shows("disk"))
        (waiting,) = progress.waiting
        assert str(folder) in waiting.reason and waiting.reason.endswith("is full.")
        assert "Make room" in waiting.advice
        assert (progress.status, progress.attention) == (JobStatus.GENERATING, ())
        room.open()
        await harness.resume(handle)
        done = await handle.result()
    assert (done.status, done.waiting) == (JobStatus.COMPLETED, ())


async def test_a_full_disk_of_the_catalog_is_waited_for(
    temporal: WorkflowEnvironment, disk: tuple[Path, Confined]
) -> None:
    folder, room = disk
    url = f"sqlite+aiosqlite:///{folder / 'catalog.db'}"
    await migrate(url)
    catalog = await open_catalog(url)
    harness = IndexingHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        spec = await harness.spec(await harness.collection(), await harness.text("bread", notes("yeast", 400)))
        handle = await harness.start(spec)
        room.shut()
        progress = await harness.until(handle, shows("catalog"))
        assert "disk" in progress.waiting[0].reason
        assert (progress.status, progress.attention) == (JobStatus.GENERATING, ())
        room.open()
        await harness.resume(handle)
        done = await handle.result()
    assert (done.status, done.waiting) == (JobStatus.COMPLETED, ())
    await catalog.close()
