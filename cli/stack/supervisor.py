"""A supervisor of a few processes: adopts what runs, starts what is missing, restarts what dies, stops in order.

One thread and one loop; a signal handler only counts the requests to stop. Whether a process is dead is judged by pid
and start mark, so parts that a killed supervisor left are watched like our own. A full disk ends no supervision: what
cannot be written is reported, and a part that cannot be recorded is ended, since no other command would find it.
"""

import contextlib
import signal
import time
from collections.abc import Callable, Sequence

from cli.stack import process
from cli.stack.folder import Folder, HomeUnusable, State
from cli.stack.part import Part, PartState

BACKOFF_FIRST = 0.2
BACKOFF_LONGEST = 10.0
STEADY_SECONDS = 30.0
"""After this long a part counts as healthy again: its deaths are counted from zero."""

TICK_SECONDS = 0.1
CHECK_SECONDS = 5.0
SILENT_CHECKS = 6
"""A running part that did not answer this many checks in a row hangs, and is replaced (30 s)."""

DEATHS_AT_START = 4
DEATHS_PER_REPORT = 3
BAD_SETTINGS = 2
"""Exit code of a part whose settings are wrong; trying again would only hide its message."""

BOUND_LOGS_SECONDS = 10.0


class StartFailed(Exception):
    """A part does not come up; the message has the end of its log."""


class Stopped(Exception):
    """A request to stop came before everything was up."""


