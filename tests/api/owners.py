"""Keys of several owners, as tests make them."""

import hashlib
import secrets
from typing import Any

from domain.access import ApiKey, HeldKey, Limits, Scope
from tests.api.harness import ApiHarness


async def key_for(
    harness: ApiHarness, owner: str, scope: Scope = Scope.WRITE, *, priority: int = 3, **limits: Any
) -> str:
    """A key as `podwright keys create` makes it."""
    word = f"pw_{secrets.token_hex(6)}_{secrets.token_hex(32)}"
    key = ApiKey(
        key_id=word.split("_")[1],
        owner=owner,
        scope=scope,
        priority=priority,
        limits=Limits(**limits),
        created_at=harness.clock(),
    )
    await harness.catalog.keys.add(HeldKey(key=key, digest=hashlib.sha256(word.encode()).hexdigest()))
    harness.services.keys.forget()
    return word


def bearer(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def as_owner(harness: ApiHarness, word: str) -> None:
    harness.client.headers.update(bearer(word))
