"""What workers announced of the vendors they serve."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.engine import Database
from adapters.catalog.tables import announcements
from domain.providers import Announcement


class SqlProviders:
    """Implements `Providers`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def announce(self, announcement: Announcement) -> None:
        """Of two workers' words the later one stands, in whatever order they arrive."""
        told = {"announcement": announcement.model_dump_json(), "seen_at": announcement.seen_at}
        new = self._insert(announcements).values(vendor=announcement.vendor, role=announcement.role.value, **told)
        write = new.on_conflict_do_update(
            index_elements=[announcements.c.vendor, announcements.c.role],
            set_=told,
            where=announcements.c.seen_at <= announcement.seen_at,
        )
        async with self._database.writing() as connection:
            await connection.execute(write)

    async def all(self) -> Sequence[Announcement]:
        query = select(announcements.c.announcement).order_by(announcements.c.vendor, announcements.c.role)
        async with self._database.reading() as connection:
            return [Announcement.model_validate_json(text) for text in (await connection.scalars(query))]
