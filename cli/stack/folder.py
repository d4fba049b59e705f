"""The data folder as the command line sees it: which processes run, on which ports, and their logs."""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.home import keep_private
from cli.output import CliExit, Exit

LOG_LIMIT_BYTES = 10_000_000
"""A longer log is moved aside, and one old log is kept: at most 20 MB a part."""

MARK = "PODWRIGHT_PART"
"""The variable by which a process is known as a part of a stack, whatever its run files say."""

M = TypeVar("M", bound=BaseModel)


class HomeUnusable(CliExit):
    """The data folder cannot be made or written."""

    def __init__(self, home: Path, error: OSError) -> None:
        about = f"{error.strerror or error}: {error.filename}" if error.filename else str(error.strerror or error)
        super().__init__(
            Exit.FAILED,
            f"The data folder {home} cannot be written ({about}). Make room and allow access, or set PODWRIGHT_HOME "
            "to another folder.",
        )


class Addresses(BaseModel):
    """`run/ports.json`: where this folder's stack answers. The server's ports are null when it is not ours."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    api: int
    api_url: str
    temporal: int | None = None
    temporal_ui: int | None = None
    ui: bool = True  # False: Temporal's HTTP API alone answers at `temporal_ui`
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
        with self.using():
            for folder in (self.home, self.run, self.logs):
                folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def using(self) -> Iterator[None]:
        """Raises HomeUnusable for what the system refuses."""
        try:
            yield
        except OSError as error:
            raise HomeUnusable(self.home, error) from error

    def mark(self, name: str) -> dict[str, str]:
        """The environment by which a part of this folder is known (`cli.stack.orphans`)."""
        return {MARK: f"{name}@{self.digest}"}

    @property
    def digest(self) -> str:
        """Of the folder's path, which may hold any character."""
        return hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]

    def addresses(self) -> Addresses | None:
        return _read(self.run / "ports.json", Addresses)

    def write_addresses(self, addresses: Addresses) -> None:
        self._write("ports.json", addresses.model_dump_json(indent=2))

    def state(self) -> State | None:
        return _read(self.run / "state.json", State)

    def write_state(self, state: State) -> None:
        self._write("state.json", state.model_dump_json())

    def processes(self) -> dict[str, Process]:
        """Every process that was started here and not stopped; it may have died since."""
        known = _read(self.run / "processes.json", _Processes)
        return dict(known.parts) if known else {}

    def record(self, name: str, process: Process) -> None:
        """Raises HomeUnusable: it is not recorded, and so would not be found again."""
        self._store({**self.processes(), name: process})
        self._write(f"{name}.pid", f"{process.pid}\n")

    def started_at(self, name: str) -> float:
        """Unix time at which the part was started: its pid file is written then and never again."""
        try:
            return (self.run / f"{name}.pid").stat().st_mtime
        except OSError:
            return 0.0

    def forget(self, name: str) -> None:
        known = self.processes()
        with self.using():
            (self.run / f"{name}.pid").unlink(missing_ok=True)
        if known.pop(name, None):
            self._store(known)

    def _store(self, parts: dict[str, Process]) -> None:
        self._write("processes.json", _Processes(parts=parts).model_dump_json(indent=2))

    def _write(self, name: str, text: str) -> None:
        """Replaces the file in one step: a reader never sees half a file."""
        path = self.run / name
        scratch = path.with_suffix(f".{os.getpid()}.new")
        with self.using():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                scratch.write_text(text)
                scratch.replace(path)
            except OSError:
                with contextlib.suppress(OSError):
                    scratch.unlink()
                raise

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def bound_log(self, name: str) -> None:
        """Moves the content of an overgrown log aside; the part's open descriptor appends, so it goes on writing.

        On a full disk the content goes, which makes room.
        """
        log = self.log(name)
        with contextlib.suppress(OSError):
            if log.stat().st_size > LOG_LIMIT_BYTES:
                aside = log.with_suffix(".log.1")
                try:
                    aside.write_bytes(log.read_bytes())
                except OSError:
                    aside.unlink(missing_ok=True)
                os.truncate(log, 0)

    def last_lines(self, name: str, *, since: int = 0, lines: int = 8) -> str:
        """The end of a part's log, from byte `since` on."""
        try:
            with self.log(name).open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(since if since <= size else 0, size - 20_000))
                text = log.read().decode(errors="replace")
        except OSError:
            return ""
        return "\n".join(line.rstrip()[:400] for line in text.splitlines()[-lines:])

    @contextlib.contextmanager
    def lock(self) -> Iterator[bool]:
        """Yields True when this process is now the only supervisor. The kernel frees the lock when the process dies."""
        self.make()
        with self.using():
            opened = (self.run / "supervisor.lock").open("a")
        with opened as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def locked(self) -> bool:
        """Whether a supervisor runs. It takes the lock for an instant to find out."""
        try:
            with (self.run / "supervisor.lock").open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # there is none
            return False
        return False


def _read(path: Path, model: type[M]) -> M | None:
    try:
        return model.model_validate(json.loads(path.read_text()))
    except (OSError, ValueError, ValidationError):
        return None
