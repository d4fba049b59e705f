"""The stack of the other tests with a second worker, and a vendor that can die and come back on its port."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2

from cli.stack import process, readiness
from tests.durability.chaos.callers import Callers
from tests.durability.chaos.plan import ROOM_FOR_MARKS, Blow, Kind
from tests.durability.chaos.rule import Fault
from tests.durability.fillable import room_in
from tests.durability.stack import PARTS, SPEECH_SLOTS, Stack, free_ports
from tests.durability.vendor import CHECKOUT, PYTHON, Vendor, keyless
from tests.durability.waiting import until

SLOW: Mapping[str, float] = {"speech-base": 0.4, "speech-per-10-characters": 0.15, "chat-base": 0.5}
"""A turn of 150 characters takes 2.7 s, so that most kills find calls in flight."""

SECOND = "second worker"

_WAL_LOCKS = (120, 8)
"""First byte and count of the locks on SQLite's -shm file that every reader and writer of a WAL database takes."""

_AT_WORK = b"working on"
"""What a worker logs when it polls its queues."""


class MortalVendor(Vendor):
    """Keeps its ledger in a file, which outlives it."""

    def __init__(self, ledger: Path, *, latency: Mapping[str, float] = SLOW) -> None:
        self.ledger, self._latency = ledger, latency
        self.port = free_ports(1)[0]
        super().__init__(self._launched(), f"http://127.0.0.1:{self.port}")
        self._await_url()

    def _launched(self) -> subprocess.Popen[str]:
        given = [word for name, value in self._latency.items() for word in (f"--{name}", str(value))]
        return subprocess.Popen(
            [
                *PYTHON,
                "tests.fakevendor",
                "--port",
                str(self.port),
                "--ledger",
                str(self.ledger),
                "--traceable",
                *given,
            ],
            cwd=CHECKOUT,
            env={**keyless(), "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def _await_url(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == self.url

    def die_and_come_back(self, seconds: float) -> float:
        """Killed, away for `seconds`, started again and answering. When it died."""
        self._process.kill()
        at = time.time()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()
        time.sleep(seconds)
        self._process = self._launched()
        self._await_url()
        return at


class Fleet:
    """`strike` does what a blow says; `well` tells when all is up again.

    Each worker process calls the vendors with keys of its own.
    """

    def __init__(self, home: Path) -> None:
        self.vendor = MortalVendor(home / "vendor.jsonl")
        self.stack = Stack(home, self.vendor)
        self.callers = Callers(home / "callers")
        self._ending = contextlib.ExitStack()
        self.fillable = self._ending.enter_context(room_in(home / "artifacts"))
        self.by_themselves: list[str] = []  # ends of the second worker other than our kills
        self._child: subprocess.Popen[bytes] | None = None
        self._settled: dict[str, int] = {}

    def up(self) -> None:
        self.stack.up(PODWRIGHT_TTS_CONCURRENCY_OPENAI=str(SPEECH_SLOTS), **self.callers.environment)
        self._start_second()
        until(lambda: self.at_work(SECOND) > 0, "the second worker works", seconds=60)

    def close(self) -> None:
        with self._ending as ending:
            ending.callback(self.vendor.__exit__, None, None, None)
            ending.callback(self.stack.close)
            if self._child is not None and self._child.poll() is None:
                self._child.terminate()
                try:
                    self._child.wait(40)
                except subprocess.TimeoutExpired:
                    self._child.kill()
                    self._child.wait(10)

    # -- blows ------------------------------------------------------------------------------------------------------

    def strike(self, blow: Blow, *, number: int) -> Fault:
        self._settled = {name: self.at_work(name) for name in ("worker", SECOND)}
        struck: frozenset[str] = frozenset()
        at = time.time()
        match blow.kind:
            case Kind.WORKER:
                at, struck = self._kill_workers(first=not blow.second, second=blow.second)
            case Kind.WORKERS:
                at, struck = self._kill_workers(first=True, second=True)
            case Kind.API:
                self.stack.kill("api")
            case Kind.SERVER:
                self.stack.kill("temporal")
            case Kind.SUPERVISOR:
                self.stack.kill("supervisor")
                self.stack.up()
            case Kind.VENDOR:
                at = self.vendor.die_and_come_back(blow.seconds)
            case Kind.FREEZE:
                at, struck = self._freeze(self._pid(second=blow.second), blow.seconds)
            case Kind.CATALOG:
                with self._catalog_unreachable():
                    time.sleep(blow.seconds)
            case Kind.FULL:
                assert self.fillable is not None
                self.fillable.shut(left=ROOM_FOR_MARKS if blow.second else 0)
                time.sleep(blow.seconds)
                self.fillable.open()
        return Fault(number, blow.kind, at, time.time(), struck)

    def _kill_workers(self, *, first: bool, second: bool) -> tuple[float, frozenset[str]]:
        """When, and the keys of those that were killed."""
        pids = [self._pid(second=False)] * first + [self._pid(second=True)] * second
        struck = frozenset().union(*map(self.callers.keys_of, pids))
        at = time.time()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for name, meant in (("worker", first), (SECOND, second)):
            if not meant:
                self._settled.pop(name)
        if second:
            assert self._child is not None
            self._child.wait(10)
            self._start_second()
        return at, struck

    def _freeze(self, pid: int, seconds: float) -> tuple[float, frozenset[str]]:
        struck = self.callers.keys_of(pid)
        at = time.time()
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            os.kill(pid, signal.SIGCONT)
        return at, struck

    @contextlib.contextmanager
    def _catalog_unreachable(self) -> Iterator[None]:
        """The database cannot be read or written: every process waits for locks that are held here.

        This process must not open the database otherwise: closing it would give the locks up.
        """
        with (self.stack.folder.home / "catalog.db-shm").open("r+b") as file:
            first, count = _WAL_LOCKS
            fcntl.lockf(file, fcntl.LOCK_EX, count, first)
            yield

    # -- what is up -------------------------------------------------------------------------------------------------

    def well(self, kind: Kind) -> bool:
        """All parts live, the API answers, and workers that were killed poll again."""
        self._revive_second()
        addresses = self.stack.folder.addresses()
        if set(PARTS) - set(self.stack.living()) or not self.api_answers():
            return False
        if addresses is None or not readiness.temporal(addresses):
            return False
        killed = kind in (Kind.WORKER, Kind.WORKERS)
        return not killed or all(self.at_work(name) > before for name, before in self._settled.items())

    def api_answers(self) -> bool:
        try:
            return self.stack.http.get("/health/ready").status_code == 200
        except httpx2.TransportError:
            return False

    def at_work(self, name: str) -> int:
        """How often a worker said that it works."""
        log = self.stack.folder.log(name)
        return log.read_bytes().count(_AT_WORK) if log.exists() else 0

    def _pid(self, *, second: bool) -> int:
        if not second:
            return self.stack.living()["worker"]
        assert self._child is not None
        return self._child.pid

    def _start_second(self) -> None:
        environment = {**self.stack.environment, "TEMPORAL_ADDRESS": self.stack.temporal_address}
        self._child = process.start([*PYTHON, "worker"], environment=environment, log=self.stack.folder.log(SECOND))

    def _revive_second(self) -> None:
        """As a supervisor would; an end that we did not cause is told."""
        assert self._child is not None
        if self._child.poll() is not None:
            end = self.stack.folder.last_lines(SECOND, lines=3)
            self.by_themselves.append(f"exit code {self._child.returncode}: {end}")
            self._start_second()
