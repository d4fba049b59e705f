"""The catalog of an installation: one object with an adapter for each port, opened once per process."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, text

from adapters.catalog import schema
from adapters.catalog.collections import SqlCollections
from adapters.catalog.database import Database, create_engine, database_url
from adapters.catalog.files import SqlFiles
from adapters.catalog.gates import SqlGates
from adapters.catalog.installation import SqlInstallation
from adapters.catalog.jobs import SqlJobs
from adapters.catalog.keys import SqlApiKeys
from adapters.catalog.leases import SqlLeases
from adapters.catalog.live_jobs import SqlLiveJobs
from adapters.catalog.locks import SqlLocks
from adapters.catalog.owners import SqlOwners
from adapters.catalog.passages import SqlPassages
from adapters.catalog.profiles import SqlProfiles
from adapters.catalog.providers import SqlProviders
from adapters.catalog.rates import SqlRates
from adapters.catalog.sessions import SqlEndedSessions
from adapters.catalog.usage import SqlUsage
from adapters.catalog.vectors import SqlVectors


class Catalog:
    def __init__(self, url: str, clock: Callable[[], datetime] | None = None) -> None:
        self._url, self._checked = url, False
        self._database = database = Database(create_engine(database_url(url)), clock)
        self.jobs = self.open_jobs = SqlJobs(database)
        self.files = SqlFiles(database)
        self.providers = SqlProviders(database)
        self.live_jobs = SqlLiveJobs(database)
        self.installation = SqlInstallation(database)
        self.locks = SqlLocks(database)
        self.gates = SqlGates(database)
        self.leases = SqlLeases(database)
        self.keys = SqlApiKeys(database)
        self.owners = SqlOwners(database)
        self.ended_sessions = SqlEndedSessions(database)
        self.usage = SqlUsage(database)
        self.rates = SqlRates(database)
        self.collections = SqlCollections(database)
        self.passages = SqlPassages(database)
        self.profiles = SqlProfiles(database)
        self.vectors = SqlVectors(database)

    async def check(self) -> None:
        """Raises what `open_catalog` raises, until it has passed once."""
        if not self._checked:
            schema.check(await schema.current(self._url))
            self._checked = True

    async def ping(self) -> None:
        """Raises CatalogUnavailable when the database does not answer, CatalogNotMigrated as `check` does."""
        await self.check()
        async with self._database.read() as connection:
            await connection.execute(select(text("1")))

    async def close(self) -> None:
        await self._database.close()


async def open_catalog(url: str, *, clock: Callable[[], datetime] | None = None) -> Catalog:
    """Opens a migrated database.

    Raises:
        CatalogNotMigrated: its tables are not this version's; the message says what to run.
        CatalogUnavailable: it does not answer.
        ValueError: the URL is of another database.
    """
    catalog = reach_catalog(url, clock=clock)
    try:
        await catalog.check()
    except BaseException:
        await catalog.close()
        raise
    return catalog


def reach_catalog(url: str, *, clock: Callable[[], datetime] | None = None) -> Catalog:
    """A catalog that may be away: no connection is made, and its tables are not checked yet.

    Raises:
        ValueError: the URL is of another database.
    """
    return Catalog(url, clock)
