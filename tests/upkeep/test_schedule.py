"""Sweeping and settling as Temporal runs them."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.runtime.interceptor import ActivityInterceptor
from activities.upkeep import HousekeepingActivities
from adapters.fake.runs import FakeRuns
from adapters.temporal import schedules
from domain.jobs.records import write_tombstone
from domain.jobs.settling import Settlement
from domain.upkeep.expiring import Expiry
from domain.upkeep.retention import Kind, SweepReport
from domain.upkeep.sweeping import Sweeper
from tests.upkeep.harness import UpkeepHarness
from workflows.upkeep import SettleWorkflow, SweepWorkflow


@asynccontextmanager
async def working(temporal: WorkflowEnvironment, harness: UpkeepHarness) -> AsyncIterator[str]:
    queue = f"upkeep-{uuid.uuid4().hex[:8]}"
    sweeper = Sweeper(
        blobs=harness.artifacts,
        names=harness.artifacts,
        inventory=harness.inventory,
        live_jobs=harness.catalog.live_jobs,
        locks=harness.catalog.locks,
        jobs=harness.catalog.jobs,
        retention=harness.retention,
        clock=harness.clock,
    )
    settlement = Settlement(
        jobs=harness.catalog.jobs,
        open_jobs=harness.catalog.open_jobs,
        runs=FakeRuns(),
        names=harness.artifacts,
        clock=harness.clock,
    )
    expiry = Expiry(
        live_jobs=harness.catalog.live_jobs,
        jobs=harness.catalog.jobs,
        names=harness.artifacts,
        retention=harness.retention,
        clock=harness.clock,
    )
    activities = HousekeepingActivities(settlement=settlement, expiry=expiry, sweeper=sweeper)
    async with Worker(
        temporal.client,
        task_queue=queue,
        workflows=[SweepWorkflow, SettleWorkflow],
        activities=[activities.sweep, activities.settle],
        interceptors=[ActivityInterceptor()],
    ):
        yield queue


async def test_the_workflow_sweeps_and_reports_what_it_removed(
    temporal: WorkflowEnvironment, harness: UpkeepHarness
) -> None:
    job, _, episode = await harness.podcast("Bread rises.")
    await write_tombstone(harness.artifacts, job.id, owner=job.owner)
    harness.clock.pass_by(days=31)
    async with working(temporal, harness) as queue:
        report: SweepReport = await temporal.client.execute_workflow(
            SweepWorkflow.run, id=f"sweep-{uuid.uuid4().hex[:8]}", task_queue=queue
        )
    assert report.removed[Kind.PODCASTS].count == 1
    assert not await harness.whole(episode)


async def test_the_schedule_starts_it(temporal: WorkflowEnvironment, harness: UpkeepHarness) -> None:
    harness.clock.pass_by(days=31)
    await harness.artifacts.put(b"an orphan", media_type="text/plain")
    async with working(temporal, harness) as queue:
        name = f"sweep-{uuid.uuid4().hex[:8]}"
        await schedules.ensure(
            temporal.client, name, workflow="SweepWorkflow", task_queue=queue, every=timedelta(days=1)
        )
        schedule = temporal.client.get_schedule_handle(name)
        await schedule.trigger()
        while not (actions := (await schedule.describe()).info.recent_actions):
            await harness.catalog.ping()
        run = temporal.client.get_workflow_handle(actions[0].action.workflow_id)  # type: ignore[attr-defined]  # the only kind of action there is
        await run.result()
        await schedule.delete()
    assert [len(batch) async for batch in harness.inventory.walk("blobs")] == []


async def test_settling_keeps_the_record_too(temporal: WorkflowEnvironment, harness: UpkeepHarness) -> None:
    harness.clock.pass_by(minutes=-10)
    job = await harness.submit()
    harness.clock.pass_by(minutes=10)
    async with working(temporal, harness) as queue:
        settled = await temporal.client.execute_workflow(
            SettleWorkflow.run, id=f"settle-{uuid.uuid4().hex[:8]}", task_queue=queue
        )
    assert settled.settled == 1
    assert await harness.artifacts.list(f"podcasts/{job.id}/record") == [f"podcasts/{job.id}/record/a1-r000000"]
