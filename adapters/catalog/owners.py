"""What an owner has, handed over to another."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.catalog.database import Database
from adapters.catalog.tables import collections, files, idempotency, jobs, profiles, tombstones, usage
from domain.access import Belongings


class SqlOwners:
    """Implements `Owners`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hand_over(self, *, of: str, to: str) -> Belongings:
        async with self._database.write() as connection:
            moved = {}
            for table in (jobs, files, usage, tombstones, collections):
                changed = await connection.execute(update(table).where(table.c.owner == of).values(owner=to))
                moved[table.name] = changed.rowcount
            await self._hand_over_profiles(connection, of, to)
            ours = idempotency.c.scope.startswith(f"{of} ", autoescape=True)
            for scope, key in (
                await connection.execute(select(idempotency.c.scope, idempotency.c.key).where(ours))
            ).all():
                this = (idempotency.c.scope == scope, idempotency.c.key == key)
                renamed = f"{to}{scope[len(of) :]}"
                taken = select(idempotency.c.key).where(idempotency.c.scope == renamed, idempotency.c.key == key)
                if (await connection.execute(taken)).first() is None:
                    await connection.execute(update(idempotency).where(*this).values(scope=renamed))
                else:
                    await connection.execute(delete(idempotency).where(*this))
        return Belongings(jobs=moved["jobs"], files=moved["files"], collections=moved["collections"])

    async def _hand_over_profiles(self, connection: AsyncConnection, of: str, to: str) -> None:
        """One whose name the new owner has already goes: two of one name cannot stand."""
        theirs = profiles.alias()
        taken = select(theirs.c.name).where(
            theirs.c.owner == to, theirs.c.kind == profiles.c.kind, theirs.c.name == profiles.c.name
        )
        await connection.execute(delete(profiles).where(profiles.c.owner == of, taken.exists()))
        await connection.execute(update(profiles).where(profiles.c.owner == of).values(owner=to))
