"""The rows of jobs and files of all owners, as the sweep reads them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, false, func, select, true

from adapters.catalog.database import Database
from adapters.catalog.tables import files, jobs, outcomes, tombstones
from domain.artifacts.files import StoredFile
from domain.upkeep.ports import LiveJob

IDS_AT_ONCE = 500
"""Databases bound the parameters of a statement."""


class SqlLiveJobs:
    """Implements `LiveJobs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def jobs(self, *, after: str, limit: int) -> Sequence[LiveJob]:
        page = select(jobs).where(jobs.c.id > after).order_by(jobs.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
            if not rows:
                return []
            ends = await connection.execute(
                select(
                    outcomes.c.job_id, outcomes.c.attempt, outcomes.c.progress, outcomes.c.result, outcomes.c.ended_at
                )
                .where(outcomes.c.job_id >= rows[0].id, outcomes.c.job_id <= rows[-1].id)
                .order_by(outcomes.c.attempt)
            )
            texts: dict[str, list[str]] = {}
            ended: dict[tuple[str, int], datetime] = {}
            for end in ends:
                texts.setdefault(end.job_id, []).extend(filter(None, (end.progress, end.result)))
                ended[end.job_id, end.attempt] = end.ended_at
        return [
            LiveJob(
                id=row.id,
                owner=row.owner,
                kind=row.kind,
                attempt=row.attempt,
                settled=row.settled,
                begun_at=row.begun_at,
                ended_at=ended.get((row.id, row.attempt)),
                outcomes=tuple(texts.get(row.id, ())),
            )
            for row in rows
        ]

    async def mortal(self, *, after: str, limit: int) -> Sequence[LiveJob]:
        ttl = jobs.c.attributes["ttl_hours"].as_integer()
        ended = jobs.join(outcomes, and_(outcomes.c.job_id == jobs.c.id, outcomes.c.attempt == jobs.c.attempt))
        page = select(jobs, outcomes.c.ended_at, ttl.label("ttl")).select_from(ended)
        page = page.where(jobs.c.id > after, ttl.is_not(None)).order_by(jobs.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
        return [
            LiveJob(
                id=row.id,
                owner=row.owner,
                kind=row.kind,
                attempt=row.attempt,
                settled=row.settled,
                begun_at=row.begun_at,
                ended_at=row.ended_at,
                ttl_hours=row.ttl,
            )
            for row in rows
        ]

    async def files(self, *, after: str, limit: int) -> Sequence[StoredFile]:
        page = select(files).where(files.c.file_id > after).order_by(files.c.file_id).limit(limit)
        async with self._database.read() as connection:
            return [StoredFile.model_validate(dict(row)) for row in (await connection.execute(page)).mappings()]

    async def with_tombstone(self, ids: Collection[str]) -> frozenset[str]:
        wanted, found = list(ids), set[str]()
        async with self._database.read() as connection:
            for at in range(0, len(wanted), IDS_AT_ONCE):
                some = select(tombstones.c.job_id).where(tombstones.c.job_id.in_(wanted[at : at + IDS_AT_ONCE]))
                found.update(await connection.scalars(some))
        return frozenset(found)

    async def oldest_open(self) -> datetime | None:
        query = select(func.min(jobs.c.begun_at)).where(jobs.c.started == true(), jobs.c.settled == false())
        async with self._database.read() as connection:
            oldest: datetime | None = await connection.scalar(query)
        return oldest
