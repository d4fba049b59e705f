"""Who calls: keys with an owner, what they may do, and how much of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.value import Value

IDEMPOTENCY_LIFE = timedelta(days=7)
"""How long an idempotency key stands for what was made with it."""


class Scope(StrEnum):
    """Each holds the ones before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def covers(self, needed: "Scope") -> bool:
        order = tuple(Scope)
        return order.index(self) >= order.index(needed)


class Limits(Value):
    """What an owner may have at once and in a UTC day, for podcasts asked for with this key; None: no bound."""

    running: int | None = None
    characters_per_day: int | None = None


class ApiKey(Value):
    """`key_id` is the part of a key that may be shown. `priority`: the best it may ask for, 1 first … 5 last."""

    key_id: str
    owner: str
    scope: Scope
    priority: int
    limits: Limits = Limits()
    created_at: datetime
    revoked_at: datetime | None = None


class HeldKey(Value):
    """As the catalog keeps it: `digest` is the SHA-256 of the whole key, hex."""

    key: ApiKey
    digest: str


class Caller(Value):
    """Who a request comes from. `key_id` is empty where no key is needed."""

    owner: str = "local"
    scope: Scope = Scope.ADMIN
    priority: int = 1
    limits: Limits = Limits()
    key_id: str = ""


class DayUsage(Value):
    """What an owner's podcasts of one UTC day came to, by when they were submitted.

    `tts_characters_reserved` is what unfinished ones are expected to speak.
    """

    day: date
    owner: str
    podcasts: int
    llm_input_tokens: int
    llm_output_tokens: int
    tts_characters: int
    tts_characters_reused: int
    tts_characters_reserved: int
    cost_usd: float


class ApiKeys(Protocol):
    async def add(self, held: HeldKey) -> None: ...

    async def all(self) -> Sequence[HeldKey]:
        """Revoked ones too, oldest first."""
        ...

    async def revoke(self, key_id: str, at: datetime) -> bool:
        """False when there is no such key. Of two times the first stands."""
        ...
