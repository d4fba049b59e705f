"""`python -P -m worker [--queue NAME ...]`: one process for a laptop, or a part of a fleet."""

import argparse
import asyncio
import logging
import signal
import sys

from temporalio.client import Client

from adapters.catalog.schema import CatalogNotMigrated
from adapters.settings import Settings, SettingsError, load
from adapters.temporal.client import connect
from adapters.temporal.exit import run_main
from domain.upkeep.deployment import NotTogether
from worker import fleet
from worker.bootstrap import Crew, Duty, assemble
from worker.providers import NothingConfigured

log = logging.getLogger(__name__)


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
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )
    return run_main(_work(settings, queues))


async def _work(settings: Settings, queues: list[str]) -> int:
    try:
        client = await _reach_temporal(settings)
        crew = await assemble(settings, client)
    except (SettingsError, NothingConfigured, CatalogNotMigrated, NotTogether) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        duties = _chosen(crew, queues)
        if not duties:
            known = ", ".join(duty.queue for duty in crew.duties)
            print(f"No queue called {', '.join(queues)} here. This worker could serve: {known}", file=sys.stderr)
            return 2
        stop = asyncio.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signum, stop.set)
        await fleet.prepare(client)
        await fleet.run(client, crew, duties, stop)
    finally:
        await crew.close()
    return 0


async def _reach_temporal(settings: Settings) -> Client:
    """Waits for a Temporal that is away, saying so, for as long as it takes."""
    pause = 1.0
    while True:
        try:
            return await connect(settings, metrics_port=settings.metrics_port)
        except RuntimeError as error:
            log.warning("Temporal does not answer, trying again in %.0f s: %s", pause, str(error)[:200])
        await asyncio.sleep(pause)
        pause = min(10.0, pause * 2)


def _chosen(crew: Crew, queues: list[str]) -> tuple[Duty, ...]:
    return tuple(duty for duty in crew.duties if not queues or duty.queue in queues)


if __name__ == "__main__":
    sys.exit(main())
