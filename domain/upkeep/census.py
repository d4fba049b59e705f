"""The census of a sweep: which jobs and files the catalog has, and which folders of the store belong to no row."""

from datetime import datetime

from domain.artifacts.layout import COLLECTIONS, FILES, JOBS, TOMBSTONES, file_name, job_folder
from domain.artifacts.ports import Names
from domain.upkeep.marking import Marks
from domain.upkeep.ports import Inventory, LiveJob, LiveJobs, StoredObject
from domain.upkeep.retention import ABANDONED, UNTOUCHED
from domain.value import Value

PAGE = 200

MADE = frozenset({"job", "record", "steps", "uses"})
"""A folder that has one of these was a job once, whatever the catalog says; it is never removed as litter."""


class UnknownFolder(Value):
    """A folder of a job or file that the catalog has no row for. `made`: it has an entry of MADE."""

    youngest: datetime
    made: bool


class Census:
    def __init__(self, *, names: Names, inventory: Inventory, live_jobs: LiveJobs, marks: Marks) -> None:
        self._names, self._inventory, self._live_jobs, self._marks = names, inventory, live_jobs, marks
        self._files: set[str] = set()
        self._recorded: dict[str, set[str]] = {}
        """Of live jobs: which of `job` and `record/a<attempt>` are among the artifacts."""
        self.live: dict[str, LiveJob] = {}
        self.tombstones: set[str] = set()

    async def take_rows(self, *, retire_before: datetime | None) -> list[LiveJob]:
        """Takes in the catalog's rows and marks what their outcomes refer to.

        Returns the jobs that are to be removed: those that ended before `retire_before`, and those with a tombstone.
        """
        prefix = len(TOMBSTONES) + 1
        self.tombstones = {name[prefix:] for name in await self._names.list(TOMBSTONES)}
        leaving: list[LiveJob] = []
        after = ""
        while page := await self._live_jobs.jobs(after=after, limit=PAGE):
            after = page[-1].id
            for each in page:
                old = retire_before is not None and each.ended_at is not None and each.ended_at < retire_before
                if old or each.id in self.tombstones:
                    leaving.append(each)
                else:
                    await self._marks.texts(each.outcomes)
                    self.live[each.id] = each.model_copy(update={"outcomes": ()})
        after = ""
        while files := await self._live_jobs.files(after=after, limit=PAGE):
            after = files[-1].file_id
            for file in files:
                self._marks.add(file.sha256)
                self._files.add(file.file_id)
        return leaving

    async def mark_names(self) -> dict[str, UnknownFolder]:
        """Marks what the names of live jobs and of collections lead to; returns the folders of other jobs, by id."""
        unknown: dict[str, UnknownFolder] = {}
        async for batch in self._inventory.walk(COLLECTIONS):
            await self._marks.records([each.key for each in batch])
        async for batch in self._inventory.walk(JOBS):
            ours = [each.key for each in batch if each.key.split("/")[1] in self.live]
            for name in ours:
                self._note(name)
            await self._marks.records(ours)
            _add(unknown, [each for each in batch if each.key.split("/")[1] not in self.live])
        return unknown

    async def litter(
        self, unknown: dict[str, UnknownFolder], now: datetime, *, leaving: set[str]
    ) -> tuple[list[str], int]:
        """Ids whose folders may go, and how many stay although the catalog does not know them; those are marked."""
        deleted = self.tombstones | await self._live_jobs.with_tombstone(unknown.keys())
        litter: list[str] = []
        strays = 0
        for each, folder in unknown.items():
            if each in leaving or each in deleted or (not folder.made and folder.youngest < now - ABANDONED):
                litter.append(each)
            else:
                strays += folder.made and folder.youngest < now - UNTOUCHED  # else its row is on its way
                await self._marks.records(await self._names.list(job_folder(each)))
        return litter, strays

    async def lost_files(self, now: datetime) -> tuple[list[str], int]:
        """Ids of files without a row: those that may go, and how many have a record and stay, marked."""
        unknown: dict[str, UnknownFolder] = {}
        async for batch in self._inventory.walk(FILES):
            _add(unknown, [each for each in batch if each.key.split("/")[1] not in self._files])
        litter: list[str] = []
        strays = 0
        for each, folder in unknown.items():
            if folder.made:
                strays += 1
                await self._marks.records([file_name(each, "record")])
            elif folder.youngest < now - UNTOUCHED:
                litter.append(each)
        return litter, strays

    def unrecorded(self) -> list[str]:
        """Ids of live jobs whose record among the artifacts is behind their row."""
        behind: list[str] = []
        for job_id, each in self.live.items():
            there = self._recorded.get(job_id, set())
            if "job" not in there or (each.settled and f"a{each.attempt}" not in there):
                behind.append(job_id)
        return behind

    def _note(self, name: str) -> None:
        _, job_id, what, *rest = name.split("/")
        if what == "job":
            self._recorded.setdefault(job_id, set()).add("job")
        elif what == "record" and rest:
            self._recorded.setdefault(job_id, set()).add(rest[0].partition("-")[0])


def _add(unknown: dict[str, UnknownFolder], objects: list[StoredObject]) -> None:
    for each in objects:
        _, folder_id, what, *_ = (*each.key.split("/"), "", "")
        known = unknown.get(folder_id)
        unknown[folder_id] = UnknownFolder(
            youngest=max(each.modified, known.youngest) if known else each.modified,
            made=what in MADE or (known is not None and known.made),
        )
