"""Machines whose clocks differ share a PostgreSQL catalog: what it judges by time, it judges by its own clock."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from domain.errors import AccountFault, CatalogUnavailable
from domain.vendors.declarations import Announcement, ProviderRole
from domain.vendors.gates import closed_by_vendor
from domain.vendors.serving import Serving
from tests.contracts.records import job, outcome

SPEECH = ProviderRole.SPEECH
WRONG = [timedelta(hours=1), timedelta(hours=-1)]
"""By which a machine's clock differs."""

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres_database: Callable[[], str]) -> str:
    return postgres_database()


@pytest.fixture
async def shared(url: str) -> AsyncIterator[Catalog]:
    await migrate(url)
    opened = await open_catalog(url)
    yield opened
    await opened.close()


@pytest.mark.parametrize("wrong", WRONG)
async def test_an_announcement_is_as_old_as_the_catalog_says(shared: Catalog, wrong: timedelta) -> None:
    announced = Announcement(vendor="openai", role=SPEECH, slots=4, seen_at=datetime.now(UTC) + wrong)
    await shared.providers.announce(announced)
    (known,) = await shared.providers.all()
    assert Serving([known], now=datetime.now(UTC) - wrong).is_served(known)
    assert known.seen_at == announced.seen_at, "the worker knows its own by it"


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_closed_gate_is_probed_when_it_is_due(shared: Catalog, wrong: timedelta) -> None:
    fault = AccountFault("key_refused", "No.", provider="openai")
    gate = closed_by_vendor(SPEECH, fault, vendor="openai", fingerprint="abc", now=datetime.now(UTC) + wrong)
    assert await shared.gates.close(gate)
    assert not await shared.gates.claim_probe(gate, every=timedelta(minutes=5))
    assert await shared.gates.claim_probe(gate, every=timedelta(0))


async def test_a_lock_is_held_for_its_seconds(shared: Catalog) -> None:
    assert await shared.locks.acquire("sweep", "a", seconds=300)
    assert not await shared.locks.acquire("sweep", "b", seconds=300)
    assert await shared.locks.acquire("sweep", "a", seconds=0)
    assert await shared.locks.acquire("sweep", "b", seconds=300)


async def test_a_statement_waits_for_a_lock_no_longer_than_it_may(url: str, shared: Catalog) -> None:
    """A session that was left open in the middle of a transaction holds a row."""
    await shared.jobs.create(job())
    hurried = await open_catalog(f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D200")
    try:
        async with shared._database.write() as connection:
            await connection.execute(text("SELECT 1 FROM jobs WHERE id = 'p1' FOR UPDATE"))
            with pytest.raises(CatalogUnavailable, match="lock timeout"):
                await hurried.jobs.end("p1", outcome())
    finally:
        await hurried.close()
    assert await shared.jobs.end("p1", outcome())


async def test_every_session_has_bounds(shared: Catalog) -> None:
    async with shared._database.read() as connection:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        told = {name: await connection.scalar(text(f"SHOW {name}")) for name in names}
    assert told == {
        "lock_timeout": "10s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "30s",
    }
