"""Locks that expire, in the table that also holds the facts about the installation."""

from datetime import timedelta

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import deeds


class SqlLocks:
    """Implements `Locks`. The rows' names begin with `hold`, so that no fact is taken for a lock."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def acquire(self, name: str, holder: str, *, seconds: float) -> bool:
        async with self._database.write() as connection:
            now = await self._database.now(connection)
            values = {"value": holder, "until": now + timedelta(seconds=seconds)}
            row = self._insert(deeds).values(name=_row(name), **values)
            taken = row.on_conflict_do_update(
                index_elements=[deeds.c.name],
                set_=values,
                where=or_(deeds.c.value == holder, deeds.c.until.is_(None), deeds.c.until <= now),
            ).returning(deeds.c.name)
            return (await connection.execute(taken)).first() is not None

    async def release(self, name: str, holder: str) -> None:
        mine = (deeds.c.name == _row(name), deeds.c.value == holder)
        async with self._database.write() as connection:
            await connection.execute(delete(deeds).where(*mine))


def _row(name: str) -> str:
    return f"hold {name}"
