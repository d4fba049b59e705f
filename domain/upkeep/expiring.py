"""Expiry: jobs with a time to live of their own are removed when it is over, as the attribute `ttl_hours` says."""

from collections.abc import Callable
from datetime import datetime

from domain.artifacts.ports import Names
from domain.jobs.ports import Jobs
from domain.jobs.removing import remove_job
from domain.upkeep.ports import LiveJobs
from domain.upkeep.retention import Retention

PAGE = 200


class Expiry:
    def __init__(
        self, *, live_jobs: LiveJobs, jobs: Jobs, names: Names, retention: Retention, clock: Callable[[], datetime]
    ) -> None:
        self._live_jobs, self._jobs, self._names = live_jobs, jobs, names
        self._retention, self._clock = retention, clock

    async def expire(self) -> int:
        """Removes what has outlived its time; how many. Their bytes go with the next sweeps.

        Raises:
            CatalogUnavailable, ArtifactsUnavailable: repeat it later.
        """
        removed, after, now = 0, "", self._clock()
        while page := await self._live_jobs.mortal(after=after, limit=PAGE):
            after = page[-1].id
            for each in page:
                ends = self._retention.expires_at(each.ended_at, each.ttl_hours) if each.ended_at else None
                if ends is None or ends > now:
                    continue
                record = await self._jobs.get(each.id)
                if record is not None and record.outcome is not None:  # else it was retried a moment ago
                    await remove_job(each.id, owner=each.owner, kind=each.kind, jobs=self._jobs, names=self._names)
                    removed += 1
        return removed
