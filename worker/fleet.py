"""The running workers of this process, what they announce and check meanwhile, and how they drain."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from activities.runtime.arrival import LEAVING
from activities.runtime.interceptor import ActivityInterceptor
from activities.vendors.draining import Drain
from adapters.settings import Settings
from adapters.temporal import attributes, schedules
from domain.errors import CatalogUnavailable
from domain.jobs import wire
from worker import gates
from worker.announcing import Announcer
from worker.bootstrap import WorkerSet
from worker.queue_workers import QueueWorker
from workflows.audiobook import AudiobookWorkflow
from workflows.batch import BatchWorkflow
from workflows.book_outline import BookOutlineWorkflow
from workflows.chapter import ChapterWorkflow
from workflows.conversion import ConversionWorkflow
from workflows.indexing import IndexingWorkflow
from workflows.podcast import PodcastWorkflow
from workflows.preview import VoicePreviewWorkflow
from workflows.query import QueryWorkflow
from workflows.subtitles import SubtitlesWorkflow
from workflows.transcription import TranscriptionWorkflow
from workflows.upkeep import SettleWorkflow, SweepWorkflow

log = logging.getLogger(__name__)

WORKFLOWS = (
    PodcastWorkflow,
    ConversionWorkflow,
    BatchWorkflow,
    IndexingWorkflow,
    AudiobookWorkflow,
    ChapterWorkflow,
    BookOutlineWorkflow,
    TranscriptionWorkflow,
    SubtitlesWorkflow,
    VoicePreviewWorkflow,
    QueryWorkflow,
    SettleWorkflow,
    SweepWorkflow,
)

CHECK_GATES_EVERY = timedelta(seconds=15)
"""The most that a probe is late."""

STICKY = timedelta(seconds=2)
"""The delay that a crashed worker costs its open podcasts. The default is 10 s; with 2 s a podcast finished 5.9 s after
a kill instead of 14.8 s."""

WORKFLOW_TASKS = 8
"""At once. They share one interpreter: a hundred, the default, take seconds each, and while the newest of a thousand
podcasts fill them, tasks of those under way exceed STICKY and move behind all others in the queue."""

SETTLE_EVERY = timedelta(hours=1)
"""Runs that closed without an outcome are rare, and their status is read correctly before it is written: this has to be
well within the day that Temporal keeps closed runs at least. Every run is a row in its list of workflows."""

SWEEP_EVERY = timedelta(days=1)
"""Nothing younger than a day is removed. One sweep lists and reads everything once."""

CUT_SECONDS = LEAVING.total_seconds() + 2
"""For activities that are cancelled at the end of their drain: paid calls may still arrive, and all report it."""


def build(client: Client, queue_worker: QueueWorker, settings: Settings) -> Worker:
    """By default the SDK sends heartbeats at 0.8 × the time-out; a busy machine needs more slack than that."""
    heartbeat, account_retry = settings.heartbeat, settings.account_retry
    return Worker(
        client,
        task_queue=queue_worker.queue,
        workflows=WORKFLOWS if queue_worker.workflows else (),
        activities=queue_worker.activities,
        interceptors=[ActivityInterceptor(heartbeat=heartbeat, account_retry=account_retry)],
        max_concurrent_activities=queue_worker.slots,
        max_concurrent_workflow_tasks=WORKFLOW_TASKS,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=queue_worker.drain,
        max_heartbeat_throttle_interval=heartbeat,
        default_heartbeat_throttle_interval=heartbeat,
    )


async def prepare(client: Client) -> None:
    """Registers and schedules what every worker relies on."""
    await attributes.register(client)
    await schedules.ensure(
        client, wire.SETTLE_SCHEDULE, workflow=wire.SETTLE_WORKFLOW, task_queue=wire.JOBS_QUEUE, every=SETTLE_EVERY
    )
    await schedules.ensure(
        client, wire.SWEEP_SCHEDULE, workflow=wire.SWEEP_WORKFLOW, task_queue=wire.JOBS_QUEUE, every=SWEEP_EVERY
    )


def announcer(workers: WorkerSet, queue_workers: Sequence[QueueWorker]) -> Announcer:
    """Announces the vendors whose queues are served here, not all that there are keys for."""
    here = {queue_worker.queue for queue_worker in queue_workers}
    return Announcer(
        workers.catalog.providers,
        [one for one in workers.served if wire.vendor_queue(one.role, one.vendor) in here],
        prices=workers.prices,
    )


async def run(
    client: Client, workers: WorkerSet, queue_workers: tuple[QueueWorker, ...], drain: Drain, settings: Settings
) -> None:
    """Works until the drain begins, then lets activities in flight finish. A worker that fails ends the process."""
    workers_of_queues = [build(client, queue_worker, settings) for queue_worker in queue_workers]
    running = [asyncio.create_task(worker.run()) for worker in workers_of_queues]
    log.info("working on %s", ", ".join(f"{each.queue} ({each.slots})" for each in queue_workers))
    background_tasks = [
        asyncio.create_task(announcer(workers, queue_workers).run()),
        asyncio.create_task(_check_gates_for_ever(workers)),
        asyncio.create_task(drain.wait()),
    ]
    try:
        await asyncio.wait([*running, background_tasks[-1]], return_when=asyncio.FIRST_COMPLETED)
    finally:
        drain.begin()
        log.info("draining")
        for task in background_tasks:
            task.cancel()
        await _stop(workers_of_queues, longest=max(each.drain for each in queue_workers))
    for ended in running:
        if ended.done():
            ended.result()


async def _stop(workers: Sequence[Worker], *, longest: timedelta) -> None:
    """All of them stop polling at once, and each waits for what is under way on its queue."""
    try:
        async with asyncio.timeout(longest.total_seconds() + CUT_SECONDS):
            await asyncio.gather(*(worker.shutdown() for worker in workers))
    except TimeoutError:
        log.warning("what does not end after being cancelled is left behind, and taken up by another worker")


async def _check_gates_for_ever(workers: WorkerSet) -> None:
    check = gates.try_new_credentials
    while True:
        try:
            await check(workers.catalog.gates, workers.served)
            check = gates.probe
        except CatalogUnavailable as error:
            log.warning("could not read the vendors' gates: %s", error)
        except Exception:
            log.exception("a vendor's gate could not be checked")
        await asyncio.sleep(CHECK_GATES_EVERY.total_seconds())
