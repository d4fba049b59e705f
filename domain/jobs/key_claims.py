"""Idempotency keys of what has no job: each is claimed for one thing before that is made.

So of equal requests, at once or one after another, each finds the same thing.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

from pydantic import AliasChoices, Field, ValidationError

from domain.access import IDEMPOTENCY_LIFE
from domain.artifacts.layout import idempotency_name
from domain.artifacts.ports import Names
from domain.errors import IdempotencyConflict
from domain.value import Body, Value


class KeyClaim(Value):
    """What a key stands for: a body, the id of what is made of it, and when that was first asked for."""

    body: str
    made: str = Field(validation_alias=AliasChoices("made", "collection_id"))  # as the first claims called it
    at: datetime


class KeyClaims:
    """Claims of keys, kept with the artifacts."""

    def __init__(self, *, names: Names, clock: Callable[[], datetime]) -> None:
        self._names, self._clock = names, clock

    async def claimed(self, request: Body, *, owner: str, route: str, key: str, fresh: str) -> KeyClaim:
        """What the key stands for: `fresh`, when it is new or its time is over.

        Raises:
            IdempotencyConflict: it was used for another body.
        """
        name = idempotency_name(owner, route, key)
        body = hashlib.sha256(request.model_dump_json(exclude_defaults=True).encode()).hexdigest()
        claim = KeyClaim.model_validate({"body": body, "made": fresh, "at": self._clock()})
        while True:
            stands = _read(await self._names.create(name, claim.model_dump_json().encode()))
            if stands is not None and claim.at - stands.at <= IDEMPOTENCY_LIFE:
                if stands.body != body:
                    raise IdempotencyConflict(f"The idempotency key {key!r} was used for another body.")
                return stands
            await self._names.delete(name)


def _read(record: bytes) -> KeyClaim | None:
    try:
        return KeyClaim.model_validate_json(record)
    except ValidationError:
        return None
