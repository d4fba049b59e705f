"""The sweep: removes what no live job or file needs, and nothing else.

First everything that live jobs and files reach is marked; then what is unmarked and old enough goes, in batches. A job
that takes something into use meanwhile loses nothing: nothing young is touched, and what a job names while the sweep
runs is marked before each removal (domain.upkeep.ledger_removal). A sweep that was killed is begun again.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime

from domain.artifacts.layout import BLOBS, IDEMPOTENCY, LEDGER, SPENDING, file_folder, job_folder
from domain.artifacts.ports import Blobs, Names
from domain.errors import CatalogUnavailable
from domain.jobs.ports import Jobs
from domain.jobs.records import store_job, store_record
from domain.jobs.removing import remove_job
from domain.progress import OnProgress
from domain.upkeep.census import Census
from domain.upkeep.ledger_removal import LedgerRemoval
from domain.upkeep.marking import Marks, Newcomers
from domain.upkeep.ports import Inventory, LiveJob, LiveJobs, Locks, StoredObject
from domain.upkeep.removal import ObjectRemoval
from domain.upkeep.retention import (
    ABANDONED,
    LEDGERS,
    ORPHAN_BLOBS,
    SPENDING_STAYS,
    UNTOUCHED,
    Kind,
    Retention,
    SweepReport,
)

LOCK = "sweep"
LOCK_SECONDS = 300.0
"""Renewed with every batch, which takes seconds; the lock of a sweeper that was killed lasts for this long."""

BATCH = 2000


class LockLost(Exception):
    """Another sweep began, since this one was held up for too long."""


class Sweeper:
    def __init__(
        self,
        *,
        blobs: Blobs,
        names: Names,
        inventory: Inventory,
        live_jobs: LiveJobs,
        locks: Locks,
        jobs: Jobs,
        retention: Retention,
        clock: Callable[[], datetime],
    ) -> None:
        self.blobs, self.names, self.inventory, self.live_jobs = blobs, names, inventory, live_jobs
        self.locks, self.jobs, self.retention, self.clock = locks, jobs, retention, clock

    async def sweep(self, *, who: str, on_progress: OnProgress, dry_run: bool = False) -> SweepReport:
        """`who` names the sweeper for good: the same one may go on where it was killed. A dry run removes nothing.

        Raises:
            ArtifactsUnavailable, CatalogUnavailable: nothing is removed on half a picture.
            LockLost: begin again later.
        """
        if dry_run:
            return await _Sweep(self, who, on_progress, dry_run=True).run()
        if not await self.locks.acquire(LOCK, who, seconds=LOCK_SECONDS):
            return SweepReport(busy=True)
        try:
            return await _Sweep(self, who, on_progress, dry_run=False).run()
        finally:
            with contextlib.suppress(CatalogUnavailable):
                await self.locks.release(LOCK, who)


class _Sweep:
    """One pass."""

    def __init__(self, sweeper: Sweeper, who: str, on_progress: OnProgress, *, dry_run: bool) -> None:
        self._with, self._who, self._on_progress, self._dry_run = sweeper, who, on_progress, dry_run
        self._names, self._inventory = sweeper.names, sweeper.inventory
        self._began = sweeper.clock()
        self._marks = Marks(blobs=sweeper.blobs, names=sweeper.names)
        self._newcomers = Newcomers(inventory=sweeper.inventory, marks=self._marks, began=self._began)
        self._census = Census(
            names=sweeper.names, inventory=sweeper.inventory, live_jobs=sweeper.live_jobs, marks=self._marks
        )
        self._removal = ObjectRemoval(inventory=sweeper.inventory, dry_run=dry_run)
        self._ledger_removal = LedgerRemoval(
            blobs=sweeper.blobs,
            names=sweeper.names,
            marks=self._marks,
            newcomers=self._newcomers,
            removal=self._removal,
            dry_run=dry_run,
        )

    async def run(self) -> SweepReport:
        if not self._dry_run:
            await self._ledger_removal.recover()
        strays = await self._jobs_and_files()
        opened = await self._with.live_jobs.oldest_open()
        self._floor = self._began if opened is None else opened - UNTOUCHED  # what a running job made itself stays
        await self._ledger()
        kept = await self._blobs()
        await self._loose(IDEMPOTENCY, Kind.NAMES, self._began - ABANDONED)
        await self._loose(SPENDING, Kind.SPENDING, self._began - SPENDING_STAYS)
        await self._removal.remove_staged(before=self._began - UNTOUCHED)
        return SweepReport(
            removed=self._removal.removed,
            kept_blobs=kept,
            restored=self._ledger_removal.restored,
            recorded=0 if self._dry_run else await self._record(),
            strays=strays,
            dry_run=self._dry_run,
        )

    async def _report(self, stage: str) -> None:
        """Reports progress and renews the lock."""
        await self._on_progress(stage)
        if not self._dry_run and not await self._with.locks.acquire(LOCK, self._who, seconds=LOCK_SECONDS):
            raise LockLost(f"The sweep stopped while {stage}: another one began. Try again in a few minutes.")

    async def _jobs_and_files(self) -> int:
        """Marks what live jobs and files use, removes what is left of others; how many unknown ones stay."""
        await self._report("reading the catalog")
        leaving = await self._census.take_rows(retire_before=self._with.retention.podcasts_before(self._began))
        for each in leaving:
            await self._retire(each)
        await self._report("marking what jobs use")
        unknown = await self._census.mark_names()
        gone = {each.id for each in leaving}
        litter, strays = await self._census.litter(unknown, self._began, leaving=gone if self._dry_run else set())
        for job_id in litter:
            await self._remove_folder(job_folder(job_id))
        lost, stray_files = await self._census.lost_files(self._began)
        for file_id in lost:
            await self._remove_folder(file_folder(file_id))
        return strays + stray_files

    async def _retire(self, each: LiveJob) -> None:
        """Removes a job as a deletion does; its blobs go with all others that nothing refers to any more."""
        if not self._dry_run:
            record = await self._with.jobs.get(each.id)
            if record is None:
                return
            if each.id not in self._census.tombstones and record.outcome is None:
                return  # it was retried a moment ago
            await remove_job(each.id, owner=each.owner, kind=each.kind, jobs=self._with.jobs, names=self._names)
            await self._report("removing jobs")
        self._removal.count(Kind.PODCASTS, 0, each.ended_at or each.begun_at)

    async def _remove_folder(self, folder: str) -> None:
        """Removes the names in it but for the youngest, whose writer may still be at work."""
        async for batch in self._inventory.walk(folder):
            old = [each for each in batch if each.modified < self._began - UNTOUCHED]
            await self._removal.remove(Kind.NAMES, old)
            await self._report("removing names")

    async def _loose(self, prefix: str, kind: Kind, before: datetime) -> None:
        """Removes names that only grow old."""
        async for batch in self._inventory.walk(prefix):
            await self._removal.remove(kind, [each for each in batch if each.modified < before])
            await self._report(f"removing {kind}")

    async def _ledger(self) -> None:
        """Removes old entries whose key no live job uses; marks the blobs of all others."""
        condemned: list[StoredObject] = []
        async for batch in self._inventory.walk(LEDGER):
            kept: list[str] = []
            for each in batch:
                _, ledger, *_, key = each.key.split("/")
                kind = LEDGERS.get(ledger)
                if kind is None or key in self._marks or each.modified >= self._entries_before(kind):
                    kept.append(each.key)
                else:
                    condemned.append(each)
            await self._marks.records(kept)
            if len(condemned) >= BATCH:
                await self._remove_entries(condemned)
                condemned = []
            await self._report("reading the ledger")
        await self._remove_entries(condemned)

    def _entries_before(self, kind: Kind) -> datetime:
        return min(self._with.retention.entries_before(kind, self._began), self._floor)

    async def _remove_entries(self, condemned: list[StoredObject]) -> None:
        if condemned:
            await self._ledger_removal.remove(condemned)
            await self._report("removing ledger entries")

    async def _blobs(self) -> int:
        """Removes old blobs that are unmarked; returns how many stay."""
        before, kept = min(self._began - ORPHAN_BLOBS, self._floor), 0
        condemned: list[StoredObject] = []
        async for batch in self._inventory.walk(BLOBS):
            for each in batch:
                if each.modified >= before or each.key.rpartition("/")[2] in self._marks:
                    kept += 1
                else:
                    condemned.append(each)
            if len(condemned) >= BATCH:
                kept += await self._delete_blobs(condemned)
                condemned = []
            await self._report("reading blobs")
        return kept + await self._delete_blobs(condemned)

    async def _delete_blobs(self, condemned: list[StoredObject]) -> int:
        """How many of them stay, since a job named them meanwhile."""
        if condemned:
            await self._newcomers.mark()
        going = [each for each in condemned if each.key.rpartition("/")[2] not in self._marks]
        await self._removal.remove(Kind.BLOBS, going)
        return len(condemned) - len(going)

    async def _record(self) -> int:
        """Brings the records among the artifacts up to date with the rows, which a crash may have put ahead."""
        behind = self._census.unrecorded()
        for job_id in behind:
            record = await self._with.jobs.get(job_id)
            if record is not None:
                await store_job(self._names, record.job)
                await store_record(self._names, record)
        return len(behind)
