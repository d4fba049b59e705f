"""The data folder as the command line sees it: which processes run, on which ports, and their logs."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.home import keep_private

LOG_LIMIT_BYTES = 10_000_000
"""A longer log is moved aside, and one old log is kept: at most 20 MB a part."""

M = TypeVar("M", bound=BaseModel)


class Addresses(BaseModel):
    """`run/ports.json`: where this folder's stack answers. The server's ports are null when it is not ours."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    api: int
    api_url: str
    temporal: int | None = None
    temporal_ui: int | None = None
    temporal_address: str
    temporal_ui_url: str | None = None


class Process(BaseModel):
    """A process. `started` is the kernel's mark of its start: another process with the same number has another mark.

    `grace`: seconds between SIGTERM and SIGKILL, as the settings were when it was started.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    started: str
    settings: str = ""  # fingerprint of the settings it was started with
    grace: float = 10.0


class State(BaseModel):
    """`run/state.json`: what the supervisor is doing, read by commands that wait for it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    phase: str  # starting, ready, stopping, stopped, failed
    waiting_for: str = ""
    message: str = ""


class _Processes(BaseModel):
    parts: dict[str, Process] = Field(default_factory=dict)


class Folder:
    """Files below `PODWRIGHT_HOME` that say what runs. While a supervisor runs, it alone writes them."""

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        self.run = self.home / "run"
        self.logs = self.home / "logs"

    def make(self) -> None:
        """Creates what is missing, for this user alone."""
        keep_private(self.home)
        for folder in (self.home, self.run, self.logs):
            folder.mkdir(parents=True, exist_ok=True)

    def addresses(self) -> Addresses | None:
        return _read(self.run / "ports.json", Addresses)

    def write_addresses(self, addresses: Addresses) -> None:
        _write(self.run / "ports.json", addresses.model_dump_json(indent=2))

    def state(self) -> State | None:
        return _read(self.run / "state.json", State)

    def write_state(self, state: State) -> None:
        _write(self.run / "state.json", state.model_dump_json())

    def processes(self) -> dict[str, Process]:
        """Every process that was started here and not stopped; it may have died since."""
        known = _read(self.run / "processes.json", _Processes)
        return dict(known.parts) if known else {}

    def record(self, name: str, process: Process) -> None:
        _write(self.run / f"{name}.pid", f"{process.pid}\n")
        self._store({**self.processes(), name: process})

    def started_at(self, name: str) -> float:
        """Unix time at which the part was started: its pid file is written then and never again."""
        try:
            return (self.run / f"{name}.pid").stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def forget(self, name: str) -> None:
        (self.run / f"{name}.pid").unlink(missing_ok=True)
        self._store({key: value for key, value in self.processes().items() if key != name})

    def _store(self, parts: dict[str, Process]) -> None:
        _write(self.run / "processes.json", _Processes(parts=parts).model_dump_json(indent=2))

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def bound_log(self, name: str) -> None:
        """Moves the content of an overgrown log aside; the part's open descriptor appends, so it goes on writing."""
        log = self.log(name)
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > LOG_LIMIT_BYTES:
                aside = log.with_suffix(".log.1")
                aside.write_bytes(log.read_bytes())
                os.truncate(log, 0)

    def last_lines(self, name: str, *, since: int = 0, lines: int = 8) -> str:
        """The end of a part's log, from byte `since` on."""
        try:
            with self.log(name).open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(since if since <= size else 0, size - 20_000))
                text = log.read().decode(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(line.rstrip()[:400] for line in text.splitlines()[-lines:])

    @contextlib.contextmanager
    def lock(self) -> Iterator[bool]:
        """Yields True when this process is now the only supervisor. The kernel frees the lock when the process dies."""
        self.make()
        with (self.run / "supervisor.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def locked(self) -> bool:
        """Whether a supervisor runs. It takes the lock for an instant to find out."""
        if not (self.run / "supervisor.lock").exists():
            return False
        with self.lock() as mine:
            return not mine


def _read(path: Path, model: type[M]) -> M | None:
    try:
        return model.model_validate(json.loads(path.read_text()))
    except (OSError, ValueError, ValidationError):
        return None


def _write(path: Path, text: str) -> None:
    """Replaces the file in one step: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}.new")
    scratch.write_text(text)
    scratch.replace(path)
