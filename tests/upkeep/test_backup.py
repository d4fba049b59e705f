"""A data folder that is copied while nothing runs is a whole back-up: started elsewhere, everything is there."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from adapters.catalog.catalog import open_catalog
from adapters.settings import Settings
from api.bootstrap import open_app
from domain.upkeep.retention import SweepReport
from tests.upkeep.harness import UpkeepHarness


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[httpx2.AsyncClient]:
    app, services, close = await open_app(Settings(home=home, temporal_port=1))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 4711))
    try:
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/api/v1") as client:
            yield client
    finally:
        await services.watchers.close()
        await close()


async def test_a_copied_folder_serves_its_podcasts_elsewhere(harness: UpkeepHarness, tmp_path: Path) -> None:
    first, _, _ = await harness.podcast("Bread rises.")
    second, _, episode = await harness.podcast("Yeast breathes.")
    async with served(tmp_path) as client:
        there = (await client.get("/podcasts")).json()
        assert (await client.get("/health/ready")).status_code == 200
    await harness.catalog.close()
    elsewhere = tmp_path / "on" / "another machine"
    shutil.copytree(tmp_path, elsewhere, ignore=shutil.ignore_patterns("on"))
    for part in ("catalog.db", "artifacts"):
        shutil.move(tmp_path / part, tmp_path / f"gone-{part}")
    async with served(elsewhere) as client:
        assert (await client.get("/health/ready")).status_code == 200
        listed = (await client.get("/podcasts")).json()
        assert [each["podcast_id"] for each in listed["items"]] == [each["podcast_id"] for each in there["items"]]
        assert {each["podcast_id"] for each in listed["items"]} == {first.id, second.id}
        audio = await client.get(f"/podcasts/{second.id}/audio")
        assert (audio.status_code, audio.headers["content-type"]) == (200, "audio/mpeg")
        assert len(audio.content) == episode.audio["mp3"].size


async def test_artifacts_restored_from_a_younger_back_up_than_the_catalog_lose_nothing(
    harness: UpkeepHarness, tmp_path: Path
) -> None:
    """The sweep of an older catalog removes no podcast that it does not know, rebuilt or not."""
    await harness.podcast("Bread rises.")
    await harness.catalog.close()
    shutil.copy(tmp_path / "catalog.db", tmp_path / "older.db")
    harness.catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=harness.clock)
    _, frozen, episode = await harness.podcast("Yeast breathes.")
    await harness.catalog.close()
    shutil.copy(tmp_path / "older.db", tmp_path / "catalog.db")
    harness.catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=harness.clock)
    harness.clock.pass_by(days=100)
    assert await harness.sweep() == SweepReport(kept_blobs=14, strays=1)
    assert await harness.whole(episode)
    assert await harness.clips_of(frozen) == [True]
