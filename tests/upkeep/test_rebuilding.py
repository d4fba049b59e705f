"""A catalog that was lost, or is older than the artifacts, is restored from the records among them."""

import json
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.settings import Settings
from api.bootstrap import open_app
from domain.artifacts.files import StoredFile, store_file
from domain.artifacts.ports import ArtifactMissing
from domain.collections.collection import Collection, DocumentStatus, NewDocument
from domain.collections.records import RecordedCollections
from domain.jobs.progress import Usage
from domain.jobs.record import JobRecord
from domain.jobs.records import store_outcome, write_tombstone
from domain.jobs.status import JobStatus
from domain.retrieve.source import SourceRef, SourceType
from domain.upkeep.installation import adopt
from domain.upkeep.rebuilding import Rebuilding, Rebuilt
from tests.upkeep.harness import UpkeepHarness

Reopen = Callable[[], Awaitable[Catalog]]


@pytest.fixture
def lost(harness: UpkeepHarness, tmp_path: Path) -> Reopen:
    """Throws the database away and makes a new, empty one."""

    async def reopen() -> Catalog:
        await harness.catalog.close()
        (tmp_path / "catalog.db").unlink()
        url = f"sqlite:///{tmp_path / 'catalog.db'}"
        await migrate(url)
        harness.catalog = await open_catalog(url, clock=harness.clock)
        return harness.catalog

    return reopen


async def rebuild(harness: UpkeepHarness) -> Rebuilt:
    await adopt(names=harness.artifacts, installation=harness.catalog.installation, fresh="new")
    return await Rebuilding(
        names=harness.artifacts,
        inventory=harness.inventory,
        jobs=harness.catalog.jobs,
        files=harness.catalog.files,
        collections=harness.catalog.collections,
    ).run()


def alike(record: JobRecord | None) -> dict[str, object]:
    assert record is not None
    return record.model_dump(exclude={"begun_at"})


async def test_an_empty_catalog_takes_in_everything_and_nothing_twice(harness: UpkeepHarness, lost: Reopen) -> None:
    done, _, _ = await harness.podcast("Bread rises.")
    failed = await harness.submit(owner="ann")
    await harness.finish(failed, status=JobStatus.FAILED)
    running = await harness.submit()
    await harness.use(running.id, await harness.segment("Yeast breathes."))
    gone, _, _ = await harness.podcast("Salt slows it down.")
    await write_tombstone(harness.artifacts, gone.id, owner=gone.owner)  # interrupted: its names are there
    file = StoredFile(file_id="f1", owner="ann", name="a.txt", media_type="text/plain", size=4, sha256="0" * 64,
                      created_at=harness.clock())  # fmt: skip
    await store_file(harness.artifacts, file)
    before = {each.id: await harness.catalog.jobs.get(each.id) for each in (done, failed, running)}
    await lost()
    assert await rebuild(harness) == Rebuilt(podcasts=3, outcomes=2, files=1)
    for job_id, record in before.items():
        assert alike(await harness.catalog.jobs.get(job_id)) == alike(record)
    assert await harness.catalog.jobs.get(gone.id) is None
    assert await harness.catalog.files.get("f1", owner="ann") == file
    page = await harness.catalog.jobs.page(owner="local", kind="podcast", title="bread", limit=10, cursor=None)
    assert {each.job.id for each in page.items} == {done.id, running.id}
    assert await rebuild(harness) == Rebuilt()


async def test_collections_come_back_and_their_documents_wait_to_be_read(harness: UpkeepHarness, lost: Reopen) -> None:
    now = harness.clock()
    kept = Collection(collection_id="c1", owner="ann", name="Tides", created_at=now, updated_at=now)
    rows = RecordedCollections(harness.catalog.collections, harness.artifacts)
    await rows.add(kept)
    await rows.add(kept.model_copy(update={"collection_id": "c2", "name": "Bread"}))
    pages = [
        NewDocument(document_id=f"d{n}", source=SourceRef(type=SourceType.URL, url=f"https://example.org/{n}"))
        for n in range(3)
    ]
    assert await rows.add_documents("c1", pages, job_id="j1", at=now)
    assert await rows.add_documents("c2", pages[:1], job_id="j2", at=now)
    assert await rows.remove_document("c1", "d1", at=now)
    assert await rows.delete("c2", owner="ann")
    assert not await rows.delete("c1", owner="bob"), "another's stays, and its record too"
    restored = (await lost()).collections
    assert await rebuild(harness) == Rebuilt(collections=1, documents=2)
    assert await restored.get("c1", owner="ann") == kept.model_copy(update={"revision": 2})
    documents, _ = await restored.documents("c1", limit=9, cursor=None)
    assert {each.source.url for each in documents} == {"https://example.org/0", "https://example.org/2"}
    assert {each.status for each in documents} == {DocumentStatus.WAITING}
    assert await rebuild(harness) == Rebuilt()


async def test_originals_of_documents_outlive_the_job_that_read_them(harness: UpkeepHarness) -> None:
    text = await harness.artifacts.put(b"The moon pulls at the sea.", media_type="text/plain")
    loose = await harness.artifacts.put(b"Nothing names this.", media_type="text/plain")
    now = harness.clock()
    rows = RecordedCollections(harness.catalog.collections, harness.artifacts)
    await rows.add(Collection(collection_id="c1", name="Tides", created_at=now, updated_at=now))
    source = SourceRef(type=SourceType.TEXT, name="tides", artifact=text)
    await rows.add_documents("c1", [NewDocument(document_id="d1", source=source)], job_id="gone", at=now)
    harness.age(days=90)
    await harness.sweep()
    assert await harness.artifacts.read(text) == b"The moon pulls at the sea."
    with pytest.raises(ArtifactMissing):
        await harness.artifacts.read(loose)


