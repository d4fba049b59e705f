"""Idempotency keys of uploads: each stands for one file, whichever process of the API hears of it first."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from weakref import WeakValueDictionary

from pydantic import ValidationError

from domain.access import IDEMPOTENCY_LIFE
from domain.artifacts.layout import file_name, idempotency_name
from domain.artifacts.ports import Names
from domain.errors import IdempotencyConflict
from domain.value import Value

ROUTE = "POST /files"


class _Claim(Value):
    """What a key stands for; one key, one record."""

    sha256: str
    file_id: str
    at: datetime


class UploadKeys:
    """A key is claimed for the id of a file before its row is written, so that equal uploads make one row."""

    def __init__(self, *, names: Names, clock: Callable[[], datetime]) -> None:
        self._names, self._clock = names, clock
        self._at_work: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def one_at_a_time(self, owner: str, key: str) -> AsyncIterator[None]:
        """In this process: who sends the same again meanwhile waits, and finds what the first made."""
        lock = self._at_work.setdefault(idempotency_name(owner, ROUTE, key), asyncio.Lock())
        async with lock:
            yield

    async def find(self, owner: str, key: str, sha256: str) -> str | None:
        """The id that the key was claimed for. Raises IdempotencyConflict when that was for other bytes."""
        name = idempotency_name(owner, ROUTE, key)
        record = await self._names.get(name)
        return None if record is None else await self._of(name, record, key, sha256)

    async def claim(self, owner: str, key: str, sha256: str, *, file_id: str) -> str:
        """`file_id`, or the id that another process claimed the key for. Raises IdempotencyConflict likewise."""
        name = idempotency_name(owner, ROUTE, key)
        claim = _Claim(sha256=sha256, file_id=file_id, at=self._clock()).model_dump_json().encode()
        stands = await self._of(name, await self._names.create(name, claim), key, sha256) or file_id
        await self._names.create(file_name(stands, "key"), name.encode())
        return stands

    async def release(self, file_id: str) -> None:
        """Frees the key of a file that is deleted, or was not taken after all."""
        if (name := await self._names.get(file_name(file_id, "key"))) is not None:
            await self._names.delete(name.decode())

    async def _of(self, name: str, record: bytes, key: str, sha256: str) -> str | None:
        """None: the claim was of a key whose time is over, and is gone now."""
        try:
            claim = _Claim.model_validate_json(record)
        except ValidationError:
            claim = None
        if claim is None or self._clock() - claim.at > IDEMPOTENCY_LIFE:
            await self._names.delete(name)
            return None
        if claim.sha256 != sha256:
            raise IdempotencyConflict(key)
        return claim.file_id
