"""Houses over a migrated catalog."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.catalog.catalog import open_catalog
from adapters.catalog.schema import migrate
from tests.upkeep.harness import Clock, UpkeepHarness


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "catalog.db"
    await migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def harness(migrated: Path, tmp_path: Path) -> AsyncIterator[UpkeepHarness]:
    shutil.copy(migrated, tmp_path / "catalog.db")
    clock = Clock()
    catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=clock)
    harness = UpkeepHarness((tmp_path / "artifacts").as_uri(), catalog, clock)
    yield harness
    await harness.catalog.close()
