"""Migrating, and refusing a database that was not migrated, on every database."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from adapters.catalog.catalog import open_catalog
from adapters.catalog.database import Database, create_engine, database_url
from adapters.catalog.schema import MIGRATIONS, CatalogNotMigrated, current, head, migrate
from adapters.catalog.tables import metadata
from domain.jobs.ports import Idempotency


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
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    await database.close()
    for refused in (open_catalog, migrate):
        with pytest.raises(CatalogNotMigrated, match="newer"):
            await refused(empty_database)


async def test_the_migrations_make_the_tables_the_code_uses(empty_database: str) -> None:
    await migrate(empty_database)

    def differences(connection: Connection) -> list[object]:
        def ours(_: object, name: str | None, *__: object) -> bool:
            """Full text is each database's own (adapters.catalog.fulltext), with its tables and indexes."""
            return not (name or "").startswith("passage_words")

        context = MigrationContext.configure(connection, opts={"include_object": ours})
        return list(compare_metadata(context, metadata))

    database = Database(create_engine(database_url(empty_database)))
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


OLDER_ROWS = (
    """INSERT INTO jobs
       (id, kind, owner, title, found_by, duration_minutes, attempt, started, settled, created_at, begun_at) VALUES
       ('p1', 'podcast', 'local', 'Tides', 'tides', 7.5, 1, true, true, '2026-03-01 12:00:00', '2026-03-01 12:00:00'),
       ('p2', 'podcast', 'local', NULL, '', 0.5, 2, false, false, '2026-03-01 13:00:00', '2026-03-01 13:00:00')""",
    """INSERT INTO outcomes (job_id, attempt, status, run_id, rev, progress, result, ended_at)
       VALUES ('p1', 1, 'COMPLETED', 'r1', 3, '{"status": "COMPLETED"}', '{}', '2026-03-01 12:05:00')""",
    """INSERT INTO idempotency (scope, key, body_hash, job_id, created_at)
       VALUES ('local POST /podcasts', 'k', 'b', 'p1', '2026-03-01 12:00:00')""",
)
Now = Callable[[], datetime]


async def test_a_podcasts_length_becomes_an_attribute_of_its_row(empty_database: str, clock: Now) -> None:
    database = Database(create_engine(database_url(empty_database)))

    def to_older(connection: Connection) -> None:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0004")
        for statement in OLDER_ROWS:
            connection.execute(text(statement))

    async with database.write() as connection:
        await connection.run_sync(to_older)
    await database.close()
    await migrate(empty_database)
    catalog = await open_catalog(empty_database, clock=clock)
    try:
        first, second = await catalog.jobs.get("p1"), await catalog.jobs.get("p2")
        assert first is not None and first.outcome is not None and second is not None
        assert (first.job.title, first.job.attributes) == ("Tides", {"duration_minutes": 7.5})
        assert (second.job.attempt, second.job.attributes) == (2, {"duration_minutes": 0.5})
        assert first.outcome.run_id == "r1"
        key = Idempotency(scope="local POST /podcasts", key="k", body_hash="b")
        assert await catalog.jobs.earlier(key) == first, "nothing that belongs to a job went with the column"
    finally:
        await catalog.close()
