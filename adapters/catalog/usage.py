"""What owners use: reserved when an attempt is recorded, settled with its outcome, summed up by day."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Integer, and_, case, cast, false, func, insert, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.catalog.database import Database
from adapters.catalog.tables import jobs, usage
from domain.access import DayUsage
from domain.jobs.ports import Allowance, LimitReached
from domain.jobs.progress import Usage
from domain.jobs.record import Job
from domain.jobs.wire import WAITING_KINDS

AGAIN_SECONDS = 30
"""When one of the running jobs may be done: a podcast takes minutes."""

_NOTHING = {
    "llm_input_tokens": 0, "llm_output_tokens": 0, "tts_characters": 0, "tts_characters_reused": 0, "cost_usd": 0.0,
}  # fmt: skip
_TAKEN = case((usage.c.settled == true(), usage.c.tts_characters), else_=usage.c.reserved)


class SqlUsage:
    """Implements `UsageByDay`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def days(self, *, owner: str | None, since: date, until: date) -> Sequence[DayUsage]:
        total = func.sum
        query = select(
            usage.c.day,
            usage.c.owner,
            func.count(usage.c.job_id.distinct()).label("podcasts"),
            *(total(usage.c[name]).label(name) for name in _NOTHING),
            total(case((usage.c.settled == true(), 0), else_=usage.c.reserved)).label("tts_characters_reserved"),
        ).where(usage.c.day.between(since, until))
        if owner is not None:
            query = query.where(usage.c.owner == owner)
        query = query.group_by(usage.c.day, usage.c.owner).order_by(usage.c.day.desc(), usage.c.owner)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [DayUsage.model_validate(dict(row)) for row in rows]


async def reserve(connection: AsyncConnection, job: Job, allowance: Allowance, now: datetime) -> None:
    """Within the transaction that records the attempt. Raises LimitReached."""
    if (allowance.limits.running, allowance.limits.characters_per_day) != (None, None):
        await one_at_a_time(connection, f"limits of {job.owner}")
    await _check_running(connection, job, allowance)
    await _check_characters(connection, job.owner, allowance, now)
    row = {"job_id": job.id, "attempt": job.attempt, "owner": job.owner, "day": _day(now)}
    await connection.execute(insert(usage).values(**row, reserved=allowance.characters, settled=False, **_NOTHING))


async def left_of(connection: AsyncConnection, job_id: str) -> int:
    """Characters that another attempt is expected to speak: what the first was, less what was spoken since."""
    first = func.max(case((usage.c.attempt == 1, usage.c.reserved), else_=0))
    spoken = func.sum(usage.c.tts_characters)
    found = (await connection.execute(select(first, spoken).where(usage.c.job_id == job_id))).one()
    return max(0, int(found[0] or 0) - int(found[1] or 0))


async def settle(connection: AsyncConnection, job: Job, spent: Usage, now: datetime) -> None:
    """Within the transaction that writes the outcome."""
    put = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {name: getattr(spent, name) for name in _NOTHING}
    row = {"job_id": job.id, "attempt": job.attempt, "owner": job.owner, "day": _day(now), "reserved": 0}
    write = put(usage).values(**row, settled=True, **values)
    await connection.execute(
        write.on_conflict_do_update(index_elements=[usage.c.job_id, usage.c.attempt], set_={**values, "settled": True})
    )


async def settle_again(connection: AsyncConnection, job_id: str, attempt: int, spent: Usage) -> bool:
    """False when the attempt was not settled."""
    its = and_(usage.c.job_id == job_id, usage.c.attempt == attempt, usage.c.settled == true())
    values = {name: getattr(spent, name) for name in _NOTHING}
    return (await connection.execute(update(usage).where(its).values(**values))).rowcount == 1


async def one_at_a_time(connection: AsyncConnection, what: str) -> None:
    """Admits one transaction at a time, where something is counted. SQLite has one writer anyway."""
    if connection.dialect.name != "postgresql":
        return
    lock = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
    await connection.execute(select(func.pg_advisory_xact_lock(lock)))


async def _check_running(connection: AsyncConnection, job: Job, allowance: Allowance) -> None:
    most = allowance.limits.running
    if most is None or job.kind in WAITING_KINDS:
        return
    query = select(cast(func.count(), Integer)).where(jobs.c.owner == job.owner, jobs.c.settled == false())
    query = query.where(jobs.c.id.not_in((job.id, *allowance.parked)), jobs.c.kind.not_in(WAITING_KINDS))
    running = (await connection.execute(query)).scalar_one()
    if running >= most:
        raise LimitReached(
            "running_limit",
            f"{running} of {job.owner}'s jobs are running, and this key allows {most} at once. "
            "One that is done, cancelled or waiting for a person makes room.",
            again=AGAIN_SECONDS,
        )


async def _check_characters(connection: AsyncConnection, owner: str, allowance: Allowance, now: datetime) -> None:
    most, wanted = allowance.limits.characters_per_day, allowance.characters
    if most is None:
        return
    if wanted > most:
        raise LimitReached(
            "characters_limit",
            f"It would speak about {wanted:,} characters, and this key allows {most:,} a day. Ask for a shorter one.",
            again=None,
        )
    query = select(func.sum(_TAKEN)).where(usage.c.owner == owner, usage.c.day == _day(now))
    taken = int((await connection.execute(query)).scalar_one() or 0)
    if taken + wanted > most:
        midnight = datetime.combine(_day(now) + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
        raise LimitReached(
            "characters_limit",
            f"{owner} has used {taken:,} of today's {most:,} characters, and this would speak about {wanted:,}. "
            "A new day begins at midnight UTC.",
            again=int((midnight - now).total_seconds()) + 1,
        )


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
