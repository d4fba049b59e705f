"""Runs on schedules, beside the podcasts."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.housekeeping import HousekeepingActivities, Settled
    from workflows import policies


@workflow.defn(name="SettleWorkflow")
class SettleWorkflow:
    """Writes the outcome of runs that closed without one."""

    @workflow.run
    async def run(self) -> Settled:
        return await workflow.execute_activity_method(
            HousekeepingActivities.settle, activity_id="settle", **policies.LIGHT
        )
