"""The rows of profiles."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import profiles
from adapters.catalog.usage import one_at_a_time
from domain.profiles.ports import TooManyProfiles
from domain.profiles.profile import MODELS, ProfileKind, StoredProfile, folded_name


class SqlProfiles:
    """Implements `Profiles`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def add(self, stored: StoredProfile, *, owner: str, most: int) -> bool:
        row = {**_row(stored), "owner": owner, "kind": stored.kind.value, "created_at": stored.created_at}
        new = self._insert(profiles).values(**row).on_conflict_do_nothing().returning(profiles.c.name)
        mine = (profiles.c.owner == owner, profiles.c.kind == stored.kind.value)
        async with self._database.write() as connection:
            await one_at_a_time(connection, f"profiles of {owner}")
            if (await connection.execute(new)).first() is None:
                return False
            if int(await connection.scalar(select(func.count()).select_from(profiles).where(*mine)) or 0) > most:
                raise TooManyProfiles
        return True

    async def get(self, kind: ProfileKind, name: str, *, owner: str) -> StoredProfile | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(profiles).where(*_this(kind, name, owner)))).mappings().first()
        return None if row is None else _stored(row)

    async def all(self, kind: ProfileKind, *, owner: str) -> Sequence[StoredProfile]:
        query = (
            select(profiles)
            .where(profiles.c.owner == owner, profiles.c.kind == kind.value)
            .order_by(profiles.c.created_at.desc(), profiles.c.name)
        )
        async with self._database.read() as connection:
            return [_stored(row) for row in (await connection.execute(query)).mappings()]

    async def replace(self, stored: StoredProfile, *, owner: str, tag: str) -> bool:
        this = _this(stored.kind, stored.profile.name, owner)
        change = update(profiles).where(*this, profiles.c.tag == tag).values(**_row(stored))
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1

    async def delete(self, kind: ProfileKind, name: str, *, owner: str, tag: str | None) -> bool:
        removal = delete(profiles).where(*_this(kind, name, owner))
        if tag is not None:
            removal = removal.where(profiles.c.tag == tag)
        async with self._database.write() as connection:
            return (await connection.execute(removal)).rowcount == 1


def _this(kind: ProfileKind, name: str, owner: str) -> tuple[Any, ...]:
    return profiles.c.owner == owner, profiles.c.kind == kind.value, profiles.c.name == folded_name(name)


def _row(stored: StoredProfile) -> dict[str, object]:
    return {
        "name": folded_name(stored.profile.name),
        "tag": stored.tag,
        "body": stored.profile.model_dump_json(exclude_defaults=True),
        "updated_at": stored.updated_at,
    }


def _stored(row: RowMapping) -> StoredProfile:
    profile = MODELS[ProfileKind(row["kind"])].model_validate_json(row["body"])
    return StoredProfile(profile=profile, tag=row["tag"], created_at=row["created_at"], updated_at=row["updated_at"])
