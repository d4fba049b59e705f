"""The rows of jobs, their outcomes, and their idempotency keys."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, case, delete, false, insert, or_, select, true, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.catalog.cursor import after, cursor_after
from adapters.catalog.database import Database
from adapters.catalog.tables import idempotency as keys
from adapters.catalog.tables import jobs, outcomes, tombstones
from adapters.catalog.usage import left_of, reserve, settle, settle_again
from domain.access import IDEMPOTENCY_LIFE
from domain.errors import IdempotencyConflict
from domain.jobs.ports import UNBOUNDED, Allowance, Created, Idempotency, JobPage
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.status import JobStatus

_RECORDS = select(
    jobs,
    outcomes.c.status,
    outcomes.c.run_id,
    outcomes.c.progress,
    outcomes.c.result,
    outcomes.c.ended_at,
).select_from(jobs.outerjoin(outcomes, and_(outcomes.c.job_id == jobs.c.id, outcomes.c.attempt == jobs.c.attempt)))

_JOB = tuple(jobs.c[name] for name in Job.model_fields)


class SqlJobs:
    """Implements `Jobs` and `OpenJobs`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def create(
        self, job: Job, *, idempotency: Idempotency | None = None, allowance: Allowance = UNBOUNDED
    ) -> Created:
        job = job.model_copy(update={"title": _storable(job.title)})
        while True:
            if await self._created(job, idempotency, allowance):
                return Created(record=JobRecord(job=job, begun_at=job.created_at))
            assert idempotency is not None
            if (earlier := await self.earlier(idempotency)) is not None:
                return Created(record=earlier, replayed=True)
            # Its job was deleted between the two statements: the key is free again.

    async def _created(self, job: Job, idempotency: Idempotency | None, allowance: Allowance) -> bool:
        """False, and nothing is written, when the key is taken. Of two at once the second waits for the first."""
        try:
            async with self._database.write() as connection:
                now = await self._database.now(connection)
                await connection.execute(
                    insert(jobs).values(
                        **job.model_dump(), found_by=_folded(job.title), settled=False, begun_at=job.created_at
                    )
                )
                if idempotency is not None:
                    await self._take(connection, job, idempotency, now)
                await reserve(connection, job, allowance, now)
        except _KeyTaken:
            return False
        return True

    async def _take(self, connection: AsyncConnection, job: Job, wanted: Idempotency, now: datetime) -> None:
        await connection.execute(
            delete(keys).where(
                keys.c.scope == wanted.scope, keys.c.key == wanted.key, keys.c.created_at <= now - IDEMPOTENCY_LIFE
            )
        )
        row = {**wanted.model_dump(), "job_id": job.id, "created_at": now}
        taken = self._insert(keys).values(**row).on_conflict_do_nothing().returning(keys.c.job_id)
        if (await connection.execute(taken)).first() is None:
            raise _KeyTaken

    async def earlier(self, wanted: Idempotency) -> JobRecord | None:
        query = _RECORDS.add_columns(keys.c.body_hash).join(keys, keys.c.job_id == jobs.c.id)
        query = query.where(keys.c.scope == wanted.scope, keys.c.key == wanted.key)
        async with self._database.read() as connection:
            alive = keys.c.created_at > await self._database.now(connection) - IDEMPOTENCY_LIFE
            row = (await connection.execute(query.where(alive))).mappings().first()
        if row is None:
            return None
        if row["body_hash"] != wanted.body_hash:
            raise IdempotencyConflict(f"The idempotency key {wanted.key!r} was used for another body.")
        return _record(row)

    async def get(self, job_id: str, *, owner: str | None = None) -> JobRecord | None:
        query = _RECORDS.where(jobs.c.id == job_id)
        if owner is not None:
            query = query.where(jobs.c.owner == owner)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else _record(row)

    async def page(self, *, owner: str, kind: str | None, title: str | None, limit: int, cursor: str | None) -> JobPage:
        query = after(_RECORDS, cursor, what="jobs", created_at=jobs.c.created_at, identity=jobs.c.id)
        query = query.where(jobs.c.owner == owner)
        if kind is not None:
            query = query.where(jobs.c.kind == kind)
        if title:
            query = query.where(jobs.c.found_by.contains(_folded(title), autoescape=True))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.limit(limit + 1))).mappings().all()
        items = tuple(_record(row) for row in rows[:limit])
        more = len(rows) > limit and items
        last = items[-1].job if more else None
        return JobPage(items=items, next_cursor=cursor_after("jobs", last.created_at, last.id) if last else None)

    async def children(self, parent: str, *, after: int = 0, limit: int) -> Sequence[JobRecord]:
        query = _RECORDS.where(jobs.c.parent == parent, jobs.c.position > after)
        async with self._database.read() as connection:
            found = await connection.execute(query.order_by(jobs.c.position).limit(limit))
            return [_record(row) for row in found.mappings()]

    async def endings(self, job_ids: Sequence[str]) -> Mapping[str, JobStatus]:
        joined = jobs.outerjoin(outcomes, and_(outcomes.c.job_id == jobs.c.id, outcomes.c.attempt == jobs.c.attempt))
        query = select(jobs.c.id, outcomes.c.status).select_from(joined).where(jobs.c.id.in_(job_ids))
        async with self._database.read() as connection:
            found = {row.id: row.status for row in await connection.execute(query)}
        ended = {each: JobStatus(status) for each, status in found.items() if status is not None}
        return {**dict.fromkeys(set(job_ids) - set(found), JobStatus.CANCELLED), **ended}

    async def begin(self, job_id: str, *, attempt: int, started: bool, allowance: Allowance = UNBOUNDED) -> bool:
        this = update(jobs).where(jobs.c.id == job_id)
        if started:
            async with self._database.write() as connection:
                return (
                    await connection.execute(
                        this.where(jobs.c.attempt == attempt, jobs.c.settled == false()).values(started=True)
                    )
                ).rowcount == 1
        async with self._database.write() as connection:
            now = await self._database.now(connection)
            again = this.where(jobs.c.attempt == attempt - 1).values(
                attempt=attempt, started=False, settled=False, begun_at=now
            )
            row = (await connection.execute(again.returning(*_JOB))).mappings().first()
            if row is None:
                return False
            left = await left_of(connection, job_id)
            wanted = allowance.model_copy(update={"characters": left})
            await reserve(connection, Job.model_validate(dict(row)), wanted, now)
        return True

    async def end(self, job_id: str, outcome: Outcome) -> bool:
        """Of two runs of the attempt (it was reset) the later one stands; of one run, the first outcome of its own."""
        row = {
            "status": outcome.status.value,
            "run_id": outcome.run_id,
            "rev": outcome.progress.rev,
            "progress": outcome.progress.model_dump_json(),
            "result": outcome.result,
            "ended_at": outcome.ended_at,
        }
        new = self._insert(outcomes).values(job_id=job_id, attempt=outcome.attempt, **row)
        write = new.on_conflict_do_update(
            index_elements=[outcomes.c.job_id, outcomes.c.attempt],
            set_=row,
            where=_replaced_by(outcome),
        ).returning(outcomes.c.attempt)
        async with self._database.write() as connection:
            current = select(*_JOB).where(jobs.c.id == job_id, jobs.c.attempt == outcome.attempt)
            found = (await connection.execute(current.with_for_update())).mappings().first()
            if found is None or (await connection.execute(write)).first() is None:
                return False
            job = Job.model_validate(dict(found))
            await settle(connection, job, outcome.progress.usage, outcome.ended_at)
            found_by = _folded(job.title or outcome.progress.title)
            change = update(jobs).where(jobs.c.id == job_id).values(settled=True, started=True, found_by=found_by)
            await connection.execute(change)
        return True

    async def count_again(self, job_id: str, *, attempt: int, usage: Usage) -> bool:
        its = and_(outcomes.c.job_id == job_id, outcomes.c.attempt == attempt)
        async with self._database.write() as connection:
            told = (await connection.execute(select(outcomes.c.progress).where(its).with_for_update())).scalar()
            if told is not None:
                progress = Progress.model_validate_json(told)
                progress = progress.model_copy(update={"usage": usage, "rev": progress.rev + 1})
                row = {"progress": progress.model_dump_json(), "rev": progress.rev}
                await connection.execute(update(outcomes).where(its).values(**row))
            return await settle_again(connection, job_id, attempt, usage)

    async def delete(self, job_id: str) -> bool:
        removed = delete(jobs).where(jobs.c.id == job_id).returning(jobs.c.kind, jobs.c.owner)
        async with self._database.write() as connection:
            row = (await connection.execute(removed)).first()
            if row is None:
                return False
            now = await self._database.now(connection)
            tombstone = {"job_id": job_id, "kind": row.kind, "owner": row.owner, "deleted_at": now}
            await connection.execute(self._insert(tombstones).values(**tombstone).on_conflict_do_nothing())
        return True

    async def unsettled(
        self, *, older_than_seconds: float, limit: int, after: JobRecord | None = None
    ) -> Sequence[JobRecord]:
        query = _RECORDS.where(jobs.c.settled == false())
        if after is not None:
            last = (after.begun_at or after.job.created_at, after.job.id)
            query = query.where(tuple_(jobs.c.begun_at, jobs.c.id) > tuple_(*last))
        async with self._database.read() as connection:
            before = await self._database.now(connection) - timedelta(seconds=older_than_seconds)
            query = query.where(jobs.c.begun_at <= before)
            found = await connection.execute(query.order_by(jobs.c.begun_at, jobs.c.id).limit(limit))
            return [_record(row) for row in found.mappings()]

    async def unfinished(self, owner: str, *, limit: int) -> Sequence[JobRecord]:
        query = _RECORDS.where(jobs.c.owner == owner, jobs.c.settled == false())
        async with self._database.read() as connection:
            found = await connection.execute(query.order_by(jobs.c.begun_at, jobs.c.id).limit(limit))
            return [_record(row) for row in found.mappings()]


