"""Nothing is paid for twice: look, spend, inspect, keep.

Look an entry up; if there is none (or it proves bad, then `forget` it), spend, inspect what was bought, and `keep` it.
An entry is created once; the loser of a race adopts the winner's. A `mark` stands from before a paid call until it was
answered, so that the same caller, coming back after a crash, knows that it may be paying a second time. It is the proof
that the artifacts take anything at all, too: where they do not, nothing is spent.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.artifacts.layout import bills_folder, ledger_name, mark_name
from domain.artifacts.ports import Names
from domain.errors import ArtifactsUnavailable, ItemFault

NOT_KEPT = "not_kept"


@contextmanager
def keeping(what: str) -> Iterator[None]:
    """Around everything that keeps what was paid for.

    Artifacts that took a mark may still have no room for a clip: then a person decides when it is paid for again.

    Raises:
        ItemFault: `not_kept`.
    """
    try:
        yield
    except ArtifactsUnavailable as error:
        raise ItemFault(
            NOT_KEPT,
            f"{what} was paid for, and could not be kept: {error}",
            advice="Make room for the artifacts, or let them be reached again (podwright doctor); then resume.",
        ) from error


class Ledger:
    """`kind` is a word (`clips`, `completions`), `key` a hex digest of everything that decides the result.

    `who` names a caller for good: workflow id and activity id.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    async def look(self, kind: str, key: str) -> bytes | None:
        return await self._names.get(ledger_name(kind, key))

    async def keep(self, kind: str, key: str, record: bytes) -> bytes:
        """The record that stands there now, ours or another's."""
        return await self._names.create(ledger_name(kind, key), record)

    async def forget(self, kind: str, key: str) -> None:
        await self._names.delete(ledger_name(kind, key))

    async def mark(self, kind: str, key: str, who: str) -> bool:
        """To be called before spending. True when this caller had left a mark behind: the call is a repeat."""
        name = mark_name(kind, key, who)
        if await self._names.get(name) is None:
            await self._names.create(name, b"{}")
            return False
        await self._names.create(f"{name}-again", b"{}")
        await self._names.delete(f"{name}-again")
        return True

    async def bill(self, who: str, attempt: str, record: bytes) -> None:
        """What an attempt of `who` was billed without a result. Kept for its later attempts, a day at least."""
        await self._names.create(f"{bills_folder(who)}/{attempt}", record)

    async def bills(self, who: str) -> list[bytes]:
        records = [await self._names.get(name) for name in await self._names.list(bills_folder(who))]
        return [record for record in records if record is not None]

    async def unmark(self, kind: str, key: str, who: str) -> None:
        """The call was answered: by a result that is kept, or by a refusal that is not billed."""
        await self._names.delete(mark_name(kind, key, who))
