"""The ledger of paid work: find, else spend, inspect, keep. Nothing is paid for twice.

An entry is created once; the loser of a race adopts the winner's. One that proves bad is forgotten and bought anew.
A `mark` stands from before a paid call until it was answered, so that the same caller, coming back after a crash, knows
that it may be paying a second time. Writing the mark also proves that the artifacts accept writes: where they do not,
nothing is spent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from domain.artifacts.layout import bills_folder, ledger_name, mark_name
from domain.artifacts.ports import Names
from domain.errors import ArtifactsUnavailable, ItemFault
from domain.money import Bill
from domain.value import Value

NOT_KEPT = "not_kept"

Entry = TypeVar("Entry", bound=Value)


class LedgerKind(StrEnum):
    """CLIP: whole turns, inspected and judged. PIECE: raw pieces of turns longer than a vendor's limit.
    COMPLETION: whole answers of language models."""

    CLIP = "clip"
    PIECE = "piece"
    COMPLETION = "completions"


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
    """`key`: the hex digest of everything that decides the result. `who`: a caller for good, as workflow id and
    activity id."""

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

    async def mark(self, kind: LedgerKind, key: str, who: str) -> bool:
        """To be called before spending. True when this caller had left a mark behind: the call is a repeat."""
        name = mark_name(kind, key, who)
        if await self._names.get(name) is None:
            await self._names.create(name, b"{}")
            return False
        await self._names.create(f"{name}-again", b"{}")
        await self._names.delete(f"{name}-again")
        return True

    async def unmark(self, kind: LedgerKind, key: str, who: str) -> None:
        """The call was answered: by a result that is kept, or by a refusal that is not billed."""
        await self._names.delete(mark_name(kind, key, who))

    async def bill(self, who: str, attempt: str, bill: Bill) -> None:
        """What an attempt of `who` was billed without a result. Kept for its later attempts, a day at least."""
        await self._names.create(f"{bills_folder(who)}/{attempt}", bill.model_dump_json().encode())

    async def bills(self, who: str) -> list[Bill]:
        records = [await self._names.get(name) for name in await self._names.list(bills_folder(who))]
        return [Bill.model_validate_json(record) for record in records if record is not None]
