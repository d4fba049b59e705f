"""Migrating, and refusing a database that was not migrated, on every database."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from adapters.catalog.catalog import open_catalog
from adapters.catalog.database import Database, create_engine, database_url
from adapters.catalog.schema import CatalogNotMigrated, current, head, migrate
from adapters.catalog.tables import metadata


async def test_migrates_once_and_again_without_effect(empty_database: str) -> None:
    assert await current(empty_database) is None
    assert await migrate(empty_database) == head()
    assert await current(empty_database) == head()
    assert await migrate(empty_database) == head()
    await (await open_catalog(empty_database)).close()


async def test_two_may_migrate_at_once(empty_database: str) -> None:
    assert await asyncio.gather(*(migrate(empty_database) for _ in range(3))) == [head()] * 3


async def test_a_database_without_tables_is_refused(empty_database: str) -> None:
    with pytest.raises(CatalogNotMigrated, match="podwright migrate"):
        await open_catalog(empty_database)


async def test_a_newer_database_is_refused(empty_database: str) -> None:
    await migrate(empty_database)
    database = Database(create_engine(database_url(empty_database)))
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    await database.close()
    for refused in (open_catalog, migrate):
        with pytest.raises(CatalogNotMigrated, match="newer"):
            await refused(empty_database)


async def test_the_migrations_make_the_tables_the_code_uses(empty_database: str) -> None:
    await migrate(empty_database)

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    database = Database(create_engine(database_url(empty_database)))
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()
