"""Database URLs as people write them, and what a cancelled question leaves behind."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.catalog.database import Database, create_engine, database_url
from domain.errors import CatalogUnavailable


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://u:p@db:5432/podwright", "postgresql+psycopg"),
        ("postgresql://u:p@db/podwright", "postgresql+psycopg"),
        ("postgresql+psycopg://u:p@db/podwright", "postgresql+psycopg"),
        ("sqlite:////var/catalog.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/catalog.db", "sqlite+aiosqlite"),
    ],
)
def test_urls_get_the_driver_we_use(given: str, driver: str) -> None:
    url = database_url(given)
    assert url.drivername == driver
    assert url.password in (None, "p")


@pytest.mark.parametrize("url", ["mysql://u@h/d", "catalog.db", "", "sqlite://", "sqlite:///:memory:"])
def test_other_urls_are_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="catalog"):
        database_url(url)


@pytest.fixture
def no_collection() -> Iterator[None]:
    """The garbage collector closes what was forgotten, some day."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collection")
async def test_a_cancelled_question_leaves_neither_lock_nor_connection(tmp_path: Path) -> None:
    engine = create_engine(database_url(f"sqlite:///{tmp_path}/catalog.db"))
    database = Database(engine)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE kept (number INTEGER)"))

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO kept VALUES (1)"))
            await connection.execute(text("SELECT count(*) FROM kept"))

    async def cancelled_after(turns_of_the_loop: int) -> None:
        if turns_of_the_loop % 5 == 0:
            await engine.dispose()  # so that the next one is cancelled while it connects
        writing = asyncio.create_task(write())
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])

    for turns in range(0, 400, 3):
        await cancelled_after(turns)
        async with asyncio.timeout(2):
            await write()
    await database.close()
    gc.collect()


async def test_a_cancel_is_felt_after_the_statement_that_ran(tmp_path: Path) -> None:
    database = Database(create_engine(database_url(f"sqlite:///{tmp_path}/catalog.db")))
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE kept (number INTEGER)"))

    async def write() -> None:
        async with database.write() as connection:
            while True:
                await connection.execute(text("INSERT INTO kept VALUES (2)"))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await write()
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM kept"))).scalar_one() == 0
    await database.close()


def test_a_damaged_file_leaves_no_thread_that_speaks_to_a_closed_loop(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"no database" * 1000)

    async def read() -> None:
        database = Database(create_engine(database_url(f"sqlite:///{tmp_path}/catalog.db")))
        async with database.read():
            raise AssertionError("it was opened")

    for _ in range(20):
        with pytest.raises(CatalogUnavailable):
            asyncio.run(read())
    assert not [each for each in threading.enumerate() if "_connection_worker_thread" in each.name and each.is_alive()]
