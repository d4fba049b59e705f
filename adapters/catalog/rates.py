"""Learned rates in the catalog (`domain.tts.learned.LearnedRates`)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import case, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import rates
from domain.tts.learned import Rate

MOST = 4000.0
"""Seconds or words that are remembered in full: an hour of a voice. Beyond it the older half is halved again, so that a
vendor's new version of a voice is known after a few episodes."""


class SqlRates:
    """Implements `LearnedRates`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def learn(self, more: Mapping[str, Rate]) -> None:
        async with self._database.write() as connection:
            for key in sorted(more):  # in one order, so that two processes never wait for each other
                new = self._insert(rates).values(key=key, gave=more[key].gave, took=more[key].took)
                kept = case((rates.c.took > MOST, 0.5), else_=1.0)
                await connection.execute(
                    new.on_conflict_do_update(
                        index_elements=[rates.c.key],
                        set_={
                            "gave": rates.c.gave * kept + new.excluded.gave,
                            "took": rates.c.took * kept + new.excluded.took,
                        },
                    )
                )

    async def known(self, keys: Sequence[str]) -> dict[str, Rate]:
        wanted = select(rates.c.key, rates.c.gave, rates.c.took).where(rates.c.key.in_(list(keys)))
        async with self._database.read() as connection:
            rows = await connection.execute(wanted)
            return {row.key: Rate(gave=row.gave, took=row.took) for row in rows}
