"""A few facts about the whole installation, and holds that expire."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, Text, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import UtcTime, metadata

deeds = Table(
    "deeds",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("until", UtcTime),  # of a hold
)


class SqlInstallation:
    """Implements `Deeds`."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def fact(self, name: str) -> str | None:
        async with self._database.reading() as connection:
            value: str | None = await connection.scalar(select(deeds.c.value).where(deeds.c.name == name))
        return value

    async def establish(self, name: str, value: str) -> str:
        new = self._insert(deeds).values(name=name, value=value).on_conflict_do_nothing()
        async with self._database.writing() as connection:
            await connection.execute(new)
            stands: str | None = await connection.scalar(select(deeds.c.value).where(deeds.c.name == name))
        return stands or value

    async def replace(self, name: str, value: str) -> None:
        row = self._insert(deeds).values(name=name, value=value)
        async with self._database.writing() as connection:
            await connection.execute(row.on_conflict_do_update(index_elements=[deeds.c.name], set_={"value": value}))

    async def hold(self, name: str, who: str, *, seconds: float) -> bool:
        now = self._clock()
        said = {"value": who, "until": now + timedelta(seconds=seconds)}
        row = self._insert(deeds).values(name=f"hold {name}", **said)
        taken = row.on_conflict_do_update(
            index_elements=[deeds.c.name],
            set_=said,
            where=or_(deeds.c.value == who, deeds.c.until.is_(None), deeds.c.until <= now),
        ).returning(deeds.c.name)
        async with self._database.writing() as connection:
            return (await connection.execute(taken)).first() is not None

    async def release(self, name: str, who: str) -> None:
        mine = (deeds.c.name == f"hold {name}", deeds.c.value == who)
        async with self._database.writing() as connection:
            await connection.execute(delete(deeds).where(*mine))
