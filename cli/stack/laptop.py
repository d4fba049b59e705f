"""The whole stack on one machine, composed for the supervisor: Temporal's development server, worker and API."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from pydantic import SecretStr

from adapters.settings import Settings
from cli.stack import ports, process, ready, temporal
from cli.stack.folder import Addresses, Folder, Process, State
from cli.stack.supervisor import TICK_SECONDS, Part, StartFailed, Stopped, Supervisor

ORDER_OF_STOPPING = ("api", "worker", "temporal")
WORKER_GRACE = 30.0
"""Seconds that activities get to end when the worker drains; what is cut off is run again after the next start."""

SERVER_SECONDS = 60.0
PARTS_SECONDS = 120.0
"""A first start reads hundreds of megabytes of libraries and voices from a cold disk."""

BACKGROUND = "background"
"""Mark of a supervisor that `up --detach` started, and that may be replaced without anybody's terminal noticing."""

Say = Callable[[str], None]


def fingerprint(settings: Settings, addresses: Addresses) -> str:
    """Changes when a part would behave otherwise after a restart. A digest: settings hold keys."""
    values = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value) for name, value in settings
    }
    values["home"] = str(settings.home.expanduser().resolve())
    text = json.dumps([values, addresses.model_dump(), sys.executable], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def parts(settings: Settings, folder: Folder, addresses: Addresses) -> list[Part]:
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PODWRIGHT_HOME": str(folder.home),
        "PODWRIGHT_API_PORT": str(addresses.api),
        "TEMPORAL_ADDRESS": addresses.temporal_address,
    }
    if addresses.temporal_ui_url:
        environment["PODWRIGHT_TEMPORAL_UI_URL"] = addresses.temporal_ui_url
    if addresses.temporal is not None:
        for name in [name for name in environment if name.startswith("TEMPORAL_") and name != "TEMPORAL_ADDRESS"]:
            del environment[name]  # a profile, key or certificate of another cluster is not for the embedded server
        environment["TEMPORAL_CONFIG_FILE"] = os.devnull
    python = [sys.executable, "-P", "-m"]
    key = settings.api_key.get_secret_value() if settings.api_key else None
    mark = fingerprint(settings, addresses)
    listed = [
        Part(
            "worker",
            [*python, "worker"],
            environment,
            lambda: ready.worker(addresses, key, started=folder.started_at("worker")),
            mark,
            WORKER_GRACE + 2,
            False,
        ),
        Part("api", [*python, "api"], environment, lambda: ready.api(addresses), mark, 10.0),
    ]
    if addresses.temporal is not None:
        server = Part(
            "temporal",
            temporal.command(folder, addresses, encrypted=settings.encryption_keys is not None),
            {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")},
            lambda: ready.temporal(addresses),
            f"{addresses.temporal}/{addresses.temporal_ui}" + ("/codec" if settings.encryption_keys else ""),
            10.0,
        )
        listed.insert(0, server)
    return listed


def living(folder: Folder) -> dict[str, Process]:
    return {name: known for name, known in folder.processes().items() if process.alive(known)}


def our_ports(folder: Folder) -> frozenset[int]:
    """Ports that living parts of this folder hold."""
    known, alive = folder.addresses(), living(folder)
    if known is None:
        return frozenset()
    held = {known.api} if "api" in alive else set()
    if "temporal" in alive:
        held |= {port for port in (known.temporal, known.temporal_ui) if port}
    return frozenset(held)


def run(settings: Settings, *, background: bool, say: Say, is_up: Callable[[Addresses], None]) -> None:
    """Holds the stack up until asked to stop. The caller holds the folder's lock.

    Raises StartFailed, ports.PortTaken and temporal.NoTemporal, each with words for the person who typed `up`.
    """
    folder = Folder(settings.home)
    folder.make()
    mine = process.identify(os.getpid(), settings=BACKGROUND if background else "")
    if mine:
        folder.record("supervisor", mine)
    folder.write_state(State(phase="starting", waiting_for="ports"))
    supervisor = Supervisor(folder, say=say)
    supervisor.listen_to_signals()
    last = State(phase="stopped")
    try:
        addresses = ports.choose(settings, remembered=folder.addresses(), ours=our_ports(folder))
        folder.write_addresses(addresses)
        listed = {part.name: part for part in parts(settings, folder, addresses)}
        _bring_up(supervisor, listed, settings, addresses, say)
        folder.write_state(State(phase="ready"))
        is_up(addresses)
        supervisor.watch()
        say("stopping: what is being spoken now is finished first (again Ctrl-C: at once)")
    except Stopped:
        say("stopping")
    except (StartFailed, ports.PortTaken, temporal.NoTemporal) as error:
        last = State(phase="failed", message=str(error))
        raise
    finally:
        supervisor.drain(ORDER_OF_STOPPING)
        folder.forget("supervisor")
        folder.write_state(last)


def _bring_up(
    supervisor: Supervisor, listed: dict[str, Part], settings: Settings, addresses: Addresses, say: Say
) -> None:
    """Temporal boots while the catalog is migrated; worker and API need both."""
    server = listed.pop("temporal", None)
    if server:
        supervisor.launch(server)
    if settings.database_url.startswith("sqlite"):
        migrate(settings)
    if server:
        supervisor.await_ready(["temporal"], seconds=SERVER_SECONDS)
        problem = temporal.remember_longer(addresses)
        if problem:
            say(f"Temporal keeps finished runs for a day only: {problem}")
    for part in listed.values():
        supervisor.launch(part)
    supervisor.await_ready(["api"], seconds=PARTS_SECONDS)
    supervisor.await_ready(["worker"], seconds=PARTS_SECONDS)


def migrate(settings: Settings) -> None:
    """In a process of its own, so that the supervisor stays small for the days it runs."""
    folder = Folder(settings.home)
    environment = {**os.environ, "PODWRIGHT_HOME": str(folder.home)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "migrate"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        end = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise StartFailed(f"The catalog could not be brought up to date:\n{end}")


def stop(folder: Folder, *, say: Say) -> list[str]:
    """Stops the supervisor, which drains; then whatever a killed supervisor left. Returns what was stopped."""
    stopped = []
    alive = living(folder)
    chief = alive.get("supervisor")
    if chief and folder.locked():
        say("stopping: what is being spoken now is finished first")
        process.stop(chief, grace=WORKER_GRACE + 30)
        stopped = [name for name in (*ORDER_OF_STOPPING, "supervisor") if name in alive]
    for name in ORDER_OF_STOPPING:
        known = living(folder).get(name)
        if known:
            process.stop(known, grace=WORKER_GRACE if name == "worker" else 10.0)
            stopped.append(name)
        folder.forget(name)
    folder.forget("supervisor")
    return stopped


def _heed_new_settings(settings: Settings, folder: Folder, *, say: Say) -> None:
    """What runs knows nothing of a key set since: it is started anew, unless it is somebody's terminal."""
    known, alive = folder.addresses(), living(folder)
    state = folder.state()
    if known is None or state is None or state.phase != "ready" or not folder.locked():
        return
    worker, chief = alive.get("worker"), alive.get("supervisor")
    if worker is None or chief is None or worker.settings == fingerprint(settings, known):
        return
    if chief.settings == BACKGROUND:
        say("settings changed since it was started: starting it anew with them")
        stop(folder, say=say)
    else:
        say("what runs was started with other settings; end that `podwright up` and start it again to use yours")


def _answering(settings: Settings, folder: Folder) -> bool:
    """A part that was just started again lives, and does not serve yet."""
    addresses = folder.addresses()
    key = settings.api_key.get_secret_value() if settings.api_key else None
    return addresses is not None and ready.worker(addresses, key, started=folder.started_at("worker"))


def start_in_background(settings: Settings, *, say: Say) -> None:
    """Starts a supervisor in a session of its own and waits until everything answers, saying what it waits for."""
    folder = Folder(settings.home)
    folder.make()
    log = folder.log("supervisor")
    environment = {**os.environ, "PODWRIGHT_HOME": str(folder.home)}
    _heed_new_settings(settings, folder, say=say)
    wanted = ("worker", "api") if settings.temporal_address else ("temporal", "worker", "api")
    child = None
    told = ""
    while True:
        held = folder.locked()
        if child is None and not held:
            folder.write_state(State(phase="starting"))
            child = process.start(
                [sys.executable, "-P", "-m", "cli", "up", "--background"], environment=environment, log=log
            )
        elif child is not None and child.poll() is not None:
            state = folder.state()
            words = state.message if state and state.phase == "failed" else ""
            raise StartFailed(words or f"The supervisor ended. The end of {log}:\n{folder.last_lines('supervisor')}")
        state = folder.state()
        if held and state and state.phase == "ready" and all(name in living(folder) for name in wanted):
            if _answering(settings, folder):
                return
            state = State(phase="ready", waiting_for="what was started again")  # a part died a moment ago
        if state and state.waiting_for and state.waiting_for != told:
            told = state.waiting_for
            say(f"waiting for {told}")
        time.sleep(TICK_SECONDS)
