"""Sweeping and settling as Temporal runs them."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.upkeep import HousekeepingActivities
from adapters.fake.runs import FakeRuns
from adapters.temporal import schedules
from domain.jobs.records import bury
from domain.upkeep.retention import Kind, SweepReport
from domain.upkeep.sweeping import Sweeper
from tests.upkeep.house import House
from workflows.upkeep import SettleWorkflow, SweepWorkflow


@asynccontextmanager
async def working(temporal: WorkflowEnvironment, house: House) -> AsyncIterator[str]:
    queue = f"upkeep-{uuid.uuid4().hex[:8]}"
    sweeper = Sweeper(
        blobs=house.artifacts,
        names=house.artifacts,
        inventory=house.inventory,
        live_jobs=house.catalog.live_jobs,
        deeds=house.catalog.deeds,
        jobs=house.catalog.jobs,
        retention=house.retention,
        clock=house.clock,
    )
    jobs = house.catalog.jobs
    activities = HousekeepingActivities(
        jobs=jobs, open_jobs=house.catalog.open_jobs, runs=FakeRuns(), names=house.artifacts, sweeper=sweeper
    )
    async with Worker(
        temporal.client,
        task_queue=queue,
        workflows=[SweepWorkflow, SettleWorkflow],
        activities=[activities.sweep, activities.settle],
    ):
        yield queue


async def test_the_workflow_sweeps_and_tells_what_it_removed(temporal: WorkflowEnvironment, house: House) -> None:
    job, _, episode = await house.podcast("Bread rises.")
    await bury(house.artifacts, job.id, owner=job.owner)
    house.clock.pass_by(days=31)
    async with working(temporal, house) as queue:
        report: SweepReport = await temporal.client.execute_workflow(
            SweepWorkflow.run, id=f"sweep-{uuid.uuid4().hex[:8]}", task_queue=queue
        )
    assert report.removed[Kind.PODCASTS].count == 1
    assert not await house.whole(episode)


async def test_the_schedule_starts_it(temporal: WorkflowEnvironment, house: House) -> None:
    house.clock.pass_by(days=31)
    await house.artifacts.put(b"an orphan", media_type="text/plain")
    async with working(temporal, house) as queue:
        name = f"sweep-{uuid.uuid4().hex[:8]}"
        await schedules.ensure(
            temporal.client, name, workflow="SweepWorkflow", task_queue=queue, every=timedelta(days=1)
        )
        schedule = temporal.client.get_schedule_handle(name)
        await schedule.trigger()
        while not (actions := (await schedule.describe()).info.recent_actions):
            await house.catalog.ping()
        run = temporal.client.get_workflow_handle(actions[0].action.workflow_id)  # type: ignore[attr-defined]  # the only kind of action there is
        await run.result()
        await schedule.delete()
    assert [len(batch) async for batch in house.inventory.walk("blobs")] == []


async def test_settling_keeps_the_record_too(temporal: WorkflowEnvironment, house: House) -> None:
    house.clock.pass_by(minutes=-10)
    job = await house.submit()
    house.clock.pass_by(minutes=10)
    async with working(temporal, house) as queue:
        settled = await temporal.client.execute_workflow(
            SettleWorkflow.run, id=f"settle-{uuid.uuid4().hex[:8]}", task_queue=queue
        )
    assert settled.settled == 1
    assert await house.artifacts.list(f"podcasts/{job.id}/record") == [f"podcasts/{job.id}/record/a1-r000000"]
