"""Removal of ledger entries: journalled, and undone for those that a job took into use meanwhile."""

import asyncio
import json
from collections.abc import Sequence

from domain.artifacts.documents import JSON
from domain.artifacts.layout import SWEEP_JOURNAL
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.upkeep.marking import AT_ONCE, Marks, Newcomers
from domain.upkeep.ports import StoredObject
from domain.upkeep.removal import ObjectRemoval
from domain.upkeep.retention import LEDGERS


class LedgerRemoval:
    """An entry goes before its blob. A job names what it uses before it looks an entry up, so when the names that were
    made meanwhile are read after the removal, an entry that one of them wants can still be put back."""

    def __init__(
        self, *, blobs: Blobs, names: Names, marks: Marks, newcomers: Newcomers, removal: ObjectRemoval, dry_run: bool
    ) -> None:
        self._blobs, self._names, self._marks, self._newcomers = blobs, names, marks, newcomers
        self._removal, self._dry_run = removal, dry_run
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.restored = 0

    async def remove(self, entries: Sequence[StoredObject]) -> None:
        if not entries:
            return
        records = dict(zip(entries, await asyncio.gather(*map(self._read, entries)), strict=True))
        await self._newcomers.mark()
        going: list[StoredObject] = []
        for each, record in records.items():
            if _key(each) not in self._marks:
                going.append(each)
            elif record:
                await self._marks.data(record)
        if not self._dry_run:
            going = await self._remove(going, records)
        for each in going:
            self._removal.count(LEDGERS[each.key.split("/")[1]], each.size, each.modified)

    async def recover(self) -> None:
        """Puts back what a killed sweep was about to remove: it is judged again."""
        record = await self._names.get(SWEEP_JOURNAL)
        if record is None:
            return
        try:
            journal = json.loads(await self._blobs.read(ArtifactRef.model_validate_json(record)))
        except ArtifactMissing:
            journal = {}
        for name, entry in journal.items():
            await self._names.create(name, str(entry).encode())
        await self._names.delete(SWEEP_JOURNAL)

    async def _remove(self, entries: Sequence[StoredObject], records: dict[StoredObject, bytes]) -> list[StoredObject]:
        """Those that are gone for good."""
        journal = {each.key: records[each].decode() for each in entries if records[each]}
        ref = await self._blobs.put(json.dumps(journal).encode(), media_type=JSON)
        await self._names.create(SWEEP_JOURNAL, ref.model_dump_json().encode())
        removed = await self._removal.remove_unchanged(entries)
        await self._newcomers.mark()
        gone: list[StoredObject] = []
        for each, was_removed in zip(entries, removed, strict=True):
            if was_removed and _key(each) not in self._marks:
                gone.append(each)
            elif records[each]:
                await self._marks.data(await self._names.create(each.key, records[each]))
                self.restored += was_removed
        await self._names.delete(SWEEP_JOURNAL)
        await self._blobs.delete(ref)
        return gone

    async def _read(self, each: StoredObject) -> bytes:
        async with self._gate:
            return await self._names.get(each.key) or b""


def _key(entry: StoredObject) -> str:
    return entry.key.rpartition("/")[2]
