"""Removal of objects in one sweep: counted by kind; in a dry run counted only."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.upkeep.marking import AT_ONCE
from domain.upkeep.ports import Inventory, StoredObject
from domain.upkeep.retention import Kind, Tally

PRECISION = timedelta(minutes=1)
"""Stores give times in seconds or in milliseconds; an object under removal is a day older than any new writing."""


class ObjectRemoval:
    def __init__(self, *, inventory: Inventory, dry_run: bool) -> None:
        self._inventory, self._dry_run = inventory, dry_run
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.removed: dict[Kind, Tally] = {}

    def count(self, kind: Kind, size: int, written: datetime | None) -> None:
        self.removed[kind] = self.removed.get(kind, Tally()).plus(size, written)

    async def remove(self, kind: Kind, objects: Sequence[StoredObject]) -> None:
        gone = [True] * len(objects) if self._dry_run else await self.remove_unchanged(objects)
        for each, removed in zip(objects, gone, strict=True):
            if removed:
                self.count(kind, each.size, each.modified)

    async def remove_unchanged(self, objects: Sequence[StoredObject]) -> list[bool]:
        """Of each, False when it was written again since it was listed: a job wants it. Not for dry runs."""
        return list(await asyncio.gather(*map(self._remove_unchanged, objects)))

    async def remove_staged(self, *, before: datetime) -> None:
        for each in await self._inventory.staged(before=before):
            if not self._dry_run:
                await self._inventory.remove_staged(each.key)
            self.count(Kind.STAGING, each.size, each.modified)

    async def _remove_unchanged(self, each: StoredObject) -> bool:
        async with self._gate:
            found = await self._inventory.look(each.key)
            if found is None or found.modified - each.modified > PRECISION:
                return False
            await self._inventory.remove(each.key)
            return True
