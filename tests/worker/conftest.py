"""A catalog, and a vendor that comes and goes at one address."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from tests.durability.stack import free_ports
from tests.fakevendor.vendor import FakeVendor


@pytest.fixture
async def catalog(tmp_path: Path) -> AsyncIterator[Catalog]:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(url)
    opened = await open_catalog(url)
    yield opened
    await opened.close()


@pytest.fixture
def away() -> FakeVendor:
    """It answers from when it is entered."""
    (port,) = free_ports(1)
    return FakeVendor(port=port)
