"""Who calls: keys with an owner, what they may do, and how much of it."""

import hashlib
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
    """A key as the catalog stores it: `digest` is `key_digest` of its text, in hex."""

    key: ApiKey
    digest: str


def key_text(key_id: str, *, secret: str) -> str:
    """The text of a key, which its owner sends and nothing stores."""
    return f"pw_{key_id}_{secret}"


def key_id_of(text: str) -> str:
    """The id in the text of a key; empty when the text is not that of a key of ours."""
    parts = text.split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == "pw" else ""


def key_digest(text: str) -> bytes:
    """SHA-256. A header may hold bytes that are not UTF-8, which arrive as surrogates."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


LOCAL_OWNER = "local"
"""Who programs of this machine are while no key is needed, and who PODWRIGHT_API_KEY stands for."""


class Caller(Value):
    """Who a request comes from. `key_id` is empty where no key is needed."""

    owner: str = LOCAL_OWNER
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


class EndedSessions(Protocol):
    """Sessions that a person ended before their time. Every method raises CatalogUnavailable."""

    async def end(self, session: str, *, until: datetime) -> None:
        """`until` is when the session would have expired: from then on it need not be remembered."""
        ...

    async def all(self) -> frozenset[str]: ...


class Belongings(Value):
    """How much an owner has."""

    jobs: int
    files: int
    collections: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.jobs or self.files or self.collections)

    @property
    def counted(self) -> str:
        return f"{self.jobs} jobs, {self.files} files, {self.collections} collections"


class Owners(Protocol):
    async def hand_over(self, *, of: str, to: str) -> Belongings:
        """Gives all that one owner has to another, who may have things too. Raises CatalogUnavailable."""
        ...


def first_admin(keys: Sequence[HeldKey]) -> str | None:
    """The owner of the first admin's key, revoked or not. What was made without keys is theirs while there are keys."""
    return next((held.key.owner for held in keys if held.key.scope is Scope.ADMIN), None)


class ApiKeys(Protocol):
    async def add(self, held: HeldKey) -> None: ...

    async def all(self) -> Sequence[HeldKey]:
        """Revoked ones too, oldest first."""
        ...

    async def revoke(self, key_id: str, at: datetime) -> bool:
        """False when there is no such key. Of two times the first stands."""
        ...

    async def remove_all(self) -> int:
        """How many there were, revoked ones too. From then on none is needed."""
        ...
