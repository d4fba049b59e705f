"""Housekeeping: outcomes for runs that closed without one, jobs whose time is over, and the daily sweep.

An outcome that is written is known after Temporal has forgotten the run.
"""

from temporalio import activity

from activities.runtime.heartbeats import progress_reporter
from domain.jobs.settling import Settled, Settlement
from domain.upkeep.expiring import Expiry
from domain.upkeep.retention import SweepReport
from domain.upkeep.sweeping import Sweeper


class HousekeepingActivities:
    def __init__(self, *, settlement: Settlement, expiry: Expiry, sweeper: Sweeper) -> None:
        self._settlement, self._expiry, self._sweeper = settlement, expiry, sweeper

    @activity.defn(name="housekeeping.settle")
    async def settle(self) -> Settled:
        settled = await self._settlement.settle()
        return settled.model_copy(update={"expired": await self._expiry.expire()})

    @activity.defn(name="housekeeping.sweep")
    async def sweep(self) -> SweepReport:
        """An attempt after a kill has the same name, so that the hold of the one before does not keep it out."""
        info = activity.info()
        on_progress = progress_reporter()
        return await self._sweeper.sweep(who=f"{info.workflow_id}/{info.workflow_run_id}", on_progress=on_progress)
