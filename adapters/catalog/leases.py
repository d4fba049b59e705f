"""Leases of slots at a vendor: one row a process, with what it holds, what it wants, and when that expires."""

from sqlalchemy import ColumnElement, Float, and_, delete, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.catalog.database import Database
from adapters.catalog.tables import leases
from domain.vendors.ports import LeaseTerms
from domain.vendors.slots import Demand, allowed

_SQLITE_NOW: ColumnElement[float] = literal_column("(julianday('now') - 2440587.5) * 86400.0", Float())
"""Seconds of 1970 with their fraction; `unixepoch` has none in older SQLite."""


class SqlLeases:
    """Implements `Leases`. All times are the database's, so workers' clocks may differ.

    One process renews at a time: SQLite has one writer, PostgreSQL a lock for each vendor and role.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._postgres = database.dialect == "postgresql"
        self._insert = postgresql.insert if self._postgres else sqlite.insert

    async def renew(self, terms: LeaseTerms, holder: str, *, busy: int, wanted: int) -> int:
        of_vendor = and_(leases.c.vendor == terms.vendor, leases.c.role == terms.role.value)
        async with self._database.write() as connection:
            now = await self._now(connection, f"{terms.role.value}/{terms.vendor}")
            if not busy and not wanted:
                await connection.execute(delete(leases).where(of_vendor, leases.c.holder == holder))
                return 0
            await connection.execute(delete(leases).where(of_vendor, leases.c.expires_at <= now))
            rows = await connection.execute(
                select(leases.c.holder, leases.c.held, leases.c.wanted).where(of_vendor, leases.c.holder != holder)
            )
            others = {row.holder: Demand(held=row.held, wanted=row.wanted) for row in rows}
            wanted = max(busy, wanted)
            turn = int(now // terms.rotate.total_seconds())
            mine = allowed(terms.total, wanted, others, me=holder, turn=turn)
            values = {"held": max(busy, mine), "wanted": wanted, "expires_at": now + terms.life.total_seconds()}
            row = self._insert(leases).values(vendor=terms.vendor, role=terms.role.value, holder=holder, **values)
            key = [leases.c.vendor, leases.c.role, leases.c.holder]
            await connection.execute(row.on_conflict_do_update(index_elements=key, set_=values))
        return mine

    async def _now(self, connection: AsyncConnection, lock: str) -> float:
        if self._postgres:
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
            now = select(func.extract("epoch", func.clock_timestamp()))
        else:
            now = select(_SQLITE_NOW)
        return float(await connection.scalar(now) or 0.0)
