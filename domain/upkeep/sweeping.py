"""The sweep: what nobody needs goes, what somebody needs never does.

First everything that the living reach is marked; then what is unmarked and old enough goes, in batches. Who starts to
use something meanwhile is safe: nothing young is touched; a podcast names what it uses before it looks a clip up; and
a ledger entry is removed before its blob, after which the names made since are read once more and an entry that one of
them wants is put back. A sweep that is killed is begun again; the journal tells which entries to put back first.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from domain.artifacts.layout import BLOBS, IDEMPOTENCY, JOBS, LEDGER, SPENDING, file_folder, job_folder
from domain.artifacts.ports import ArtifactMissing, Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import CatalogUnavailable
from domain.jobs.ports import Jobs
from domain.jobs.records import keep_job, keep_record
from domain.jobs.removing import remove_job
from domain.progress import OnProgress
from domain.upkeep.census import Census
from domain.upkeep.marking import AT_ONCE, Marks
from domain.upkeep.ports import Deeds, Inventory, LiveJob, LiveJobs, Stored
from domain.upkeep.retention import ABANDONED, LEDGERS, ORPHAN_BLOBS, UNTOUCHED, Kind, Retention, SweepReport, Tally

HOLD = "sweep"
HOLD_SECONDS = 300.0
"""Renewed with every batch, which takes seconds; a sweeper that was killed is waited for this long."""

JOURNAL = "sweep/journal"
BATCH = 2000
SKEW = timedelta(hours=1)
"""Between our clock and the store's, generously: names of the last hour before a sweep are read twice."""

PRECISION = timedelta(minutes=1)
"""Stores tell times in seconds here and milliseconds there; what is looked at is a day older than any new writing."""


class HoldLost(Exception):
    """Somebody else took over cleaning up: this sweep was held up for too long."""


class Sweeper:
    def __init__(
        self,
        *,
        blobs: Blobs,
        names: Names,
        inventory: Inventory,
        live_jobs: LiveJobs,
        deeds: Deeds,
        jobs: Jobs,
        retention: Retention,
        clock: Callable[[], datetime],
    ) -> None:
        self.blobs, self.names, self.inventory, self.live_jobs = blobs, names, inventory, live_jobs
        self.deeds, self.jobs, self.retention, self.clock = deeds, jobs, retention, clock

    async def sweep(self, *, who: str, on_progress: OnProgress, dry_run: bool = False) -> SweepReport:
        """`who` names the sweeper for good: the same one may go on where it was killed.

        Raises:
            ArtifactsUnavailable, CatalogUnavailable: nothing is removed on half a picture.
            HoldLost: begin again later.
        """
        if dry_run:
            return await _Sweep(self, who, on_progress, dry_run=True).run()
        if not await self.deeds.hold(HOLD, who, seconds=HOLD_SECONDS):
            return SweepReport(busy=True)
        try:
            return await _Sweep(self, who, on_progress, dry_run=False).run()
        finally:
            with contextlib.suppress(CatalogUnavailable):
                await self.deeds.release(HOLD, who)


