"""`podwright gc` and `podwright catalog rebuild` on a real folder."""

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import open_catalog
from domain.jobs.record import Job
from domain.jobs.records import keep_job
from domain.upkeep.sweeping import HOLD
from tests.cli.contract import Podwright


@pytest.fixture
def home(podwright: Podwright, tmp_path: Path) -> Path:
    """Migrated, with one podcast and one orphan of forty days ago."""
    assert podwright("migrate").code == 0
    home = tmp_path / "home"

    async def fill() -> None:
        artifacts = ObstoreArtifacts((home / "artifacts").as_uri())
        await artifacts.put(b"an orphan", media_type="text/plain")
        catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
        job = Job(id="p1", title="Bread", created_at=datetime.now(UTC))
        await catalog.jobs.create(job)
        await keep_job(artifacts, job)
        await catalog.close()

    asyncio.run(fill())
    then = time.time() - 40 * 86400
    for path in (home / "artifacts" / "blobs").iterdir():
        os.utime(path, (then, then))
    return home


def test_a_dry_run_says_what_would_go_and_gc_does_it(podwright: Podwright, home: Path) -> None:
    dry = podwright("gc", "--dry-run")
    assert dry.code == 0, dry.err
    assert "blobs" in dry.out
    assert "would free 9 B" in dry.out
    assert len(list((home / "artifacts" / "blobs").iterdir())) == 1
    assert podwright("gc", "--json").json["removed"]["blobs"]["count"] == 1
    assert list((home / "artifacts" / "blobs").iterdir()) == []
    assert "freed 0 B" in podwright("gc").out


def test_gc_stands_back_while_another_cleans_up(podwright: Podwright, home: Path) -> None:
    async def hold() -> None:
        catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
        assert await catalog.deeds.hold(HOLD, "the worker", seconds=60)
        await catalog.close()

    asyncio.run(hold())
    ran = podwright("gc")
    assert (ran.code, "under way already" in ran.err) == (4, True)
    assert podwright("gc", "--dry-run").code == 0


def test_a_lost_catalog_is_rebuilt_and_only_then_served_again(podwright: Podwright, home: Path) -> None:
    assert podwright("gc", "--dry-run").code == 0  # the first start of all, which ties the two together
    (home / "catalog.db").unlink()
    assert "podwright migrate" in podwright("gc").err
    assert podwright("migrate").code == 0
    refused = podwright("gc")
    assert (refused.code, "PODWRIGHT_CATALOG_URL" in refused.err) == (4, True)
    assert "podwright catalog rebuild" in refused.err
    assert podwright("catalog", "rebuild", "--json").json["podcasts"] == 1
    assert "restored: 0 podcasts" in podwright("catalog", "rebuild").out
    assert podwright("gc").code == 0


def test_artifacts_of_another_installation_need_force(
    podwright: Podwright, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert podwright("gc").code == 0
    other = tmp_path / "other"
    asyncio.run(ObstoreArtifacts(other.as_uri()).create("deployment", b"another-installation"))
    monkeypatch.setenv("PODWRIGHT_STORE_URL", other.as_uri())
    ran = podwright("catalog", "rebuild")
    assert (ran.code, "two installations" in ran.err) == (4, True)
    assert podwright("catalog", "rebuild", "--force").code == 0
    assert podwright("gc").code == 0
