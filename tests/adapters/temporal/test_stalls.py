"""Runs that make no progress, on a real development server."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.temporal.stalls import TemporalStalls
from domain.jobs.progress import Progress, Waiting
from domain.jobs.runs import Stalled, StallReason
from domain.jobs.status import JobStatus


@workflow.defn(name="PodcastWorkflow")
class Odd:
    """A podcast that behaves as its input says."""

    @workflow.run
    async def run(self, how: str) -> None:
        if how == "raises":
            raise ValueError("a mistake in the code")
        progress = Progress(status=JobStatus.GENERATING, updated_at=workflow.now())
        if how == "parked":
            progress = progress.model_copy(update={"status": JobStatus.NEEDS_ATTENTION})
        if how == "waiting":
            waiting = Waiting(resource="fake", reason="the key was refused", since=workflow.now())
            progress = progress.model_copy(update={"waiting": (waiting,)})
        workflow.upsert_memo({"progress": progress})
        if how in ("waiting", "fails"):
            await workflow.execute_activity(
                "always.fails",
                activity_id="tts-007",
                start_to_close_timeout=timedelta(seconds=5),
                retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1),
            )
        if how == "in line":
            await workflow.execute_activity(
                "always.fails", task_queue="unserved", start_to_close_timeout=timedelta(seconds=5)
            )
        if how == "reports":
            await workflow.execute_activity("reports.progress", start_to_close_timeout=timedelta(minutes=5))
        await workflow.wait_condition(lambda: False)


@workflow.defn(name="ConversionWorkflow")
class OfAnotherKind:
    """A job of another kind that rests."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@activity.defn(name="always.fails")
async def always_fails() -> None:
    raise OSError("no")


@activity.defn(name="reports.progress")
async def reports_progress() -> None:
    while True:
        activity.heartbeat("42% at 3.5x")
        await asyncio.sleep(0.05)


Start = dict[str, WorkflowHandle[Odd, None]]


@pytest.fixture
async def runs(temporal: WorkflowEnvironment) -> AsyncIterator[Start]:
    queue = f"stalled-{uuid.uuid4().hex[:8]}"
    async with Worker(
        temporal.client,
        task_queue=queue,
        workflows=[Odd],
        activities=[always_fails, reports_progress],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        started = {
            how: await temporal.client.start_workflow(
                Odd.run, how, id=f"{how}-{queue}".replace(" ", "-"), task_queue=queue
            )
            for how in ("raises", "fails", "waiting", "parked", "in line", "rests", "reports")
        }
        yield started
        for handle in started.values():
            with contextlib.suppress(RPCError):  # a test ended it
                await handle.terminate()


async def until(
    stalls: TemporalStalls, runs: Start, wanted: set[str], *, unwanted: frozenset[str] = frozenset()
) -> dict[str, Stalled]:
    """Polls until those wanted are found and no others; the test's own time-out is the bound."""
    names = {handle.id: how for how, handle in runs.items()}
    while True:
        found = {names[each.job_id]: each for each in (await stalls.stalled()).runs if each.job_id in names}
        if wanted <= found.keys() and not unwanted & found.keys():
            return found
        await asyncio.sleep(0.05)


@pytest.mark.thorough
async def test_an_exception_in_workflow_code_and_a_failing_activity_are_found(
    temporal: WorkflowEnvironment, runs: Start
) -> None:
    found = await until(TemporalStalls(temporal.client, workflow_attempts=2), runs, {"raises", "fails"})
    assert found.keys() == {"raises", "fails"}, "who waits or is parked says so himself"
    assert found["raises"].reason is StallReason.WORKFLOW_FAILS
    assert found["raises"].attempts == 3, "the fourth comes after the server's own pause of some twenty seconds"
    assert (found["fails"].reason, found["fails"].item) == (StallReason.ACTIVITY_FAILS, "tts-007")
    assert found["fails"].attempts > 5


async def test_silence_is_found_but_not_of_those_who_stand_in_line(temporal: WorkflowEnvironment, runs: Start) -> None:
    later = TemporalStalls(temporal.client, clock=lambda: datetime.now(UTC) + timedelta(minutes=16))
    in_order = frozenset({"parked", "waiting", "in line", "reports"})
    found = await until(later, runs, {"rests", "fails"}, unwanted=in_order)
    assert found["rests"].reason is StallReason.NO_PROGRESS
    now = await TemporalStalls(temporal.client).stalled()
    assert runs["rests"].id not in {each.job_id for each in now.runs}
    assert now.looked_at >= 6


async def test_every_run_is_looked_at_however_many_are_younger(temporal: WorkflowEnvironment, runs: Start) -> None:
    """Two at a look: what was found in one is still told in the next."""
    later = TemporalStalls(temporal.client, clock=lambda: datetime.now(UTC) + timedelta(minutes=16), most=2)
    found = await until(later, runs, {"rests", "fails", "raises"}, unwanted=frozenset({"parked", "waiting"}))
    assert found["rests"].reason is StallReason.NO_PROGRESS
    await runs["rests"].terminate()
    while runs["rests"].id in {each.job_id for each in (await later.stalled()).runs}:  # noqa: ASYNC110 - it lags
        await asyncio.sleep(0.05)


async def test_runs_of_every_kind_are_looked_at(temporal: WorkflowEnvironment) -> None:
    queue = f"stalled-{uuid.uuid4().hex[:8]}"
    handle = await temporal.client.start_workflow(OfAnotherKind.run, id=queue, task_queue=queue)
    later = TemporalStalls(temporal.client, clock=lambda: datetime.now(UTC) + timedelta(minutes=16))
    while handle.id not in {each.job_id for each in (await later.stalled()).runs}:  # noqa: ASYNC110 - visibility lags
        await asyncio.sleep(0.05)
    await handle.terminate()
