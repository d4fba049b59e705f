"""Who is spoken next where the vendor takes one call at a time, on the server as `podwright up` starts it."""

import asyncio
import contextlib
import dataclasses
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from cli.stack.folder import Addresses
from cli.stack.temporal import command
from domain.jobs.progress import Progress
from domain.jobs.wire import vendor_queue
from domain.podcast.details import details_of
from domain.vendors.declarations import ProviderRole
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow

URGENT = 1
SLOW, USUAL = 0.8, 1.0
"""The speakers' speed tells in a call whose podcast it is for."""


def flags() -> list[str]:
    """The dynamic configuration of the embedded server."""
    addresses = Addresses(api=1, api_url="", temporal=2, temporal_ui=3, temporal_address="")
    return [flag for flag in command(addresses) if flag.startswith("--dynamic-config-value")]


@pytest.fixture(scope="module")
async def fair() -> AsyncIterator[WorkflowEnvironment]:
    beside = Path(sys.executable).parent / "temporal"
    program = str(beside) if beside.exists() else shutil.which("temporal")
    if not program:
        pytest.skip("the program temporal is not installed")
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program,
        data_converter=pydantic_data_converter,
        dev_server_extra_args=flags(),
    ) as environment:
        yield environment


@pytest.fixture
async def harness(fair: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    harness = PodcastHarness(fair.client, catalog, pass_time=lambda: asyncio.sleep(0.02), speech_slots=1)
    harness.writer.segments = 1
    harness.speech.hold()
    async with harness.working():
        yield harness


async def begin(
    harness: PodcastHarness, *, turns: int, speed: float, owner: str = "local", priority: int = 3
) -> WorkflowHandle[PodcastWorkflow, Progress]:
    """Started as the engine does, and left when all its turns wait to be spoken."""
    harness.writer.turns = turns
    spec = await harness.spec(speech_window=turns, owner=owner, priority=priority, keeps_length=False)
    speakers = tuple(each.model_copy(update={"speed": speed}) for each in spec.speakers)
    handle = await harness.start(spec.model_copy(update={"speakers": speakers}))
    await harness.until(handle, lambda progress: details_of(progress).turn_states.count("s") == turns)
    return handle


async def stop(handle: WorkflowHandle[PodcastWorkflow, Progress]) -> None:
    await handle.cancel()
    with contextlib.suppress(WorkflowFailureError):  # it may have ended before
        await handle.result()


async def test_an_urgent_podcast_is_spoken_next(harness: PodcastHarness) -> None:
    long = await begin(harness, turns=40, speed=SLOW)
    urgent = await begin(harness, turns=4, speed=USUAL, priority=URGENT)
    await _until_queued(harness, 4, priority=URGENT)
    harness.speech.release()
    await urgent.result()
    order = [call.speed for call in harness.speech.calls]
    assert order[:5] == [SLOW, *[USUAL] * 4], "after the call that was under way"
    await stop(long)


async def test_two_owners_alternate(harness: PodcastHarness) -> None:
    first = await begin(harness, turns=24, speed=SLOW, owner="anna")
    second = await begin(harness, turns=8, speed=USUAL, owner="ben")
    harness.speech.release()
    await second.result()
    order = [call.speed for call in harness.speech.calls]
    while_both_wait = order[1 : len(order) - order[::-1].index(USUAL)]
    assert while_both_wait.count(USUAL) == 8
    assert while_both_wait.count(SLOW) <= 10, "ben has every other turn although anna came first, with more"
    await stop(first)


@pytest.fixture
async def two_workers(harness: PodcastHarness) -> AsyncIterator[PodcastHarness]:
    """A second worker beside the first, with its own connection, on the same queues: each speaks a turn at a time."""
    address = harness.client.service_client.config.target_host
    other = await Client.connect(address, data_converter=pydantic_data_converter)
    async with dataclasses.replace(harness, client=other).working():
        yield harness


async def test_over_two_workers_an_urgent_podcast_overtakes_a_backlog(two_workers: PodcastHarness) -> None:
    harness = two_workers
    backlog = [await begin(harness, turns=12, speed=SLOW, owner="anna") for _ in range(3)]
    await _until_under_way(harness, 2)
    urgent = await begin(harness, turns=4, speed=USUAL, owner="ben", priority=URGENT)
    await _until_queued(harness, 4, priority=URGENT)
    harness.speech.release()
    await urgent.result()
    order = [call.speed for call in harness.speech.calls]
    assert order[:6] == [SLOW, SLOW, *[USUAL] * 4], "after the two calls that were under way"
    await asyncio.gather(*map(stop, backlog))


async def test_over_two_workers_owners_alternate(two_workers: PodcastHarness) -> None:
    """Ben has one podcast, and every other turn, although Anna came first, with three."""
    harness = two_workers
    first = [await begin(harness, turns=12, speed=SLOW, owner="anna") for _ in range(3)]
    await _until_under_way(harness, 2)
    second = await begin(harness, turns=8, speed=USUAL, owner="ben")
    harness.speech.release()
    await second.result()
    order = [call.speed for call in harness.speech.calls]
    while_both_wait = order[2 : len(order) - order[::-1].index(USUAL)]
    assert while_both_wait.count(USUAL) == 8
    assert while_both_wait.count(SLOW) <= 11
    await asyncio.gather(*map(stop, first))


async def _until_under_way(harness: PodcastHarness, calls: int) -> None:
    while len(harness.speech.calls) < calls:
        await harness.pass_time()


async def _until_queued(harness: PodcastHarness, turns: int, *, priority: int) -> None:
    """Until so many of this priority wait in the queue of speech, which is some moments after they were scheduled."""
    queue = TaskQueue(name=vendor_queue(ProviderRole.SPEECH, harness.vendor))
    request = DescribeTaskQueueRequest(
        namespace=harness.client.namespace,
        task_queue=queue,
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    while True:
        told = await harness.client.workflow_service.describe_task_queue(request)
        if told.stats_by_priority_key[priority].approximate_backlog_count >= turns:
            return
        await harness.pass_time()


async def test_a_server_that_knows_neither_makes_them_all_the_same(patient_studio: PodcastHarness) -> None:
    """The test server came before both: it takes the fields and ignores them."""
    handle = await patient_studio.start(await patient_studio.spec(owner="anna", priority=1))
    progress = await handle.result()
    assert progress.status == "COMPLETED"
    described = await handle.describe()
    assert described.raw_description.workflow_execution_info.priority.priority_key == 0
