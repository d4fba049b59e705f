"""The whole stack on one machine: brought up and held by a supervisor, and stopped again."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable

from adapters.settings import Settings
from cli.stack import databases, ports, process, temporal
from cli.stack.folder import Addresses, Folder, HomeUnusable, State
from cli.stack.orphans import stop_orphans
from cli.stack.part import Part
from cli.stack.parts import GRACE, ORDER_OF_STOPPING, our_ports, parts, running, worker_grace
from cli.stack.supervisor import StartFailed, Stopped, Supervisor

SERVER_SECONDS = 60.0
PARTS_SECONDS = 120.0
"""A first start reads hundreds of megabytes of libraries and voices from a cold disk."""

BACKGROUND = "background"
"""Marks a supervisor that `up --detach` started: it is in no terminal, so it may be restarted."""

Report = Callable[[str], None]


def run(settings: Settings, *, background: bool, report: Report, is_up: Callable[[Addresses], None]) -> None:
    """Holds the stack up until a request to stop. The caller holds the folder's lock.

    Raises:
        StartFailed, HomeUnusable, ports.PortTaken, temporal.NoTemporal: each with a message for the person who typed
            `up`. Nothing that was started is left.
    """
    folder = Folder(settings.home)
    folder.make()
    supervisor = Supervisor(folder, report=report)
    supervisor.listen_to_signals()
    last = State(phase="stopped")
    try:
        _record_supervisor(folder, settings, background=background)
        for name in stop_orphans(folder):
            supervisor.report(f"{name}: ended one that an earlier `up` had left unrecorded")
        folder.write_state(State(phase="starting", waiting_for="ports"))
        ui = not databases.asks_for_keys(settings) if settings.temporal_ui is None else settings.temporal_ui
        addresses = ports.choose(settings, remembered=folder.addresses(), ours=our_ports(folder), ui=ui)
        folder.write_addresses(addresses)
        _bring_up(supervisor, settings, folder, addresses)
        supervisor.tell(State(phase="ready"))
        with contextlib.suppress(OSError):  # who asked for it reads no more
            is_up(addresses)
        supervisor.watch()
        supervisor.report("stopping after what is being spoken now (press Ctrl-C again to stop at once)")
    except Stopped:
        supervisor.report("stopping")
    except (StartFailed, HomeUnusable, ports.PortTaken, temporal.NoTemporal) as error:
        last = State(phase="failed", message=str(error))
        raise
    finally:
        supervisor.drain(ORDER_OF_STOPPING)
        with contextlib.suppress(HomeUnusable):
            folder.forget("supervisor")
        supervisor.tell(last)


def _record_supervisor(folder: Folder, settings: Settings, *, background: bool) -> None:
    grace = worker_grace(settings) + 2 * GRACE  # it stops API, worker and Temporal, one after another
    mine = process.identify(os.getpid(), settings=BACKGROUND if background else "", grace=grace)
    if mine:
        folder.record("supervisor", mine)


def _bring_up(supervisor: Supervisor, settings: Settings, folder: Folder, addresses: Addresses) -> None:
    """Whether a database is damaged is looked at before the start, quickly, and after one that failed, thoroughly."""
    names = [databases.TEMPORAL] if addresses.temporal else []
    names += [] if settings.catalog_url else [databases.CATALOG]
    if problem := databases.advice(folder.home, names):
        raise StartFailed(problem)
    try:
        _start_parts(supervisor, {part.name: part for part in parts(settings, folder, addresses)}, settings, addresses)
    except StartFailed:
        if problem := databases.advice(folder.home, names, thorough=True):
            raise StartFailed(problem) from None
        raise


def _start_parts(supervisor: Supervisor, listed: dict[str, Part], settings: Settings, addresses: Addresses) -> None:
    """Temporal boots while the catalog is migrated; worker and API need both."""
    server = listed.pop("temporal", None)
    if server:
        supervisor.launch(server)
    if settings.database_url.startswith("sqlite"):
        migrate(settings)
    if server:
        supervisor.await_ready(["temporal"], seconds=SERVER_SECONDS)
        problem = temporal.extend_retention(addresses)
        if problem:
            supervisor.report(f"Temporal keeps finished runs for one day only: {problem}")
    for part in listed.values():
        supervisor.launch(part)
    supervisor.await_ready(["api"], seconds=PARTS_SECONDS)
    supervisor.await_ready(["worker"], seconds=PARTS_SECONDS)


def migrate(settings: Settings) -> None:
    """Migrates in a process of its own, so that the supervisor stays small for the days it runs."""
    folder = Folder(settings.home)
    environment = {**os.environ, "PODWRIGHT_HOME": str(folder.home)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "migrate"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        end = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise StartFailed(f"The catalog could not be brought up to date:\n{end}")


def stop(folder: Folder, *, report: Report) -> list[str]:
    """Stops the supervisor, which drains; then whatever a killed supervisor left, recorded or not.

    Returns what was stopped. A disk that is full or read-only prevents none of it.
    """
    stopped = []
    alive = running(folder)
    supervisor = alive.get("supervisor")
    if supervisor and folder.locked():
        report("stopping after what is being spoken now")
        process.stop(supervisor)
        stopped = [name for name in (*ORDER_OF_STOPPING, "supervisor") if name in alive]
    for name in ORDER_OF_STOPPING:
        left = running(folder).get(name)
        if left:
            process.stop(left)
            stopped.append(name)
    stopped += stop_orphans(folder)
    try:
        for name in (*ORDER_OF_STOPPING, "supervisor"):
            folder.forget(name)
    except HomeUnusable as error:
        report(str(error))
    return stopped