class _Sweep:
    """One pass."""

    def __init__(self, sweeper: Sweeper, who: str, on_progress: OnProgress, *, dry_run: bool) -> None:
        self._with, self._who, self._tell, self._dry = sweeper, who, on_progress, dry_run
        self._names, self._inventory = sweeper.names, sweeper.inventory
        self._began = sweeper.clock()
        self._marks = Marks(blobs=sweeper.blobs, names=sweeper.names)
        self._census = Census(
            names=sweeper.names, inventory=sweeper.inventory, live_jobs=sweeper.live_jobs, marks=self._marks
        )
        self._newcomers_read: set[str] = set()
        self._removed: dict[Kind, Tally] = {}
        self._report = SweepReport(dry_run=dry_run)
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> SweepReport:
        if not self._dry:
            await self._recover()
        await self._beat("looking at who lives")
        now, retention = self._began, self._with.retention
        leaving = await self._census.live_jobs(retire_before=retention.podcasts_before(now))
        for each in leaving:
            await self._retire(each)
        await self._beat("looking at what podcasts use")
        unknown = await self._census.podcasts()
        gone = {each.id for each in leaving}
        litter, strays = await self._census.litter(unknown, now, leaving=gone if self._dry else set())
        for folder in litter:
            await self._drop(job_folder(folder))
        lost, stray_files = await self._census.lost_files(now)
        for folder in lost:
            await self._drop(file_folder(folder))
        opened = await self._with.live_jobs.oldest_open()
        self._floor = now if opened is None else opened - UNTOUCHED  # what a running podcast made itself stays
        await self._ledger()
        kept = await self._blobs()
        await self._loose(IDEMPOTENCY, Kind.NAMES, now - ABANDONED)
        await self._loose(SPENDING, Kind.SPENDING, now - UNTOUCHED)
        await self._staging(now - UNTOUCHED)
        recorded = 0 if self._dry else await self._record()
        return self._report.model_copy(
            update={"removed": self._removed, "kept_blobs": kept, "strays": strays + stray_files, "recorded": recorded}
        )

    async def _beat(self, word: str) -> None:
        await self._tell(word)
        if not self._dry and not await self._with.deeds.hold(HOLD, self._who, seconds=HOLD_SECONDS):
            raise HoldLost(word)

    def _count(self, kind: Kind, size: int, written: datetime | None) -> None:
        self._removed[kind] = self._removed.get(kind, Tally()).plus(size, written)

    async def _retire(self, each: LiveJob) -> None:
        """As a deletion does; its blobs go with all the others that nobody names any more."""
        if not self._dry:
            record = await self._with.jobs.get(each.id)
            if record is None:
                return
            if each.id not in self._census.buried and record.outcome is None:
                return  # it was retried a moment ago
            await remove_job(each.id, owner=each.owner, kind=each.kind, jobs=self._with.jobs, names=self._names)
            await self._beat("removing podcasts")
        self._count(Kind.PODCASTS, 0, each.ended_at or each.begun_at)

    async def _drop(self, folder: str) -> None:
        """The names in it, but for the youngest: their writer may still be at work."""
        async for batch in self._inventory.walk(folder):
            old = [each for each in batch if each.modified < self._began - UNTOUCHED]
            await self._remove(Kind.NAMES, old)
            await self._beat("removing names")

    async def _loose(self, prefix: str, kind: Kind, before: datetime) -> None:
        async for batch in self._inventory.walk(prefix):
            await self._remove(kind, [each for each in batch if each.modified < before])
            await self._beat(f"removing {kind}")

    async def _staging(self, before: datetime) -> None:
        for each in await self._inventory.staged(before=before):
            if not self._dry:
                await self._inventory.remove_staged(each.key)
            self._count(Kind.STAGING, each.size, each.modified)

    async def _ledger(self) -> None:
        """Entries whose key nobody alive uses and that are old; the blobs of all others are marked."""
        condemned: list[Stored] = []
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
                await self._forget(condemned)
                condemned = []
            await self._beat("looking at clips")
        await self._forget(condemned)

    def _entries_before(self, kind: Kind) -> datetime:
        return min(self._with.retention.entries_before(kind, self._began), self._floor)

    async def _forget(self, condemned: Sequence[Stored]) -> None:
        if not condemned:
            return
        records = dict(zip(condemned, await asyncio.gather(*map(self._read, condemned)), strict=True))
        await self._newcomers()
        going: list[Stored] = []
        for each, record in records.items():
            if each.key.rpartition("/")[2] not in self._marks:
                going.append(each)
            elif record:
                await self._marks.data(record)
        if not self._dry:
            journal = {each.key: records[each].decode() for each in going if records[each]}
            ref = await self._with.blobs.put(json.dumps(journal).encode(), media_type="application/json")
            await self._names.create(JOURNAL, ref.model_dump_json().encode())
            gone = await asyncio.gather(*map(self._remove_unchanged, going))
            await self._newcomers()
            restored = 0
            for each, removed in zip(tuple(going), gone, strict=True):
                if removed and each.key.rpartition("/")[2] not in self._marks:
                    continue
                going.remove(each)
                if records[each]:
                    await self._marks.data(await self._names.create(each.key, records[each]))
                    restored += removed
            await self._names.delete(JOURNAL)
            await self._with.blobs.delete(ref)
            self._report = self._report.model_copy(update={"restored": self._report.restored + restored})
        for each in going:
            self._count(LEDGERS[each.key.split("/")[1]], each.size, each.modified)
        await self._beat("removing clips")

    async def _blobs(self) -> int:
        before, kept = min(self._began - ORPHAN_BLOBS, self._floor), 0
        condemned: list[Stored] = []
        async for batch in self._inventory.walk(BLOBS):
            for each in batch:
                if each.modified >= before or each.key.rpartition("/")[2] in self._marks:
                    kept += 1
                else:
                    condemned.append(each)
            if len(condemned) >= BATCH:
                kept += await self._delete_blobs(condemned)
                condemned = []
            await self._beat("looking at blobs")
        return kept + await self._delete_blobs(condemned)

    async def _delete_blobs(self, condemned: list[Stored]) -> int:
        """How many of them somebody named meanwhile."""
        if condemned:
            await self._newcomers()
        going = [each for each in condemned if each.key.rpartition("/")[2] not in self._marks]
        await self._remove(Kind.BLOBS, going)
        return len(condemned) - len(going)

    async def _newcomers(self) -> None:
        """Marks what was named since the sweep began."""
        async for batch in self._inventory.walk(JOBS):
            new = [
                each.key
                for each in batch
                if each.modified >= self._began - SKEW and each.key not in self._newcomers_read
            ]
            await self._marks.records(new)
            self._newcomers_read.update(new)

    async def _remove(self, kind: Kind, going: Sequence[Stored]) -> None:
        gone = [True] * len(going) if self._dry else await asyncio.gather(*map(self._remove_unchanged, going))
        for each, removed in zip(going, gone, strict=True):
            if removed:
                self._count(kind, each.size, each.modified)

    async def _remove_unchanged(self, each: Stored) -> bool:
        """False when it was written again since we looked: somebody wants it."""
        async with self._gate:
            found = await self._inventory.look(each.key)
            if found is None or found.modified - each.modified > PRECISION:
                return False
            await self._inventory.remove(each.key)
            return True

    async def _read(self, each: Stored) -> bytes:
        async with self._gate:
            return await self._names.get(each.key) or b""

    async def _recover(self) -> None:
        """Puts back what a killed sweep was about to forget: it is judged again."""
        record = await self._names.get(JOURNAL)
        if record is None:
            return
        try:
            journal = json.loads(await self._with.blobs.read(ArtifactRef.model_validate_json(record)))
        except ArtifactMissing:
            journal = {}
        for name, kept in journal.items():
            await self._names.create(name, str(kept).encode())
        await self._names.delete(JOURNAL)

    async def _record(self) -> int:
        """Brings the records among the artifacts up to date with the rows, which a crash may have put ahead."""
        behind = self._census.unrecorded()
        for job_id in behind:
            record = await self._with.jobs.get(job_id)
            if record is not None:
                await keep_job(self._names, record.job)
                await keep_record(self._names, record)
        return len(behind)
