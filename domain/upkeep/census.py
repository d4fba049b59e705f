"""Who lives: jobs and files of the catalog, and what the names among the artifacts say about everybody else."""

from datetime import datetime

from domain.artifacts.layout import FILES, JOBS, TOMBSTONES, file_name, job_folder
from domain.artifacts.ports import Names
from domain.upkeep.marking import Marks
from domain.upkeep.ports import Inventory, LiveJob, LiveJobs, Stored
from domain.upkeep.retention import ABANDONED, UNTOUCHED
from domain.value import Value

PAGE = 200

MADE = frozenset({"job", "record", "steps", "uses"})
"""A folder that has one of these was a podcast once, whatever the catalog says; it is never taken for litter."""


class UnknownFolder(Value):
    """A folder below `podcasts/` or `files/` that the catalog has no row for."""

    youngest: datetime
    made: bool


class Census:
    def __init__(self, *, names: Names, inventory: Inventory, live_jobs: LiveJobs, marks: Marks) -> None:
        self._names, self._inventory, self._live_jobs, self._marks = names, inventory, live_jobs, marks
        self.living: dict[str, LiveJob] = {}
        self.files: set[str] = set()
        self.buried: set[str] = set()
        self.recorded: dict[str, set[str]] = {}
        """Of living podcasts: which of `job` and `record/a<attempt>` are there."""

    async def live_jobs(self, *, retire_before: datetime | None) -> list[LiveJob]:
        """Takes in the catalog, marks what its outcomes tell; gives the jobs whose time is over, or that are buried."""
        prefix = len(TOMBSTONES) + 1
        self.buried = {name[prefix:] for name in await self._names.list(TOMBSTONES)}
        leaving: list[LiveJob] = []
        after = ""
        while page := await self._live_jobs.jobs(after=after, limit=PAGE):
            after = page[-1].id
            for each in page:
                old = retire_before is not None and each.ended_at is not None and each.ended_at < retire_before
                if old or each.id in self.buried:
                    leaving.append(each)
                else:
                    await self._marks.texts(each.told)
                    self.living[each.id] = each.model_copy(update={"told": ()})
        after = ""
        while files := await self._live_jobs.files(after=after, limit=PAGE):
            after = files[-1].file_id
            for file in files:
                self._marks.add(file.sha256)
                self.files.add(file.file_id)
        return leaving

    async def podcasts(self) -> dict[str, UnknownFolder]:
        """Marks what the living have named; the others are given back."""
        unknown: dict[str, UnknownFolder] = {}
        async for batch in self._inventory.walk(JOBS):
            ours = [each.key for each in batch if each.key.split("/")[1] in self.living]
            for name in ours:
                self._note(name)
            await self._marks.records(ours)
            _meet(unknown, [each for each in batch if each.key.split("/")[1] not in self.living])
        return unknown

    async def litter(
        self, unknown: dict[str, UnknownFolder], now: datetime, *, leaving: set[str]
    ) -> tuple[list[str], int]:
        """Ids whose folders may go, and how many stay although the catalog does not know them; those are marked."""
        buried = self.buried | await self._live_jobs.buried(unknown.keys())
        litter: list[str] = []
        strays = 0
        for each, folder_seen in unknown.items():
            if each in leaving or each in buried or (not folder_seen.made and folder_seen.youngest < now - ABANDONED):
                litter.append(each)
            else:
                strays += folder_seen.made and folder_seen.youngest < now - UNTOUCHED  # else its row is on its way
                await self._marks.records(await self._names.list(job_folder(each)))
        return litter, strays

    async def lost_files(self, now: datetime) -> tuple[list[str], int]:
        """Ids of files without a row: those that may go, and how many have a record and stay, marked."""
        unknown: dict[str, UnknownFolder] = {}
        async for batch in self._inventory.walk(FILES):
            _meet(unknown, [each for each in batch if each.key.split("/")[1] not in self.files])
        litter: list[str] = []
        strays = 0
        for each, folder_seen in unknown.items():
            if folder_seen.made:
                strays += 1
                await self._marks.records([file_name(each, "record")])
            elif folder_seen.youngest < now - UNTOUCHED:
                litter.append(each)
        return litter, strays

    def _note(self, name: str) -> None:
        _, job_id, what, *rest = name.split("/")
        if what == "job":
            self.recorded.setdefault(job_id, set()).add("job")
        elif what == "record" and rest:
            self.recorded.setdefault(job_id, set()).add(rest[0].partition("-")[0])

    def unrecorded(self) -> list[str]:
        """Living podcasts whose record among the artifacts is behind their row."""
        behind: list[str] = []
        for job_id, each in self.living.items():
            there = self.recorded.get(job_id, set())
            if "job" not in there or (each.settled and f"a{each.attempt}" not in there):
                behind.append(job_id)
        return behind


def _meet(unknown: dict[str, UnknownFolder], names: list[Stored]) -> None:
    for each in names:
        _, stranger_id, what, *_ = (*each.key.split("/"), "", "")
        known = unknown.get(stranger_id)
        unknown[stranger_id] = UnknownFolder(
            youngest=max(each.modified, known.youngest) if known else each.modified,
            made=what in MADE or (known is not None and known.made),
        )
