"""The catalog as one object: opened once per process, closed at its end."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select, text

from adapters.catalog import schema
from adapters.catalog.deeds import SqlDeeds
from adapters.catalog.engine import Database, create_engine, database_url
from adapters.catalog.files import SqlFiles
from adapters.catalog.gates import SqlGates
from adapters.catalog.jobs import SqlJobs
from adapters.catalog.keys import SqlApiKeys
from adapters.catalog.leases import SqlLeases
from adapters.catalog.providers import SqlProviders
from adapters.catalog.residents import SqlResidents
from adapters.catalog.usage import SqlUsage


class Catalog:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self.jobs = self.open_jobs = SqlJobs(database, clock)
        self.files = SqlFiles(database)
        self.providers = SqlProviders(database)
        self.residents = SqlResidents(database)
        self.deeds = SqlDeeds(database, clock)
        self.gates = SqlGates(database, clock)
        self.leases = SqlLeases(database)
        self.keys = SqlApiKeys(database)
        self.usage = SqlUsage(database)

    async def ping(self) -> None:
        """Raises CatalogUnavailable when the database does not answer."""
        async with self._database.reading() as connection:
            await connection.execute(select(text("1")))

    async def close(self) -> None:
        await self._database.close()


def _now() -> datetime:
    return datetime.now(UTC)


async def open_catalog(url: str, *, clock: Callable[[], datetime] = _now) -> Catalog:
    """Opens a migrated database.

    Raises:
        CatalogNotMigrated: its tables are not this version's; the message says what to run.
        CatalogUnavailable: it does not answer.
        ValueError: the URL is of another database.
    """
    schema.check(await schema.current(url))
    return Catalog(Database(create_engine(database_url(url))), clock)
