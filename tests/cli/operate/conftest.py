"""A data folder that the operator's commands work on."""

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import open_catalog
from domain.jobs.record import Job
from domain.jobs.records import store_job
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
        await store_job(artifacts, job)
        await catalog.close()

    asyncio.run(fill())
    then = time.time() - 40 * 86400
    for path in (home / "artifacts" / "blobs").iterdir():
        os.utime(path, (then, then))
    return home
