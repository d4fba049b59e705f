"""Facts about the whole installation."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import deeds


class SqlInstallation:
    """Implements `Installation`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def get(self, name: str) -> str | None:
        async with self._database.read() as connection:
            value: str | None = await connection.scalar(select(deeds.c.value).where(deeds.c.name == name))
        return value

    async def set_once(self, name: str, value: str) -> str:
        new = self._insert(deeds).values(name=name, value=value).on_conflict_do_nothing()
        async with self._database.write() as connection:
            await connection.execute(new)
            stands: str | None = await connection.scalar(select(deeds.c.value).where(deeds.c.name == name))
        return stands or value

    async def replace(self, name: str, value: str) -> None:
        row = self._insert(deeds).values(name=name, value=value)
        async with self._database.write() as connection:
            await connection.execute(row.on_conflict_do_update(index_elements=[deeds.c.name], set_={"value": value}))
