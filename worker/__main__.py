"""`python -P -m worker [--queue NAME ...]`: all queues in one process for a laptop, or some of them in a fleet."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.service import RPCError

from activities.vendors.draining import Drain
from adapters import logs
from adapters.catalog.schema import CatalogNotMigrated
from adapters.home import keep_private
from adapters.settings import Settings, SettingsError, load
from adapters.temporal.client import connect
from adapters.temporal.main import run_main
from adapters.vendor import NotConfigured
from domain.errors import ArtifactsUnavailable
from domain.upkeep.installation import InstallationMismatch
from worker import fleet
from worker.bootstrap import WorkerSet, assemble
from worker.health import Health, serve
from worker.queue_workers import QueueWorker
from worker.waiting import retry_while_away

NEEDS_A_PERSON = (
    SettingsError,
    NotConfigured,
    CatalogNotMigrated,
    InstallationMismatch,
    ArtifactsUnavailable,
    ValueError,
)
"""Waiting does not help: a setting is wrong, or a step was left out. What is only away is waited for."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -P -m worker", description=__doc__)
    parser.add_argument(
        "--queue", action="append", default=[], metavar="NAME", help="serve only this queue (repeatable); default: all"
    )
    queues: list[str] = parser.parse_args().queue
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    keep_private(settings.home)
    logs.configure(settings.log_level)
    return run_main(_work(settings, queues))


async def _work(settings: Settings, queues: list[str]) -> int:
    drain = Drain()
    try:
        client = await retry_while_away("Temporal", lambda: connect(settings, measured=True), away=(RuntimeError,))
        workers = await assemble(settings, client, drain)
    except NEEDS_A_PERSON as error:
        print(error, file=sys.stderr)
        return 2
    try:
        queue_workers = _chosen(workers, queues)
        if not queue_workers:
            known = ", ".join(queue_worker.queue for queue_worker in workers.queue_workers)
            print(f"There is no queue {', '.join(queues)} here. This worker can serve {known}.", file=sys.stderr)
            return 2
        async with _health_served(settings, Health(client, queue_workers, drain)):
            await retry_while_away("Temporal", lambda: fleet.prepare(client), away=(RPCError,))
            for signum in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(signum, drain.begin)
            await fleet.run(client, workers, queue_workers, drain, settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        await workers.close()
    return 0


@asynccontextmanager
async def _health_served(settings: Settings, health: Health) -> AsyncIterator[None]:
    """Raises SettingsError: the port is taken."""
    if settings.health_port is None:
        yield
        return
    try:
        server = await serve(health, host=settings.worker_host, port=settings.health_port)
    except OSError as error:
        message = f"PODWRIGHT_HEALTH_PORT={settings.health_port}: {error.strerror}. Name a free port."
        raise SettingsError(message) from error
    try:
        yield
    finally:
        server.close()


def _chosen(workers: WorkerSet, queues: list[str]) -> tuple[QueueWorker, ...]:
    return tuple(queue_worker for queue_worker in workers.queue_workers if not queues or queue_worker.queue in queues)


if __name__ == "__main__":
    sys.exit(main())
