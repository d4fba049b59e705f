"""The rows of what workers announced of the vendors that they serve."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import and_, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import announcements, gates
from domain.vendors.declarations import Announcement, ProviderState
from domain.vendors.gates import GateState


class SqlProviders:
    """Implements `Providers`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def announce(self, announcement: Announcement) -> None:
        """Of two announcements the later one stands, in whatever order they arrive; of two machines, the one that
        arrives later."""
        async with self._database.write() as connection:
            seen_at = await self._database.now(connection) if self._database.shared else announcement.seen_at
            values = {"announcement": announcement.model_dump_json(), "seen_at": seen_at}
            new = self._insert(announcements).values(vendor=announcement.vendor, role=announcement.role.value, **values)
            write = new.on_conflict_do_update(
                index_elements=[announcements.c.vendor, announcements.c.role],
                set_=values,
                where=announcements.c.seen_at <= seen_at,
            )
            await connection.execute(write)

    async def all(self) -> Sequence[Announcement]:
        """With the state of the vendor's gate as it is now, which workers do not announce."""
        gate = and_(
            gates.c.vendor == announcements.c.vendor,
            gates.c.role == announcements.c.role,
            gates.c.state != GateState.OPEN.value,
        )
        told = select(announcements.c.announcement, gates.c.reason, announcements.c.seen_at)
        query = told.select_from(announcements.outerjoin(gates, gate))
        async with self._database.read() as connection:
            now = await self._database.now(connection) if self._database.shared else None
            rows = await connection.execute(query.order_by(announcements.c.vendor, announcements.c.role))
            return [_aged(_gated(_announcement(text), reason), seen_at, now) for text, reason, seen_at in rows]


@lru_cache(maxsize=64)
def _announcement(text: str) -> Announcement:
    """Parsed once: the text changes every 30 s, and every submission asks for all announcements."""
    return Announcement.model_validate_json(text)


def _aged(announcement: Announcement, seen_at: datetime, now: datetime | None) -> Announcement:
    if now is None:
        return announcement
    return announcement.model_copy(update={"age_seconds": (now - seen_at).total_seconds()})


def _gated(announcement: Announcement, reason: str | None) -> Announcement:
    if reason is None:
        return announcement
    return announcement.model_copy(update={"state": ProviderState.CLOSED, "reason": reason})
