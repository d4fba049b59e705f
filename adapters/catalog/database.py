"""The database of the catalog: SQLite in WAL mode, or PostgreSQL, by URL; one engine per process."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import URL, Connection, event, func, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from adapters.catalog import sqlite
from domain.errors import CatalogUnavailable

BUSY_MILLISECONDS = 10_000  # how long a writer waits for another; a write takes a few milliseconds
STATEMENT_MILLISECONDS = 30_000  # the longest statement, a page of the sweep, takes some tens of milliseconds
CONNECT_SECONDS = 5

WRITES = "podwright_writes"


def database_url(url: str) -> URL:
    """The URL with the asynchronous driver. It may begin with `postgres://`, `postgresql://` or `sqlite:///`.

    The path of an SQLite file is percent-encoded, as in any URL, so that it may hold `#`, `?` and `%`.

    Raises:
        ValueError: another database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(
            "PODWRIGHT_CATALOG_URL is not a URL. Write sqlite:////folder/catalog.db or postgresql://…"
        ) from None
    name = parsed.drivername.partition("+")[0]
    if name == "sqlite":
        if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
            raise ValueError("The catalog needs a file: sqlite:////folder/catalog.db")
        return parsed.set(drivername="sqlite+aiosqlite")
    if name in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"The catalog cannot be stored in {name!r}. Write sqlite:////folder/catalog.db or postgresql://…")


def create_engine(url: URL, *, patient: bool = False) -> AsyncEngine:
    """`patient`: statements may wait and take as long as they like, as those of a migration do."""
    if url.get_backend_name() != "sqlite":
        opened = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "application_name": f"podwright-{os.getpid()}",
                "options": _options(url, patient=patient),
            },
        )
        event.listen(opened.sync_engine, "before_cursor_execute", _without_nul, retval=True)
        return opened
    engine = create_async_engine(
        url, connect_args={"timeout": BUSY_MILLISECONDS / 1000, "async_creator_fn": sqlite.connect}
    )

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _options(url: URL, *, patient: bool) -> str:
    """Of a session of PostgreSQL; those in the URL come last, so that they win."""
    bounds = {
        "lock_timeout": BUSY_MILLISECONDS,
        "statement_timeout": STATEMENT_MILLISECONDS,
        "idle_in_transaction_session_timeout": STATEMENT_MILLISECONDS,
    }
    given = url.query.get("options", "")
    ours = [] if patient else [f"-c {name}={value}" for name, value in bounds.items()]
    return " ".join([*ours, *([given] if isinstance(given, str) else given)])


def _without_nul(
    _connection: Connection, _cursor: object, statement: str, given: object, _context: object, _many: bool
) -> tuple[str, object]:
    """PostgreSQL refuses a NUL in any text. An id that holds one is looked for in another form, and not found."""
    return statement, _without_nul_in(given)


def _without_nul_in(given: object) -> object:
    match given:
        case str():
            return given.replace("\0", "\ufffd")
        case dict():
            return {name: _without_nul_in(value) for name, value in given.items()}
        case list() | tuple():
            return type(given)(_without_nul_in(value) for value in given)
        case _:
            return given


class Database:
    """Short transactions. A database that does not answer is raised as CatalogUnavailable.

    `clock`: tests' own, in place of the database's.
    """

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime] | None = None) -> None:
        self._reads, self._clock = engine, clock
        self._writes = engine.execution_options(**{WRITES: True})

    @property
    def dialect(self) -> str:
        return self._reads.dialect.name

    @property
    def shared(self) -> bool:
        """Whether machines share it, whose clocks may differ."""
        return self._clock is None and self.dialect == "postgresql"

    async def now(self, connection: AsyncConnection) -> datetime:
        """The time by the clock that all rows are written with. An SQLite file is on this machine."""
        if self.shared:
            told: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
            return told.astimezone(UTC)
        return self._clock() if self._clock is not None else datetime.now(UTC)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with _transaction(self._reads) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Committed at the end, rolled back by an error. SQLite has one writer at a time, and the next one waits."""
        async with _transaction(self._writes) as connection:
            yield connection

    async def close(self) -> None:
        await self._reads.dispose()


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.begin() as connection:
            yield connection
    except (DatabaseError, InterfaceError, DisconnectionError, PoolTimeout, OSError) as error:
        if isinstance(error, DatabaseError) and not (
            isinstance(error, OperationalError) or type(error) is DatabaseError
        ):
            raise  # a broken constraint or a wrong statement; the class itself means a damaged SQLite file
        cause = error.orig if isinstance(error, DBAPIError) else error
        first = str(cause).strip().partition("\n")[0]
        raise CatalogUnavailable(f"The catalog does not answer: {first[:300]}") from error
