"""Houses over a migrated catalog."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.catalog.catalog import open_catalog
from adapters.catalog.schema import migrate
from tests.upkeep.house import Clock, House


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "catalog.db"
    await migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def house(migrated: Path, tmp_path: Path) -> AsyncIterator[House]:
    shutil.copy(migrated, tmp_path / "catalog.db")
    clock = Clock()
    catalog = await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=clock)
    house = House((tmp_path / "artifacts").as_uri(), catalog, clock)
    yield house
    await house.catalog.close()