async def test_records_of_an_earlier_version_are_understood(harness: UpkeepHarness, lost: Reopen) -> None:
    """A podcast's length stood beside the rest once, and so did two details of its progress."""
    waits = {"id": "p1", "title": "Tides", "duration_minutes": 7.5, "created_at": "2026-03-01T12:00:00Z"}
    ended = {**waits, "id": "p2", "started": True}
    outcome = {
        "status": "COMPLETED",
        "attempt": 1,
        "progress": {"status": "COMPLETED", "rev": 3, "turn_states": "dd", "segments": []},
        "ended_at": "2026-03-01T12:05:00Z",
    }
    await harness.artifacts.create("podcasts/p1/job", json.dumps(waits).encode())
    await harness.artifacts.create(
        "podcasts/p2/record/a1-r000003", json.dumps({"job": ended, "outcome": outcome}).encode()
    )
    await lost()
    assert await rebuild(harness) == Rebuilt(podcasts=2, outcomes=1)
    first, second = [await harness.catalog.jobs.get(each) for each in ("p1", "p2")]
    assert first is not None and first.job.attributes == {"duration_minutes": 7.5}
    assert second is not None and second.job.attributes == {"duration_minutes": 7.5}
    assert second.outcome is not None and second.outcome.progress.details == {"turn_states": "dd", "segments": []}


async def test_an_older_catalog_learns_what_it_missed(harness: UpkeepHarness, tmp_path: Path) -> None:
    old, _, _ = await harness.podcast("Bread rises.")
    retried = await harness.submit()
    await harness.finish(retried, status=JobStatus.FAILED)
    await harness.catalog.close()
    shutil.copy(tmp_path / "catalog.db", tmp_path / "back-up.db")
    harness.catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=harness.clock)
    jobs = harness.catalog.jobs
    assert await jobs.begin(retried.id, attempt=2, started=False)
    await jobs.begin(retried.id, attempt=2, started=True)
    await harness.name(f"podcasts/{retried.id}/v1/a2/spec", await harness.put(retried))
    await harness.finish(retried.model_copy(update={"attempt": 2}))
    await write_tombstone(harness.artifacts, old.id, owner=old.owner)
    await jobs.delete(old.id)
    young, _, _ = await harness.podcast("Yeast breathes.")
    newest = {each.id: await jobs.get(each.id) for each in (retried, young)}
    await harness.catalog.close()
    shutil.copy(tmp_path / "back-up.db", tmp_path / "catalog.db")
    harness.catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=harness.clock)
    assert await rebuild(harness) == Rebuilt(podcasts=1, outcomes=2, deleted=1)
    for job_id, record in newest.items():
        assert alike(await harness.catalog.jobs.get(job_id)) == alike(record)
    assert await harness.catalog.jobs.get(old.id) is None


async def test_a_runs_own_end_stands_as_it_did(harness: UpkeepHarness, lost: Reopen) -> None:
    """Cancelled through the API; the run wrote its own end a moment later, with what it cost."""
    job = await harness.submit()
    await harness.finish(job, status=JobStatus.CANCELLED)
    record = await harness.catalog.jobs.get(job.id)
    assert record is not None and record.outcome is not None
    late = record.outcome.progress.model_copy(update={"rev": 99, "usage": Usage(tts_characters=408)})
    assert await harness.catalog.jobs.end(job.id, record.outcome.model_copy(update={"progress": late}))
    await store_outcome(harness.artifacts, harness.catalog.jobs, job.id)
    ended = await harness.catalog.jobs.get(job.id)
    await lost()
    await rebuild(harness)
    assert alike(await harness.catalog.jobs.get(job.id)) == alike(ended)


async def test_the_later_of_two_runs_stands_as_it_did(harness: UpkeepHarness, lost: Reopen) -> None:
    """It was reset, and ended at the same revision."""
    job = await harness.submit()
    await harness.finish(job, status=JobStatus.FAILED)
    record = await harness.catalog.jobs.get(job.id)
    assert record is not None and record.outcome is not None
    first, progress = record.outcome, record.outcome.progress.model_copy(update={"status": JobStatus.COMPLETED})
    later = {"run_id": "a-reset", "ended_at": first.ended_at + timedelta(minutes=1), "progress": progress}
    assert await harness.catalog.jobs.end(job.id, first.model_copy(update={"status": JobStatus.COMPLETED, **later}))
    await store_outcome(harness.artifacts, harness.catalog.jobs, job.id)
    ended = await harness.catalog.jobs.get(job.id)
    await lost()
    await rebuild(harness)
    assert alike(await harness.catalog.jobs.get(job.id)) == alike(ended)


async def test_a_podcast_without_a_record_is_reported(harness: UpkeepHarness, lost: Reopen) -> None:
    job, _, _ = await harness.podcast("Bread rises.")
    for name in await harness.artifacts.list(f"podcasts/{job.id}"):
        if "/record/" in name or name.endswith("/job"):
            await harness.artifacts.delete(name)
    await lost()
    assert await rebuild(harness) == Rebuilt(unknown=1)


async def test_the_api_serves_what_was_rebuilt(harness: UpkeepHarness, lost: Reopen, tmp_path: Path) -> None:
    job, _, episode = await harness.podcast("Bread rises.")
    await lost()
    await rebuild(harness)
    app, services, close = await open_app(Settings(home=tmp_path, temporal_port=1))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await client.get(f"/api/v1/podcasts/{job.id}")
        assert (answer.status_code, answer.json()["status"]) == (200, "COMPLETED")
        audio = await client.get(f"/api/v1/podcasts/{job.id}/audio")
        assert audio.content == await harness.artifacts.read(episode.audio["mp3"])
    await services.watchers.close()
    await close()
