"""The rows of uploaded files."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.cursor import after, cursor_after
from adapters.catalog.database import Database
from adapters.catalog.tables import files
from adapters.catalog.usage import one_at_a_time
from domain.artifacts.files import FileExists, FilesFull, StoredFile


class SqlFiles:
    """Implements `Files`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def add(self, file: StoredFile, *, most_bytes: int | None = None) -> StoredFile:
        row = self._insert(files).values(**file.model_dump()).on_conflict_do_nothing().returning(files.c.file_id)
        async with self._database.write() as connection:
            if most_bytes is not None:
                await one_at_a_time(connection, f"files of {file.owner}")
            if (await connection.execute(row)).first() is None:
                raise FileExists(file.file_id)
            if most_bytes is not None:
                total = select(func.sum(files.c.size)).where(files.c.owner == file.owner)
                stored = int(await connection.scalar(total) or 0)
                if stored > most_bytes:
                    raise FilesFull(stored - file.size)
        return file

    async def get(self, file_id: str, *, owner: str) -> StoredFile | None:
        query = select(files).where(files.c.file_id == file_id, files.c.owner == owner)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else StoredFile.model_validate(dict(row))

    async def page(self, *, owner: str, limit: int, cursor: str | None) -> tuple[Sequence[StoredFile], str | None]:
        query = after(select(files), cursor, what="files", created_at=files.c.created_at, identity=files.c.file_id)
        async with self._database.read() as connection:
            found = await connection.execute(query.where(files.c.owner == owner).limit(limit + 1))
            rows = [StoredFile.model_validate(dict(row)) for row in found.mappings()]
        last = rows[limit - 1] if len(rows) > limit else None
        return rows[:limit], cursor_after("files", last.created_at, last.file_id) if last else None

    async def delete(self, file_id: str, *, owner: str) -> bool:
        removed = delete(files).where(files.c.file_id == file_id, files.c.owner == owner)
        async with self._database.write() as connection:
            return (await connection.execute(removed)).rowcount == 1
