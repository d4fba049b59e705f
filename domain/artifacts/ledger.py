"""The ledger of paid work: find, else spend, inspect, keep. Nothing is paid for twice.

An entry is created once; the loser of a race adopts the winner's. One that proves bad is forgotten and bought anew.
A claim stands from before a paid call until its result is kept: no other process makes the same call meanwhile, and
whoever finds the claim of a dead one knows that a call was lost. Writing it also proves that the artifacts accept
writes: where they do not, nothing is spent. A `mark` says of one caller that a call of its own was lost.
"""

import hashlib
from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from domain.artifacts.layout import answer_name, bills_folder, claim_name, ledger_name, mark_name
from domain.artifacts.ports import Names
from domain.errors import ArtifactsUnavailable, ItemFault
from domain.money import Bill
from domain.value import Value

NOT_KEPT = "not_kept"

Entry = TypeVar("Entry", bound=Value)


class LedgerKind(StrEnum):
    """CLIP: whole turns, inspected and judged. PIECE: raw pieces of turns longer than a vendor's limit.
    COMPLETION: whole answers of language models. EMBEDDINGS: of the texts of one call.
    RECOGNITION: what was heard in one piece of a recording."""

    CLIP = "clip"
    PIECE = "piece"
    COMPLETION = "completions"
    EMBEDDINGS = "embeddings"
    RECOGNITION = "recognition"


class Claim(Value):
    """`caller`: workflow id and activity id; `holder`: the process; `token`: this one call."""

    caller: str
    holder: str
    token: str


@contextmanager
def report_unsaved(what: str) -> Iterator[None]:
    """Around everything that stores what was paid for.

    Artifacts that took a mark may still have no room for a clip: then a person decides when it is paid for again.

    Raises:
        ItemFault: `not_kept`.
    """
    try:
        yield
    except ArtifactsUnavailable as error:
        raise ItemFault(
            NOT_KEPT,
            f"{what} was paid for but could not be stored: {error}",
            advice=error.advice,
        ) from error


class Ledger:
    """`key`: the hex digest of everything that decides the result. `caller`: an item for good, as workflow id and
    activity id; `who`: one scheduling of it."""

    def __init__(self, names: Names) -> None:
        self._names = names

    async def find(self, kind: LedgerKind, key: str, model: type[Entry]) -> Entry | None:
        """Raises pydantic's ValidationError for an entry that is not a `model`."""
        record = await self._names.get(ledger_name(kind, key))
        return None if record is None else model.model_validate_json(record)

    async def keep(self, kind: LedgerKind, key: str, entry: Entry) -> Entry:
        """The entry that stands there now: ours, or that of another who was first."""
        record = await self._names.create(ledger_name(kind, key), entry.model_dump_json().encode())
        return type(entry).model_validate_json(record)

    async def forget(self, kind: LedgerKind, key: str) -> None:
        await self._names.delete(ledger_name(kind, key))

    async def has(self, kind: LedgerKind, key: str) -> bool:
        return await self._names.get(ledger_name(kind, key)) is not None

    async def claim(self, kind: LedgerKind, key: str, claim: Claim) -> Claim:
        """To be called before spending: the claim that stands there now, ours or that of another who was first."""
        record = await self._names.create(claim_name(kind, key), claim.model_dump_json().encode())
        return Claim.model_validate_json(record)

    async def claimed(self, kind: LedgerKind, key: str) -> Claim | None:
        record = await self._names.get(claim_name(kind, key))
        return None if record is None else Claim.model_validate_json(record)

    async def release(self, kind: LedgerKind, key: str) -> None:
        """The call was answered: by a result that is kept, or by a fault that says what was billed."""
        await self._names.delete(claim_name(kind, key))

    async def mark(self, kind: LedgerKind, key: str, caller: str) -> None:
        """A call of this caller was in flight at a crash or a cancellation, and may have been billed."""
        await self._names.create(mark_name(kind, key, caller), b"{}")

    async def is_marked(self, kind: LedgerKind, key: str, caller: str) -> bool:
        return await self._names.get(mark_name(kind, key, caller)) is not None

    async def unmark(self, kind: LedgerKind, key: str, caller: str) -> None:
        """The caller's later call was answered, and says that it is a repeat."""
        await self._names.delete(mark_name(kind, key, caller))

    async def keep_answer(self, who: str, key: str, answer: Entry) -> None:
        """An answer that cannot be used, for later attempts of `who` alone: they need not ask for it again."""
        await self._names.create(answer_name(who, key), answer.model_dump_json().encode())

    async def answer(self, who: str, key: str, model: type[Entry]) -> Entry | None:
        record = await self._names.get(answer_name(who, key))
        return None if record is None else model.model_validate_json(record)

    async def bill(self, who: str, attempt: int, bill: Bill, *, call: str = "") -> None:
        """What an attempt of `who` was billed: for one call, or for all that bears no call's name."""
        name = f"{bills_folder(who)}/{attempt}{call and '-'}{call}"
        await self._names.create(name, bill.model_dump_json().encode())

    async def bills(self, who: str, *, other_than: Set[int]) -> list[Bill]:
        """Of all attempts but those."""
        names = [name for name in await self._names.list(bills_folder(who)) if _attempt_of(name) not in other_than]
        records = [await self._names.get(name) for name in names]
        return [Bill.model_validate_json(record) for record in records if record is not None]

    async def is_billed(self, who: str, call: str) -> bool:
        return any(name.endswith(f"-{call}") for name in await self._names.list(bills_folder(who)))


def scheduling(job_id: str, run_id: str, item: str, scheduled_at: datetime) -> str:
    """Who pays: one scheduling of an activity, all its attempts together."""
    scheduled = f"{job_id}/{run_id}/{item}/{scheduled_at.timestamp()}"
    return hashlib.sha256(scheduled.encode()).hexdigest()[:32]


def _attempt_of(bill: str) -> int:
    return int(bill.rpartition("/")[2].partition("-")[0])
