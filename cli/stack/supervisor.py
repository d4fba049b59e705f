"""Keeps a few processes running: adopts what lives, starts what is missing, restarts what dies, stops in order.

One thread and one loop; signals only count how often somebody asked to stop. What is dead is judged by pid and start
mark, so parts of an earlier supervisor that was killed are watched like our own.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cli.stack import process
from cli.stack.folder import Folder, Process, State

BACKOFF_FIRST = 0.2
BACKOFF_LONGEST = 10.0
STEADY_SECONDS = 30.0
"""A part that lived this long is well again: its deaths are counted from zero."""

TICK_SECONDS = 0.1
ASK_SECONDS = 5.0
SILENT_ASKS = 6
"""A living part that gave no answer to this many asks in a row hangs, and is replaced (30 s)."""

DEATHS_AT_START = 4
DEATHS_WORTH_TELLING = 3
BAD_SETTINGS = 2
"""Exit code of a part that was told nonsense; trying again would only hide the words."""

BOUND_LOGS_SECONDS = 10.0


class StartFailed(Exception):
    """A part does not come up; the message has the end of its log."""


class Stopped(Exception):
    """Somebody asked to stop before everything was up."""


@dataclass(frozen=True)
class Part:
    """A process to keep. `answers` is one question of at most a second: does it serve?"""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    answers: Callable[[], bool]
    settings: str = ""
    grace: float = 10.0
    asked: bool = True  # whether silence counts against it once it is up


@dataclass
class _Kept:
    part: Part
    running: Process | None = None
    child: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    deaths: int = 0
    again_at: float = 0.0
    log_from: int = 0
    ready: bool = False
    silent: int = 0
    asked_at: float = field(default=0.0)


class Supervisor:
    """Parts are launched in the order given and stopped in the order of `drain`."""

    def __init__(self, folder: Folder, *, say: Callable[[str], None]) -> None:
        self._folder, self._say = folder, say
        self._kept: dict[str, _Kept] = {}
        self._asked_to_stop = 0
        self._logs_at = time.monotonic()

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ask_to_stop())

    def ask_to_stop(self) -> None:
        self._asked_to_stop += 1

    @property
    def stopping(self) -> bool:
        return self._asked_to_stop > 0

    def launch(self, part: Part) -> None:
        """Adopts a living one with the same settings; one with other settings is replaced."""
        kept = self._kept[part.name] = _Kept(part)
        known = self._folder.processes().get(part.name)
        if known and process.alive(known):
            if known.settings == part.settings:
                kept.running, kept.since = known, time.monotonic()
                self._say(f"{part.name}: still running (process {known.pid})")
                return
            self._say(f"{part.name}: settings changed, starting it anew")
            process.stop(known, grace=part.grace, hurry=lambda: self._asked_to_stop > 0)
        self._start(kept)

    def await_ready(self, names: Sequence[str], *, seconds: float) -> None:
        """Returns when all answer. StartFailed has the log of the one that does not; Stopped: somebody asked."""
        deadline = time.monotonic() + seconds
        told = ""
        while True:
            self._tick(starting=True)
            missing = [name for name in names if not self._ready(self._kept[name])]
            if not missing:
                return
            if self.stopping:
                raise Stopped
            if ", ".join(missing) != told:
                told = ", ".join(missing)
                self._folder.write_state(State(phase="starting", waiting_for=told))
            if time.monotonic() > deadline:
                raise StartFailed(self._obituary(self._kept[missing[0]], f"does not answer after {seconds:.0f} s"))
            time.sleep(TICK_SECONDS)

    def watch(self) -> None:
        """Until somebody asks to stop."""
        while not self.stopping:
            self._tick()
            time.sleep(TICK_SECONDS)

    def drain(self, names: Sequence[str]) -> None:
        """Stops in this order, each within its grace; a second request to stop shortens it to two seconds."""
        for name in names:
            kept = self._kept.get(name)
            if kept and kept.running:
                self._folder.write_state(State(phase="stopping", waiting_for=name))
                if not process.stop(kept.running, grace=kept.part.grace, hurry=lambda: self._asked_to_stop > 1):
                    self._say(f"{name}: did not stop in time and was ended")
                if kept.child:
                    kept.child.poll()
                kept.running = None
            self._folder.forget(name)

    def _start(self, kept: _Kept) -> None:
        log = self._folder.log(kept.part.name)
        kept.log_from = log.stat().st_size if log.exists() else 0
        kept.child = process.start(kept.part.command, environment=kept.part.environment, log=log)
        kept.since, kept.ready, kept.silent, kept.again_at = time.monotonic(), False, 0, 0.0
        kept.running = process.identify(kept.child.pid, settings=kept.part.settings)
        if kept.running:
            self._folder.record(kept.part.name, kept.running)

    def _tick(self, *, starting: bool = False) -> None:
        now = time.monotonic()
        for kept in self._kept.values():
            if kept.again_at:
                if now >= kept.again_at and not self.stopping:
                    self._start(kept)
            elif self._dead(kept):
                self._bury(kept, now, starting=starting)
            elif now - kept.since > STEADY_SECONDS and kept.ready:
                kept.deaths = 0
            if not starting and kept.running and now - kept.asked_at > ASK_SECONDS:
                kept.asked_at = now
                self._ask(kept)
        if now - self._logs_at > BOUND_LOGS_SECONDS:
            self._logs_at = now
            for name in (*self._kept, "supervisor"):
                self._folder.bound_log(name)

    def _dead(self, kept: _Kept) -> bool:
        if kept.child is not None:
            return kept.child.poll() is not None
        return kept.running is None or not process.alive(kept.running)

    def _bury(self, kept: _Kept, now: float, *, starting: bool) -> None:
        kept.deaths += 1
        code = kept.child.returncode if kept.child else None
        kept.child, kept.running, kept.ready = None, None, False
        wait = min(BACKOFF_FIRST * 2 ** (kept.deaths - 1), BACKOFF_LONGEST)
        kept.again_at = now + wait
        how = "ended" if code is None else f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"
        if starting and code == BAD_SETTINGS:
            raise StartFailed(self._obituary(kept, "cannot start as things are set"))
        if starting and kept.deaths >= DEATHS_AT_START:
            raise StartFailed(self._obituary(kept, f"{how} {kept.deaths} times"))
        if kept.deaths % DEATHS_WORTH_TELLING == 0:
            self._say(self._obituary(kept, f"{how}, {kept.deaths} times now; trying on, every {wait:.0f} s"))
        else:
            self._say(f"{kept.part.name} {how}; starting it again")

    def _ready(self, kept: _Kept) -> bool:
        if not kept.ready and kept.running:
            kept.ready = kept.part.answers()
        return kept.ready

    def _ask(self, kept: _Kept) -> None:
        if not kept.part.asked:
            kept.ready = True
        elif kept.part.answers():
            kept.ready, kept.silent = True, 0
        elif kept.ready:
            kept.silent += 1
            if kept.silent >= SILENT_ASKS and kept.running:
                self._say(f"{kept.part.name} lives but answers nothing; replacing it")
                process.stop(kept.running, grace=5.0)

    def _obituary(self, kept: _Kept, what: str) -> str:
        log = self._folder.log(kept.part.name)
        end = self._folder.last_lines(kept.part.name, since=kept.log_from) or self._folder.last_lines(kept.part.name)
        quoted = "\n".join(f"    {line}" for line in end.splitlines())
        return f"{kept.part.name} {what}. The end of {log}:\n{quoted or '    (empty)'}"
