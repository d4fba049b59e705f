"""What upkeep asks of the artifacts and of the catalog."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.artifacts.files import StoredFile
from domain.value import Value


class StoredObject(NamedTuple):
    """An object as the store lists it: the record of a name, or a blob. `size` in bytes."""

    key: str
    size: int
    modified: datetime


class Inventory(Protocol):
    """The objects of the store, with their ages. Every method raises ArtifactsUnavailable."""

    def walk(self, prefix: str) -> AsyncIterator[Sequence[StoredObject]]:
        """Everything under `prefix + '/'`, in batches, in no order."""
        ...

    async def look(self, key: str) -> StoredObject | None: ...

    async def remove(self, key: str) -> None:
        """Removes a name or a blob; one that is not there counts as removed."""
        ...

    async def staged(self, *, before: datetime) -> Sequence[StoredObject]:
        """Files that a killed process left half-written; empty for stores that have none."""
        ...

    async def remove_staged(self, key: str) -> None: ...


class LiveJob(Value):
    """A job that has a row. `outcomes` are the texts of its outcomes, which refer to artifacts."""

    id: str
    owner: str
    kind: str
    attempt: int
    settled: bool
    begun_at: datetime
    ended_at: datetime | None = None  # of the current attempt
    outcomes: tuple[str, ...] = ()
    ttl_hours: int | None = None


class LiveJobs(Protocol):
    """The jobs and files that the catalog has rows for. Every method raises CatalogUnavailable."""

    async def jobs(self, *, after: str, limit: int) -> Sequence[LiveJob]:
        """In the order of their ids, of every owner; those whose id comes after `after`."""
        ...

    async def mortal(self, *, after: str, limit: int) -> Sequence[LiveJob]:
        """Those whose current attempt has ended and that have a time to live of their own, without their outcomes."""
        ...

    async def files(self, *, after: str, limit: int) -> Sequence[StoredFile]: ...

    async def with_tombstone(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the ids that have a tombstone."""
        ...

    async def oldest_open(self) -> datetime | None:
        """When the oldest attempt began that was started and has not ended; a parked one is weeks old."""
        ...


class Installation(Protocol):
    """A few facts about the whole installation, in the catalog. Every method raises CatalogUnavailable."""

    async def get(self, name: str) -> str | None: ...

    async def set_once(self, name: str, value: str) -> str:
        """Writes the fact unless it is there; returns the value that stands."""
        ...

    async def replace(self, name: str, value: str) -> None: ...


class Locks(Protocol):
    """Locks that expire, shared by all processes of the installation. Every method raises CatalogUnavailable."""

    async def acquire(self, name: str, holder: str, *, seconds: float) -> bool:
        """Takes the lock, or renews it for the same holder; False while another holder has it."""
        ...

    async def release(self, name: str, holder: str) -> None: ...
