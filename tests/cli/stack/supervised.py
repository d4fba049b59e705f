"""A supervisor over tiny real processes."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from cli.stack.folder import Folder
from cli.stack.part import Part
from cli.stack.supervisor import Supervisor

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def until(condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not become true in time"
        time.sleep(0.02)


class SupervisorHarness:
    """A folder, a supervisor that can watch in a thread, and what it reported."""

    def __init__(self, home: Path) -> None:
        self.folder = Folder(home)
        self.folder.make()
        self.reported: list[str] = []
        self.supervisor = Supervisor(self.folder, report=self.reported.append)
        self._thread: threading.Thread | None = None

    def part(self, name: str = "worker", code: str = SLEEPER, *, settings: str = "", grace: float = 5.0) -> Part:
        log = self.folder.log(name)
        return Part(
            name,
            [sys.executable, "-S", "-E", "-c", code],
            dict(os.environ),
            lambda: log.exists() and "up" in log.read_text(),
            settings=settings,
            grace=grace,
        )

    def watch(self) -> None:
        self._thread = threading.Thread(target=self.supervisor.watch)
        self._thread.start()

    def end(self) -> None:
        self.supervisor.request_stop()
        if self._thread:
            self._thread.join()

    def pid(self, name: str = "worker") -> int:
        try:
            return int((self.folder.run / f"{name}.pid").read_text())
        except FileNotFoundError:
            return 0
