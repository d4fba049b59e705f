"""A catalog that was lost, or is older than the artifacts, is restored from what is kept with them."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx2
import pytest

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.settings import Settings
from api.bootstrap import open_app
from domain.artifacts.files import StoredFile, keep_file
from domain.jobs.record import JobRecord
from domain.jobs.records import bury, keep_outcome
from domain.jobs.status import JobStatus
from domain.upkeep.deployment import adopt
from domain.upkeep.rebuilding import Rebuilding, Rebuilt
from tests.upkeep.house import House

Reopen = Callable[[], Awaitable[Catalog]]


@pytest.fixture
def lost(house: House, tmp_path: Path) -> Reopen:
    """Throws the database away and makes a new, empty one."""

    async def reopen() -> Catalog:
        await house.catalog.close()
        (tmp_path / "catalog.db").unlink()
        url = f"sqlite:///{tmp_path / 'catalog.db'}"
        await migrate(url)
        house.catalog = await open_catalog(url, clock=house.clock)
        return house.catalog

    return reopen


async def rebuild(house: House) -> Rebuilt:
    await adopt(names=house.artifacts, deeds=house.catalog.deeds, fresh="new")
    return await Rebuilding(
        names=house.artifacts, inventory=house.inventory, jobs=house.catalog.jobs, files=house.catalog.files
    ).run()


def alike(record: JobRecord | None) -> dict[str, object]:
    assert record is not None
    return record.model_dump(exclude={"begun_at"})


async def test_an_empty_catalog_takes_in_everything_and_nothing_twice(house: House, lost: Reopen) -> None:
    done, _, _ = await house.podcast("Bread rises.")
    failed = await house.submit(owner="ann")
    await house.finish(failed, status=JobStatus.FAILED)
    running = await house.submit()
    await house.use(running.id, await house.segment("Yeast breathes."))
    gone, _, _ = await house.podcast("Salt slows it down.")
    await bury(house.artifacts, gone.id, owner=gone.owner)  # interrupted: its names are there
    file = StoredFile(file_id="f1", owner="ann", name="a.txt", media_type="text/plain", size=4, sha256="0" * 64,
                      created_at=house.clock())  # fmt: skip
    await keep_file(house.artifacts, file)
    before = {each.id: await house.catalog.jobs.get(each.id) for each in (done, failed, running)}
    await lost()
    assert await rebuild(house) == Rebuilt(podcasts=3, outcomes=2, files=1)
    for job_id, record in before.items():
        assert alike(await house.catalog.jobs.get(job_id)) == alike(record)
    assert await house.catalog.jobs.get(gone.id) is None
    assert await house.catalog.files.get("f1", owner="ann") == file
    page = await house.catalog.jobs.page(owner="local", kind="podcast", title="bread", limit=10, cursor=None)
    assert {each.job.id for each in page.items} == {done.id, running.id}
    assert await rebuild(house) == Rebuilt()


async def test_an_older_catalog_learns_what_it_missed(house: House, tmp_path: Path) -> None:
    old, _, _ = await house.podcast("Bread rises.")
    retried = await house.submit()
    await house.finish(retried, status=JobStatus.FAILED)
    await house.catalog.close()
    shutil.copy(tmp_path / "catalog.db", tmp_path / "back-up.db")
    house.catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=house.clock)
    jobs = house.catalog.jobs
    assert await jobs.begin(retried.id, attempt=2, started=False)
    await jobs.begin(retried.id, attempt=2, started=True)
    await house.name(f"podcasts/{retried.id}/v1/a2/spec", await house.put(retried))
    await house.finish(retried.model_copy(update={"attempt": 2}))
    await bury(house.artifacts, old.id, owner=old.owner)
    await jobs.delete(old.id)
    young, _, _ = await house.podcast("Yeast breathes.")
    newest = {each.id: await jobs.get(each.id) for each in (retried, young)}
    await house.catalog.close()
    shutil.copy(tmp_path / "back-up.db", tmp_path / "catalog.db")
    house.catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=house.clock)
    assert await rebuild(house) == Rebuilt(podcasts=1, outcomes=2, deleted=1)
    for job_id, record in newest.items():
        assert alike(await house.catalog.jobs.get(job_id)) == alike(record)
    assert await house.catalog.jobs.get(old.id) is None


async def test_the_first_word_of_a_run_stands_as_it_did(house: House, lost: Reopen) -> None:
    """Cancelled through the API; the run wrote an end of its own a moment later, with a higher revision."""
    job = await house.submit()
    await house.finish(job, status=JobStatus.CANCELLED)
    record = await house.catalog.jobs.get(job.id)
    assert record is not None and record.outcome is not None
    late = record.outcome.progress.model_copy(update={"status": JobStatus.COMPLETED, "rev": 99})
    outcome = record.outcome.model_copy(update={"status": JobStatus.COMPLETED, "progress": late})
    assert not await house.catalog.jobs.end(job.id, outcome)
    await keep_outcome(house.artifacts, house.catalog.jobs, job.id)
    await lost()
    await rebuild(house)
    assert alike(await house.catalog.jobs.get(job.id)) == alike(record)


async def test_a_podcast_of_which_no_record_was_kept_is_told(house: House, lost: Reopen) -> None:
    job, _, _ = await house.podcast("Bread rises.")
    for name in await house.artifacts.list(f"podcasts/{job.id}"):
        if "/record/" in name or name.endswith("/job"):
            await house.artifacts.delete(name)
    await lost()
    assert await rebuild(house) == Rebuilt(unknown=1)


async def test_the_api_serves_what_was_rebuilt(house: House, lost: Reopen, tmp_path: Path) -> None:
    job, _, episode = await house.podcast("Bread rises.")
    await lost()
    await rebuild(house)
    app, services, close = await open_app(Settings(home=tmp_path, temporal_port=1))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await client.get(f"/api/v1/podcasts/{job.id}")
        assert (answer.status_code, answer.json()["status"]) == (200, "COMPLETED")
        audio = await client.get(f"/api/v1/podcasts/{job.id}/audio")
        assert audio.content == await house.artifacts.read(episode.audio["mp3"])
    await services.watchers.close()
    await close()
