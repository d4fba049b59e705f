"""The catalog's part about jobs: one row for each from its submission, its outcomes, and its owner's usage."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from domain.access import DayUsage, Limits
from domain.jobs.progress import Usage
from domain.jobs.record import Job, JobRecord, Outcome
from domain.jobs.status import JobStatus
from domain.value import Value


class Idempotency(Value):
    """A caller's idempotency key for one body. `scope` is owner and route; it is stored for seven days."""

    scope: str
    key: str
    body_hash: str


class LimitReached(Exception):
    """The owner has as much as its key allows. `again`: seconds until another request may succeed; None: never."""

    def __init__(self, code: str, message: str, *, again: int | None) -> None:
        super().__init__(message)
        self.code, self.again = code, again


class Allowance(Value):
    """What an attempt may use, judged in the transaction that records it.

    `characters` it is expected to speak are reserved until its outcome is written. `parked` are unfinished jobs that
    wait for a person, as the engine answered a moment ago; they do not count as running.
    """

    limits: Limits = Limits()
    characters: int = 0
    parked: tuple[str, ...] = ()


UNBOUNDED = Allowance()


class Created(Value):
    record: JobRecord
    replayed: bool = False


class JobPage(Value):
    items: tuple[JobRecord, ...]
    next_cursor: str | None = None


class Jobs(Protocol):
    """Every method raises CatalogUnavailable."""

    async def create(
        self, job: Job, *, idempotency: Idempotency | None = None, allowance: Allowance = UNBOUNDED
    ) -> Created:
        """Writes the row, in one transaction. The same key and body give the first job again, `replayed`.

        Raises:
            IdempotencyConflict: same key, other body.
            LimitReached: nothing was written.
        """
        ...

    async def earlier(self, idempotency: Idempotency) -> JobRecord | None:
        """The job that was created with this key; None when the key is free.

        Raises:
            IdempotencyConflict: same key, other body.
        """
        ...

    async def get(self, job_id: str, *, owner: str | None = None) -> JobRecord | None:
        """None when unknown, deleted or another owner's (`owner=None` asks for any owner)."""
        ...

    async def page(self, *, owner: str, kind: str | None, title: str | None, limit: int, cursor: str | None) -> JobPage:
        """Newest first. `title`: case-insensitive substring.

        Raises:
            ValueError: a cursor that this list did not give.
        """
        ...

    async def children(self, parent: str, *, after: int = 0, limit: int) -> Sequence[JobRecord]:
        """Jobs that another one submitted, by their positions there, those behind `after`."""
        ...

    async def endings(self, job_ids: Sequence[str]) -> Mapping[str, JobStatus]:
        """How the current attempts ended of those that did. A job that was deleted reads CANCELLED."""
        ...

    async def begin(self, job_id: str, *, attempt: int, started: bool, allowance: Allowance = UNBOUNDED) -> bool:
        """Compare-and-set: raises the attempt from n-1 to n (a retry), or marks attempt n as started. False: neither,
        since another did, or attempt n has an outcome.

        A retry reserves what the first attempt did, less what was spoken since, whatever `allowance.characters` is.

        Raises:
            LimitReached: of a retry; nothing was written.
        """
        ...

    async def end(self, job_id: str, outcome: Outcome) -> bool:
        """Writes the outcome of the current attempt. False: it was not written, since another one stands.

        Of two runs of an attempt the one that ended later stands. `rev` orders within a run only: there the run's own
        outcome, which is the first one, stands; it replaces one that was written when the run was cancelled.
        """
        ...

    async def count_again(self, job_id: str, *, attempt: int, usage: Usage) -> bool:
        """Puts another usage in the place of what was settled for an attempt, of a deleted job too: in its owner's
        usage, and in its outcome if there is one. False: nothing is known of that attempt."""
        ...

    async def delete(self, job_id: str) -> bool:
        """Leaves a tombstone; the id is unknown from then on."""
        ...


class OpenJobs(Protocol):
    """Every method raises CatalogUnavailable."""

    async def unsettled(
        self, *, older_than_seconds: float, limit: int, after: JobRecord | None = None
    ) -> Sequence[JobRecord]:
        """Jobs without an outcome for their attempt, by when that began, oldest first; those behind `after`."""
        ...

    async def unfinished(self, owner: str, *, limit: int) -> Sequence[JobRecord]:
        """The owner's jobs without an outcome for their attempt, oldest first."""
        ...


class UsageByDay(Protocol):
    """Raises CatalogUnavailable."""

    async def days(self, *, owner: str | None, since: date, until: date) -> Sequence[DayUsage]:
        """Newest first, by owner; `until` is included. `owner=None`: of all owners."""
        ...
