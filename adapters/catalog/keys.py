"""The rows of API keys, which hold digests only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from adapters.catalog.database import Database
from adapters.catalog.tables import api_keys
from domain.access import ApiKey, HeldKey, Limits


class SqlApiKeys:
    """Implements `ApiKeys`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, held: HeldKey) -> None:
        row = {**held.key.model_dump(exclude={"limits"}), **held.key.limits.model_dump(), "digest": held.digest}
        async with self._database.write() as connection:
            await connection.execute(insert(api_keys).values(**row))

    async def all(self) -> Sequence[HeldKey]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.key_id))
            return [
                HeldKey(
                    key=ApiKey.model_validate({**row, "limits": Limits.model_validate(dict(row))}),
                    digest=row["digest"],
                )
                for row in rows.mappings()
            ]

    async def remove_all(self) -> int:
        async with self._database.write() as connection:
            return (await connection.execute(delete(api_keys))).rowcount

    async def revoke(self, key_id: str, at: datetime) -> bool:
        this = api_keys.c.key_id == key_id
        async with self._database.write() as connection:
            known = (await connection.execute(select(api_keys.c.key_id).where(this))).first()
            if known is None:
                return False
            await connection.execute(
                update(api_keys).where(this, api_keys.c.revoked_at.is_(None)).values(revoked_at=at)
            )
        return True
