"""What cleaning up asks of the artifacts and of the catalog: what is there, how old it is, and who still lives."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.artifacts.files import StoredFile
from domain.value import Value


class Stored(NamedTuple):
    """An object as the store knows it: a name, or `blobs/<sha256>`. `size` in bytes."""

    key: str
    size: int
    modified: datetime


class Inventory(Protocol):
    def walk(self, prefix: str) -> AsyncIterator[Sequence[Stored]]:
        """Everything under `prefix + '/'`, in batches, in no order. Raises ArtifactsUnavailable."""
        ...

    async def look(self, key: str) -> Stored | None: ...

    async def remove(self, key: str) -> None:
        """A name or a blob; what is not there is removed already."""
        ...

    async def staged(self, *, before: datetime) -> Sequence[Stored]:
        """Files that a killed process left half-written. Stores that have none give nothing."""
        ...

    async def remove_staged(self, key: str) -> None: ...


class LiveJob(Value):
    """A job that has a row. `told` are the texts its outcomes hold; they refer to artifacts."""

    id: str
    owner: str
    kind: str
    attempt: int
    settled: bool
    begun_at: datetime
    ended_at: datetime | None = None  # of the current attempt
    told: tuple[str, ...] = ()


class LiveJobs(Protocol):
    """The catalog's word on who lives. Every method raises CatalogUnavailable."""

    async def jobs(self, *, after: str, limit: int) -> Sequence[LiveJob]:
        """In the order of their ids, of every owner, from behind `after`."""
        ...

    async def files(self, *, after: str, limit: int) -> Sequence[StoredFile]: ...

    async def buried(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the ids that have a tombstone."""
        ...

    async def oldest_open(self) -> datetime | None:
        """When the oldest attempt began that was started and has not ended; a parked one is weeks old."""
        ...


class Deeds(Protocol):
    """A few facts about the whole installation, each written once, and the right to clean up, held by one."""

    async def fact(self, name: str) -> str | None: ...

    async def establish(self, name: str, value: str) -> str:
        """Writes it unless it is there; the value that stands."""
        ...

    async def replace(self, name: str, value: str) -> None: ...

    async def hold(self, name: str, who: str, *, seconds: float) -> bool:
        """Takes or renews an expiring hold; False while somebody else has it."""
        ...

    async def release(self, name: str, who: str) -> None: ...
