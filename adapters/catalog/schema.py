"""Migrations of the catalog, a step of its own (`podwright migrate`), and the check whether it was done."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, func, select

from adapters.catalog.database import Database, create_engine, database_url
from domain.errors import CatalogUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_060_915_318  # any number: of two processes that migrate one PostgreSQL database, the second waits

_ONE_AT_A_TIME = asyncio.Lock()  # Alembic has its state in globals of the process


class CatalogNotMigrated(Exception):
    """The database's tables are not the ones this version works with."""


def head() -> str:
    """The newest migration this version knows."""
    newest = _scripts().get_current_head()
    assert newest is not None
    return newest


async def migrate(url: str) -> str:
    """Brings the tables up to date, making an SQLite file and its folder if need be. Returns the revision.

    Raises:
        CatalogNotMigrated: the database is newer than this version.
        CatalogUnavailable: it does not answer.
    """
    parsed = database_url(url)
    if _absent(parsed):
        folder = Path(parsed.database or "").parent
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        except OSError as error:
            raise CatalogUnavailable(f"The catalog's folder {folder} cannot be made: {error.strerror}") from error
    database = Database(create_engine(parsed, patient=True))
    try:
        async with _ONE_AT_A_TIME, database.write() as connection:
            return await connection.run_sync(_upgrade)
    finally:
        await database.close()


async def current(url: str) -> str | None:
    """The revision the database is at; None when it was never migrated (or is not there).

    Raises:
        CatalogUnavailable: it does not answer.
    """
    parsed = database_url(url)
    if _absent(parsed):
        return None
    database = Database(create_engine(parsed))
    try:
        async with database.read() as connection:
            return await connection.run_sync(_revision)
    finally:
        await database.close()


def check(revision: str | None) -> None:
    """Raises CatalogNotMigrated unless the revision is the newest."""
    if revision == head():
        return
    if revision is None:
        raise CatalogNotMigrated("The catalog has no tables yet. Run: podwright migrate")
    if revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise CatalogNotMigrated(
            f"The catalog is at revision {revision} of a newer Podwright. Use that version or a newer one."
        )
    raise CatalogNotMigrated(f"The catalog is at {revision}; this version needs {head()}. Run: podwright migrate")


def _absent(url: URL) -> bool:
    """Opening it would create the file of SQLite."""
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> str:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    known = {script.revision for script in _scripts().walk_revisions()}
    before = _revision(connection)
    if before is not None and before not in known:
        check(before)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
    after = _revision(connection)
    check(after)
    return head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
