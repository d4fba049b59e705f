"""A stack in the background: `podwright up --detach` starts a supervisor in a session of its own."""

import os
import sys
import time

from adapters.settings import Settings
from cli.stack import process, readiness
from cli.stack.folder import Folder, State
from cli.stack.laptop import BACKGROUND, Report, stop
from cli.stack.parts import fingerprint, running
from cli.stack.supervisor import TICK_SECONDS, StartFailed


def start_in_background(settings: Settings, *, report: Report) -> None:
    """Starts a supervisor unless one runs, and waits until everything answers, reporting what it waits for.

    Raises:
        StartFailed: the supervisor ended; the message has its last words.
    """
    folder = Folder(settings.home)
    folder.make()
    log = folder.log("supervisor")
    environment = {**os.environ, "PODWRIGHT_HOME": str(folder.home), **folder.mark("supervisor")}
    if settings.temporal_ui is not None:
        environment["PODWRIGHT_TEMPORAL_UI"] = str(settings.temporal_ui)
    _apply_new_settings(settings, folder, report=report)
    wanted = ("worker", "api") if settings.temporal_address else ("temporal", "worker", "api")
    child = None
    reported = ""
    while True:
        held = folder.locked()
        if child is None and not held:
            folder.write_state(State(phase="starting"))
            with folder.using():
                child = process.start(
                    [sys.executable, "-P", "-m", "cli", "up", "--background"], environment=environment, log=log
                )
        elif child is not None and child.poll() is not None:
            state = folder.state()
            message = state.message if state and state.phase == "failed" else ""
            raise StartFailed(message or f"The supervisor ended. The end of {log}:\n{folder.last_lines('supervisor')}")
        state = folder.state()
        if held and state and state.phase == "ready" and all(name in running(folder) for name in wanted):
            if _answering(settings, folder):
                return
            state = State(phase="ready", waiting_for="a part that was restarted")  # it died a moment ago
        if state and state.waiting_for and state.waiting_for != reported:
            reported = state.waiting_for
            report(f"waiting for {reported}")
        time.sleep(TICK_SECONDS)


def _apply_new_settings(settings: Settings, folder: Folder, *, report: Report) -> None:
    """Stops what runs with older settings, so that it is started with these; not what runs in a terminal."""
    known, alive = folder.addresses(), running(folder)
    state = folder.state()
    if known is None or state is None or state.phase != "ready" or not folder.locked():
        return
    worker, supervisor = alive.get("worker"), alive.get("supervisor")
    if worker is None or supervisor is None or worker.settings == fingerprint(settings, known):
        return
    if supervisor.settings == BACKGROUND:
        report("settings changed since it was started: restarting it with them")
        stop(folder, report=report)
    else:
        report("what runs was started with other settings; end that `podwright up` and start it again to use yours")


def _answering(settings: Settings, folder: Folder) -> bool:
    """False while a part that was just restarted runs and does not serve yet."""
    addresses = folder.addresses()
    key = settings.api_key.get_secret_value() if settings.api_key else None
    return addresses is not None and readiness.worker(addresses, key, started=folder.started_at("worker"))
