"""Submits podcasts and jobs of the other kinds, strikes while they are made, waits for the end and looks at each."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2

from tests.durability.chaos.fleet import Fleet
from tests.durability.chaos.kinds import KINDS, OTHERS, PODCAST, Kind, Order, Status
from tests.durability.chaos.listener import Listener
from tests.durability.chaos.plan import KILLS, Blow, about, blows
from tests.durability.chaos.rule import Fault
from tests.durability.waiting import until

RECOVERED_SECONDS = 60.0
"""Longer than anything may take: what is not well again by then ends the run in words."""

OPEN_AT_ONCE = 3

FINISH_SECONDS = 300.0

Say = Callable[[str], None]


@dataclass
class Made:
    """One job that was submitted; `ended_at` is when it was seen to have ended."""

    job: str
    about: str
    ended_at: float | None = None
    status: Status | None = None
    trouble: str = ""  # what is wrong with its result
    kind: Kind = PODCAST


@dataclass
class Outcome:
    jobs: list[Made] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    listed: int = 0  # jobs that the API knows in the end
    by_themselves: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return sum(fault.kind in KILLS for fault in self.faults)

    def of(self, kind: Kind) -> list[Made]:
        return [made for made in self.jobs if made.kind is kind]

    @property
    def expected(self) -> int:
        """Jobs that the API should know."""
        return sum(1 + made.kind.children for made in self.jobs)

    @property
    def lost(self) -> list[Made]:
        return [made for made in self.jobs if made.status is None or made.status.status != "COMPLETED"]

    @property
    def corrupt(self) -> list[Made]:
        return [made for made in self.jobs if made.trouble]


class Run:
    def __init__(self, fleet: Fleet, *, seed: int, podcasts: int, minutes: float, say: Say) -> None:
        self._fleet, self._seed, self._wanted, self._minutes, self._say = fleet, seed, podcasts, minutes, say
        self._ear = Listener(fleet.stack)
        self.outcome = Outcome(by_themselves=fleet.by_themselves)

    def go(self, kills: int, *, longest_outage: float, strike_for: float) -> Outcome:
        """`strike_for`: no more blows after so many seconds, so that the end comes in time."""
        began = time.monotonic()
        full = self._fleet.fillable is not None
        if not full:
            self._say("artifacts cannot be filled here: that takes leave to mount, or another user than root")
        planned = list(blows(self._seed, kills, longest_outage=longest_outage, full=full))
        for done, blow in enumerate(planned):
            self._keep_busy(self._wanted * (done + 1) / len(planned), to_strike=True)
            if time.monotonic() - began > strike_for:
                self._say(f"{len(planned) - done} blows were not struck: the time was over")
                break
            time.sleep(blow.pause)
            self._strike(blow)
        while self._submitted < self._wanted:
            self._keep_busy(self._wanted)
            time.sleep(0.5)
        self._finish()
        self._ear.close()
        return self.outcome

    def _strike(self, blow: Blow) -> None:
        before = time.monotonic()
        fault = self._fleet.strike(blow, number=len(self.outcome.faults) + 1)
        until(lambda: self._fleet.well(blow.kind), f"{blow.kind}: all is up again", seconds=RECOVERED_SECONDS)
        until(self._something_new(), f"{blow.kind}: podcasts go on", seconds=RECOVERED_SECONDS)
        self.outcome.faults.append(fault)
        took = time.monotonic() - before
        self._say(f"{fault}; well again after {took:.1f} s; {len(self._open())} of {len(self.outcome.jobs)} open")

    def _something_new(self) -> Callable[[], bool]:
        """Whether a call reached the vendor, or was answered, since now; or nothing is left to do."""
        ledger = self._fleet.vendor.ledger
        size = ledger.stat().st_size
        return lambda: ledger.stat().st_size > size or not self._open()

    # -- jobs -------------------------------------------------------------------------------------------------------

    @property
    def _submitted(self) -> int:
        return len(self.outcome.of(PODCAST))

    def _open(self) -> list[Made]:
        """Those not yet seen to have ended, looked at now; whoever cannot be asked counts as open."""
        for made in self.outcome.jobs:
            if made.ended_at is None:
                self._look(made)
        return [made for made in self.outcome.jobs if made.ended_at is None]

    def _look(self, made: Made) -> None:
        try:
            answer = self._fleet.stack.http.get(f"{made.kind.path}/{made.job}")
        except httpx2.TransportError:
            return
        if answer.status_code == 200:
            made.status = made.kind.read(answer.content)
            if made.status.status.ended:
                made.ended_at = made.status.completed_at.timestamp() if made.status.completed_at else time.time()
                if made.status.status == "COMPLETED":
                    self._ear.listen(made.kind, made.status, made.about)

    def _keep_busy(self, due: float, *, to_strike: bool = False) -> None:
        """Submits until so many podcasts are due, each with a job of another kind, and never lets the vendor go idle
        while more are to come; or more blows are: then podcasts are added to those that were wanted."""
        while to_strike or self._submitted < self._wanted:
            opened = sum(made.kind is PODCAST for made in self._open())
            if opened >= OPEN_AT_ONCE or (opened >= 2 and self._submitted >= due):
                return
            other = OTHERS[self._submitted % len(OTHERS)]
            self._submit(PODCAST)
            self._submit(other)

    def _submit(self, kind: Kind) -> None:
        """Sent again under its Idempotency-Key until it is answered, as any client would."""
        number = len(self.outcome.jobs)
        order = Order(number, about(self._seed, number), f"chaos-{self._seed}-{number}", self._minutes)
        found: list[str] = []

        def sent() -> bool:
            try:
                found.append(kind.submit(self._fleet.stack, order))
            except httpx2.TransportError:
                return False
            return True

        until(sent, f"job {number}, of {kind.name}, is taken", seconds=RECOVERED_SECONDS)
        self.outcome.jobs.append(Made(found[0], order.about, kind=kind))

    def _finish(self) -> None:
        deadline = time.monotonic() + FINISH_SECONDS
        while self._open() and time.monotonic() < deadline:
            for fault in self.outcome.faults[-1:]:
                self._fleet.well(fault.kind)
            time.sleep(0.5)
        self._say("all ended; looking at the last of them")
        for made in self.outcome.jobs:
            if made.status is not None and made.status.status == "COMPLETED":
                made.trouble = self._ear.trouble(made.kind, made.status, made.about)
        self.outcome.listed = sum(map(self._count, KINDS))

    def _count(self, kind: Kind) -> int:
        count, cursor = 0, None
        while True:
            page = self._fleet.stack.http.get(
                kind.path, params={"limit": 100, **({"cursor": cursor} if cursor else {})}
            )
            body = page.raise_for_status().json()
            count += len(body["items"])
            cursor = body["next_cursor"]
            if not cursor:
                return count
