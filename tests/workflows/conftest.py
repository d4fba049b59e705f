"""Studios on both Temporal servers, and a catalog for them."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from tests.conftest import program
from tests.workflows.harness import PodcastHarness
from tests.workflows.job_harness import SUGGESTED_AFTER


@pytest.fixture(scope="session")
async def catalog(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Catalog]:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('catalog') / 'catalog.db'}"
    await migrate(url)
    catalog = await open_catalog(url)
    yield catalog
    await catalog.close()


@pytest.fixture(scope="session")
async def short_histories() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=pydantic_data_converter,
        dev_server_extra_args=[f"--dynamic-config-value=limit.historyCount.suggestContinueAsNew={SUGGESTED_AFTER}"],
    ) as environment:
        yield environment


@pytest.fixture(autouse=True)
def no_outcome_is_dropped(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An exception of an activity that nothing looks at may have borne a bill."""
    yield
    assert [record.getMessage() for record in caplog.records if "never retrieved" in record.getMessage()] == []


@pytest.fixture
async def harness(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


@pytest.fixture
async def patient_studio(skipping: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    """On the server that skips over waiting."""
    harness = PodcastHarness(skipping.client, catalog, pass_time=lambda: skipping.sleep(5))
    async with harness.working():
        yield harness
