"""Studios on both Temporal servers, and a catalog for them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from tests.workflows.studio import Studio


@pytest.fixture(scope="session")
async def catalog(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Catalog]:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('catalog') / 'catalog.db'}"
    await migrate(url)
    catalog = await open_catalog(url)
    yield catalog
    await catalog.close()


@pytest.fixture
async def studio(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[Studio]:
    studio = Studio(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with studio.working():
        yield studio


@pytest.fixture
async def patient_studio(skipping: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[Studio]:
    """On the server that skips over waiting."""
    studio = Studio(skipping.client, catalog, pass_time=lambda: skipping.sleep(5))
    async with studio.working():
        yield studio
