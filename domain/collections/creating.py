"""Making a collection, once for each idempotency key."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from pydantic import ValidationError

from domain.access import IDEMPOTENCY_LIFE
from domain.artifacts.layout import idempotency_name
from domain.artifacts.ports import Names
from domain.collections.collection import Collection
from domain.collections.ports import CollectionExists, Collections
from domain.collections.request import CollectionRequest
from domain.errors import IdempotencyConflict
from domain.value import Value

ROUTE = "POST /collections"


class Made(Value):
    collection: Collection
    replayed: bool = False


class _Claim(Value):
    """What a key stands for."""

    body: str
    collection_id: str
    at: datetime


class CollectionMaker:
    """A key is claimed for an id before the row is written, so that of equal requests each finds the same row."""

    def __init__(
        self,
        *,
        collections: Collections,
        names: Names,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._collections, self._names = collections, names
        self._clock, self._new_id = clock, new_id

    async def make(self, request: CollectionRequest, *, owner: str, key: str | None) -> Made:
        """Raises IdempotencyConflict."""
        now, wanted = self._clock(), self._new_id()
        if key is not None:
            wanted = await self._claimed(request, owner=owner, key=key, fresh=wanted)
        collection = Collection(
            collection_id=wanted,
            owner=owner,
            name=request.name,
            description=request.description,
            created_at=now,
            updated_at=now,
        )
        try:
            await self._collections.add(collection)
        except CollectionExists:
            stands = await self._collections.get(wanted, owner=owner)
            return Made(collection=stands or collection, replayed=True)
        return Made(collection=collection)

    async def _claimed(self, request: CollectionRequest, *, owner: str, key: str, fresh: str) -> str:
        """The id that the key stands for. One whose time is over, or whose collection is deleted, is claimed anew."""
        name = idempotency_name(owner, ROUTE, key)
        body = hashlib.sha256(request.model_dump_json(exclude_defaults=True).encode()).hexdigest()
        claim = _Claim(body=body, collection_id=fresh, at=self._clock())
        while True:
            stands = _read(await self._names.create(name, claim.model_dump_json().encode()))
            if stands is not None and claim.at - stands.at <= IDEMPOTENCY_LIFE:
                if stands.body != body:
                    raise IdempotencyConflict(f"The idempotency key {key!r} was used for another body.")
                return stands.collection_id
            await self._names.delete(name)


def _read(record: bytes) -> _Claim | None:
    try:
        return _Claim.model_validate_json(record)
    except ValidationError:
        return None
