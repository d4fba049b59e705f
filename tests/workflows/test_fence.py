"""The fence before paid calls: an attempt that Temporal has given up pays for nothing."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.runtime.heartbeats import confirm_attempt
from activities.runtime.interceptor import ActivityInterceptor


@workflow.defn(name="Fenced")
class Fenced:
    @workflow.run
    async def run(self, heartbeat_seconds: float) -> None:
        await workflow.execute_activity(
            "pay",
            start_to_close_timeout=timedelta(minutes=1),
            heartbeat_timeout=timedelta(seconds=heartbeat_seconds),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )


class Payer:
    """Waits, as for a slot, and then pays. `begun` and `paid` hold numbers of attempts."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.paid: list[int] = []
        self.go = {1: asyncio.Event(), 2: asyncio.Event()}
        self.at_work, self.ended = asyncio.Event(), asyncio.Event()

    @activity.defn(name="pay")
    async def pay(self) -> None:
        attempt = activity.info().attempt
        self.begun.append(attempt)
        self.at_work.set()
        if attempt == 2:
            self.go[1].set()
        try:
            await self.go[attempt].wait()
            await confirm_attempt()
            self.paid.append(attempt)
        except asyncio.CancelledError:
            if attempt == 1:
                self.ended.set()
            raise


def working(temporal: WorkflowEnvironment, payer: Payer, queue: str) -> Worker:
    return Worker(
        temporal.client,
        task_queue=queue,
        workflows=[Fenced],
        activities=[payer.pay],
        interceptors=[ActivityInterceptor()],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_heartbeat_throttle_interval=timedelta(milliseconds=200),
    )


async def test_an_attempt_that_was_missed_pays_for_nothing_when_it_goes_on(temporal: WorkflowEnvironment) -> None:
    """Heartbeats come every two seconds, so that one second without is a worker that stood still."""
    payer, queue = Payer(), uuid.uuid4().hex
    async with working(temporal, payer, queue):
        handle = await temporal.client.start_workflow("Fenced", 1.0, id=queue, task_queue=queue)
        await payer.ended.wait()
        payer.go[2].set()
        await handle.result()
    assert (payer.begun, payer.paid) == ([1, 2], [2])


async def test_an_attempt_that_was_cancelled_meanwhile_pays_for_nothing(temporal: WorkflowEnvironment) -> None:
    payer, queue = Payer(), uuid.uuid4().hex
    async with working(temporal, payer, queue):
        handle = await temporal.client.start_workflow("Fenced", 8.0, id=queue, task_queue=queue)
        await payer.at_work.wait()
        await handle.cancel()
        await payer.ended.wait()
        with pytest.raises(WorkflowFailureError):
            await handle.result()
    assert (payer.begun, payer.paid) == ([1], [])


async def test_an_attempt_that_is_still_waited_for_pays(temporal: WorkflowEnvironment) -> None:
    payer, queue = Payer(), uuid.uuid4().hex
    payer.go[1].set()
    async with working(temporal, payer, queue):
        await temporal.client.execute_workflow("Fenced", 8.0, id=queue, task_queue=queue)
    assert payer.paid == [1]