class Supervisor:
    """Parts are launched in the order given and stopped in the order of `drain`."""

    def __init__(self, folder: Folder, *, report: Callable[[str], None]) -> None:
        self._folder, self._write_report = folder, report
        self._parts: dict[str, PartState] = {}
        self._stop_requests = 0
        self._logs_at = time.monotonic()

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.request_stop())

    def request_stop(self) -> None:
        self._stop_requests += 1

    @property
    def stopping(self) -> bool:
        return self._stop_requests > 0

    def tell(self, state: State) -> None:
        """Says what it is doing, to commands that wait for it."""
        try:
            self._folder.write_state(state)
        except HomeUnusable as error:
            self.report(str(error))

    def report(self, line: str) -> None:
        with contextlib.suppress(OSError):  # the terminal is gone, or the disk with the log is full
            self._write_report(line)

    def launch(self, part: Part) -> None:
        """Adopts a running one with the same settings; one with other settings is replaced.

        Raises:
            HomeUnusable: it could not be recorded, and was ended.
        """
        state = self._parts[part.name] = PartState(part)
        known = self._folder.processes().get(part.name)
        if known and process.alive(known):
            if known.settings == part.settings:
                state.running, state.since = known, time.monotonic()
                self.report(f"{part.name}: still running (process {known.pid})")
                return
            self.report(f"{part.name}: settings changed, restarting it")
            process.stop(known, hurry=lambda: self._stop_requests > 0)
        self._start(state)

    def await_ready(self, names: Sequence[str], *, seconds: float) -> None:
        """Returns when all of them answer.

        Raises:
            StartFailed: one does not answer in time; the message has the end of its log.
            Stopped: a request to stop came first.
        """
        deadline = time.monotonic() + seconds
        reported = ""
        while True:
            self._tick(starting=True)
            missing = [name for name in names if not self._ready(self._parts[name])]
            if not missing:
                return
            if self.stopping:
                raise Stopped
            if ", ".join(missing) != reported:
                reported = ", ".join(missing)
                self.tell(State(phase="starting", waiting_for=reported))
            if time.monotonic() > deadline:
                raise StartFailed(self._with_log(self._parts[missing[0]], f"does not answer after {seconds:.0f} s"))
            time.sleep(TICK_SECONDS)

    def watch(self) -> None:
        """Returns when a request to stop comes."""
        while not self.stopping:
            self._tick()
            time.sleep(TICK_SECONDS)

    def drain(self, names: Sequence[str]) -> None:
        """Stops in this order, each within its grace; a second request to stop shortens it to two seconds."""
        for name in names:
            state = self._parts.get(name)
            if state and state.running:
                self.tell(State(phase="stopping", waiting_for=name))
                if not process.stop(state.running, hurry=lambda: self._stop_requests > 1):
                    self.report(f"{name}: did not stop in time and was killed")
                if state.child:
                    state.child.poll()
                state.running = None
            with contextlib.suppress(HomeUnusable):
                self._folder.forget(name)

    def _start(self, state: PartState) -> None:
        part, log = state.part, self._folder.log(state.part.name)
        state.log_from = log.stat().st_size if log.exists() else 0
        state.since, state.ready, state.silent_checks, state.restart_at = time.monotonic(), False, 0, 0.0
        with self._folder.using():
            state.child = process.start(part.command, environment=part.environment, log=log, folder=part.folder)
        state.running = process.identify(state.child.pid, settings=part.settings, grace=part.grace)
        if state.running:
            try:
                self._folder.record(part.name, state.running)
            except HomeUnusable:
                process.stop(state.running, grace=1.0)
                state.child.poll()
                raise

    def _restart(self, state: PartState) -> None:
        try:
            self._start(state)
        except HomeUnusable as error:
            state.child, state.running = None, None
            self._plan_restart(state, time.monotonic(), reason=f"was not started. {error}")

    def _tick(self, *, starting: bool = False) -> None:
        now = time.monotonic()
        for state in self._parts.values():
            if state.restart_at:
                if now >= state.restart_at and not self.stopping:
                    self._restart(state)
            elif self._dead(state):
                self._count_death(state, now, starting=starting)
            elif now - state.since > STEADY_SECONDS and state.ready:
                state.deaths = 0
            if not starting and state.running and now - state.checked_at > CHECK_SECONDS:
                state.checked_at = now
                self._check(state)
        if now - self._logs_at > BOUND_LOGS_SECONDS:
            self._logs_at = now
            for name in (*self._parts, "supervisor"):
                self._folder.bound_log(name)

    def _dead(self, state: PartState) -> bool:
        if state.child is not None:
            return state.child.poll() is not None
        return state.running is None or not process.alive(state.running)

    def _count_death(self, state: PartState, now: float, *, starting: bool) -> None:
        code = state.child.returncode if state.child else None
        state.child, state.running, state.ready = None, None, False
        how = "ended" if code is None else f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"
        if starting and code == BAD_SETTINGS:
            raise StartFailed(self._with_log(state, "cannot start with these settings"))
        if starting and state.deaths + 1 >= DEATHS_AT_START:
            raise StartFailed(self._with_log(state, f"{how} {state.deaths + 1} times"))
        self._plan_restart(state, now, reason=how)

    def _plan_restart(self, state: PartState, now: float, *, reason: str) -> None:
        state.deaths += 1
        wait = min(BACKOFF_FIRST * 2 ** min(state.deaths - 1, 10), BACKOFF_LONGEST)
        state.restart_at = now + wait
        if state.deaths % DEATHS_PER_REPORT == 0:
            self.report(self._with_log(state, f"{reason}, {state.deaths} times now; next try in {wait:.0f} s"))
        else:
            self.report(f"{state.part.name} {reason}; starting it again")

    def _ready(self, state: PartState) -> bool:
        if not state.ready and state.running:
            state.ready = state.part.answers()
        return state.ready

    def _check(self, state: PartState) -> None:
        if not state.part.watched:
            state.ready = True
        elif state.part.answers():
            state.ready, state.silent_checks = True, 0
        elif state.ready:
            state.silent_checks += 1
            if state.silent_checks >= SILENT_CHECKS and state.running:
                self.report(f"{state.part.name} runs but does not answer; replacing it")
                process.stop(state.running, grace=5.0)

    def _with_log(self, state: PartState, what: str) -> str:
        log, name = self._folder.log(state.part.name), state.part.name
        end = self._folder.last_lines(name, since=state.log_from) or self._folder.last_lines(name)
        quoted = "\n".join(f"    {line}" for line in end.splitlines())
        return f"{name} {what}. The end of {log}:\n{quoted or '    (empty)'}"
