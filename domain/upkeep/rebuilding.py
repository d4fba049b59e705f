"""Restoring of rows from records: an empty or older catalog takes in what the artifacts hold. It can be repeated."""

import re
from collections.abc import Iterable

from domain.artifacts.files import Files, StoredFile
from domain.artifacts.layout import COLLECTIONS, FILES, JOBS, TOMBSTONES, job_name
from domain.artifacts.ports import Names
from domain.collections.ports import Collections
from domain.collections.records import restore_collections
from domain.jobs.ports import Jobs
from domain.jobs.record import Job, JobRecord
from domain.upkeep.ports import Inventory
from domain.value import Value

_SPEC = re.compile(r"v\d+/a(\d+)/spec")
_RECORD = re.compile(r"record/a(\d+)-r\d+(?:-[^/]+)?")


class Rebuilt(Value):
    """`podcasts` and `files` are rows that were missing, `outcomes` are missing ends, `deleted` rows of deleted jobs.

    `collections` and `documents` in them: rows that were missing; the documents wait to be read again.
    `unknown`: jobs without a record; they stay among the artifacts.
    """

    podcasts: int = 0
    outcomes: int = 0
    files: int = 0
    collections: int = 0
    documents: int = 0
    deleted: int = 0
    unknown: int = 0


class _Folder:
    """What is known of one job from its names."""

    def __init__(self) -> None:
        self.attempt = 1
        self.job = self.made = False
        self.records: list[tuple[int, str]] = []

    def take(self, name: str, rest: str) -> None:
        self.job |= rest == "job"
        self.made |= rest.startswith(("steps/", "uses/"))
        if found := _SPEC.fullmatch(rest) or _RECORD.fullmatch(rest):
            self.attempt = max(self.attempt, int(found[1]))
        if found := _RECORD.fullmatch(rest):
            self.records.append((int(found[1]), name))


class Rebuilding:
    def __init__(
        self, *, names: Names, inventory: Inventory, jobs: Jobs, files: Files, collections: Collections
    ) -> None:
        self._names, self._inventory, self._jobs, self._files = names, inventory, jobs, files
        self._collections = collections

    async def run(self) -> Rebuilt:
        """Raises ArtifactsUnavailable, CatalogUnavailable; repeat it then."""
        tombstones = {name.partition("/")[2] for name in await self._names.list(TOMBSTONES)}
        deleted = [await self._jobs.delete(each) for each in sorted(tombstones)]
        folders: dict[str, _Folder] = {}
        files: list[str] = []
        async for batch in self._inventory.walk(JOBS):
            for each in batch:
                _, job_id, rest = each.key.split("/", 2)
                if job_id not in tombstones:
                    folders.setdefault(job_id, _Folder()).take(each.key, rest)
        async for batch in self._inventory.walk(FILES):
            files += [each.key for each in batch if each.key.endswith("/record")]
        collections: list[str] = []
        async for batch in self._inventory.walk(COLLECTIONS):
            collections += [each.key for each in batch]
        restored = await restore_collections(self._names, self._collections, collections)
        rows = outcomes = unknown = 0
        for job_id, folder in sorted(folders.items()):
            known = await self._job(job_id, folder)
            if known is None:
                unknown += 1
                continue
            rows += await self._row(known, folder)
            outcomes += await self._outcome(job_id, folder)
        return Rebuilt(
            podcasts=rows,
            outcomes=outcomes,
            files=await self._uploads(files),
            collections=restored.collections,
            documents=restored.documents,
            deleted=sum(deleted),
            unknown=unknown,
        )

    async def _job(self, job_id: str, folder: _Folder) -> Job | None:
        if folder.job and (record := await self._names.get(job_name(job_id))) is not None:
            return Job.model_validate_json(record)
        for _, name in folder.records:
            if (record := await self._names.get(name)) is not None:
                return JobRecord.model_validate_json(record).job
        return None

    async def _row(self, job: Job, folder: _Folder) -> bool:
        """Adds the row, or raises its attempt. A run that still goes on is found by its id, which is the job's."""
        there = await self._jobs.get(job.id)
        if there is None:
            started = folder.made or folder.attempt > 1
            await self._jobs.create(job.model_copy(update={"attempt": folder.attempt, "started": started}))
            return True
        for attempt in range(there.job.attempt + 1, folder.attempt + 1):
            await self._jobs.begin(job.id, attempt=attempt, started=False)
            await self._jobs.begin(job.id, attempt=attempt, started=True)
        return False

    async def _outcome(self, job_id: str, folder: _Folder) -> bool:
        """Writes outcomes in the order of their revisions, by the catalog's own rules for which of them stands."""
        written = False
        for attempt, name in sorted(folder.records):
            record = await self._names.get(name) if attempt == folder.attempt else None
            if record is not None and (outcome := JobRecord.model_validate_json(record).outcome) is not None:
                written |= await self._jobs.end(job_id, outcome)
        return written

    async def _uploads(self, records: Iterable[str]) -> int:
        added = 0
        for name in records:
            record = await self._names.get(name)
            if record is None:
                continue
            file = StoredFile.model_validate_json(record)
            if await self._files.get(file.file_id, owner=file.owner) is None:
                await self._files.add(file)
                added += 1
        return added
