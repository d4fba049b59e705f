"""Making a collection, once for each idempotency key."""

from collections.abc import Callable
from datetime import datetime

from domain.artifacts.ports import Names
from domain.collections.collection import Collection
from domain.collections.ports import CollectionExists, Collections
from domain.collections.request import CollectionRequest
from domain.jobs.key_claims import KeyClaims
from domain.value import Value

ROUTE = "POST /collections"


class Made(Value):
    collection: Collection
    replayed: bool = False


class CollectionMaker:
    """A key is claimed for an id before the row is written. One whose collection is deleted makes it anew."""

    def __init__(
        self,
        *,
        collections: Collections,
        names: Names,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._collections = collections
        self._claims = KeyClaims(names=names, clock=clock)
        self._clock, self._new_id = clock, new_id

    async def make(self, request: CollectionRequest, *, owner: str, key: str | None) -> Made:
        """Raises IdempotencyConflict."""
        now, wanted = self._clock(), self._new_id()
        if key is not None:
            claim = await self._claims.claimed(request, owner=owner, route=ROUTE, key=key, fresh=wanted)
            wanted = claim.made
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
