"""A catalog, shared by objects that stand for several processes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate


@pytest.fixture
async def catalog(tmp_path: Path) -> AsyncIterator[Catalog]:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(url)
    opened = await open_catalog(url)
    yield opened
    await opened.close()
