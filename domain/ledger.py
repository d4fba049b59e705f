"""Nothing is paid for twice: look, spend, inspect, keep.

Look an entry up; if there is none (or it proves bad, then `forget` it), spend, inspect what was bought, and `keep` it.
An entry is created once; the loser of a race adopts the winner's. A `mark` stands from before a paid call until it was
answered, so that the same caller, coming back after a crash, knows that it may be paying a second time.
"""

import hashlib

from domain.ports.artifacts import Names


class Ledger:
    """`kind` is a word (`clips`, `completions`), `key` a hex digest of everything that decides the result.

    `who` names a caller for good: workflow id and activity id.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    async def look(self, kind: str, key: str) -> bytes | None:
        return await self._names.get(_entry(kind, key))

    async def keep(self, kind: str, key: str, record: bytes) -> bytes:
        """The record that stands there now, ours or another's."""
        return await self._names.create(_entry(kind, key), record)

    async def forget(self, kind: str, key: str) -> None:
        await self._names.delete(_entry(kind, key))

    async def mark(self, kind: str, key: str, who: str) -> bool:
        """To be called before spending. True when this caller had left a mark behind: the call is a repeat."""
        name = _mark(kind, key, who)
        if await self._names.get(name) is not None:
            return True
        await self._names.create(name, b"{}")
        return False

    async def unmark(self, kind: str, key: str, who: str) -> None:
        """The call was answered: by a result that is kept, or by a refusal that is not billed."""
        await self._names.delete(_mark(kind, key, who))


def _entry(kind: str, key: str) -> str:
    return f"ledger/{kind}/{key[:2]}/{key}"


def _mark(kind: str, key: str, who: str) -> str:
    digest = hashlib.sha256(f"{key} {who}".encode()).hexdigest()
    return f"spending/{kind}/{digest}"
