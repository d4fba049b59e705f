"""Sessions that were ended, in the table that also holds the facts about the installation."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import deeds

_PREFIX = "left "
"""The rows' names begin with it, so that no fact is taken for a session."""


class SqlEndedSessions:
    """Implements `EndedSessions`. Rows of sessions that have expired by now are removed with the next end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def end(self, session: str, *, until: datetime) -> None:
        row = self._insert(deeds).values(name=_PREFIX + session, value="", until=until).on_conflict_do_nothing()
        async with self._database.write() as connection:
            await connection.execute(row)
            now = await self._database.now(connection)
            await connection.execute(delete(deeds).where(_OURS, deeds.c.until <= now))

    async def all(self) -> frozenset[str]:
        async with self._database.read() as connection:
            names = await connection.scalars(select(deeds.c.name).where(_OURS))
            return frozenset(name.removeprefix(_PREFIX) for name in names)


_OURS = deeds.c.name.startswith(_PREFIX)