def _replaced_by(outcome: Outcome) -> ColumnElement[bool]:
    """Whether the outcome that stands gives way.

    What was written without a run, or for a cancellation before the run had ended, gives way to the run's own.
    """
    if not outcome.run_id:
        return false()
    stands = outcomes.c
    newer = stands.rev < outcome.progress.rev
    later = or_(stands.ended_at < outcome.ended_at, and_(stands.ended_at == outcome.ended_at, newer))
    cancelled_before_its_end = and_(stands.status == JobStatus.CANCELLED.value, newer)
    return case(
        (stands.run_id == "", true()),
        (stands.run_id == outcome.run_id, cancelled_before_its_end),
        else_=later,
    )


class _KeyTaken(Exception):
    """Undoes the transaction."""


def _folded(title: str | None) -> str:
    return unicodedata.normalize("NFKC", _storable(title) or "").casefold()


def _storable(text: str | None) -> str | None:
    """PostgreSQL stores no NUL in a text."""
    return None if text is None else text.replace("\0", "")


def _record(row: RowMapping) -> JobRecord:
    job = Job.model_validate({name: row[name] for name in Job.model_fields})
    if row["status"] is None:
        return JobRecord(job=job, begun_at=row["begun_at"])
    outcome = Outcome(
        status=JobStatus(row["status"]),
        attempt=job.attempt,
        run_id=row["run_id"],
        progress=Progress.model_validate_json(row["progress"]),
        result=row["result"],
        ended_at=row["ended_at"],
    )
    return JobRecord(job=job, begun_at=row["begun_at"], outcome=outcome)
