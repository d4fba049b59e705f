"""Scheduled upkeep, beside the jobs: outcomes of runs that closed without one, and the daily sweep."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType

with workflow.unsafe.imports_passed_through():
    from activities.upkeep import HousekeepingActivities
    from domain.jobs.settling import Settled
    from domain.upkeep.retention import SweepReport
    from workflows.jobs import policies

SWEEPING = policies.Options(
    start_to_close_timeout=timedelta(hours=12),
    heartbeat_timeout=policies.HEARTBEAT,
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=30), maximum_interval=timedelta(minutes=10), maximum_attempts=20
    ),
    cancellation_type=ActivityCancellationType.TRY_CANCEL,
)
"""Listing and reading a million objects at a thousand a second takes half an hour; the next day's sweep tries again."""


@workflow.defn(name="SettleWorkflow")
class SettleWorkflow:
    """Writes the outcome of runs that closed without one."""

    @workflow.run
    async def run(self) -> Settled:
        return await workflow.execute_activity_method(
            HousekeepingActivities.settle, activity_id="settle", **policies.LIGHT
        )


@workflow.defn(name="SweepWorkflow")
class SweepWorkflow:
    """Removes what is no longer needed."""

    @workflow.run
    async def run(self) -> SweepReport:
        return await workflow.execute_activity_method(HousekeepingActivities.sweep, activity_id="sweep", **SWEEPING)
