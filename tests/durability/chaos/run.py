"""Submits podcasts, strikes while they are made, waits for the end and listens to every one."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2

from api.podcasts.views import PodcastStatus
from tests.durability.chaos.fleet import Fleet
from tests.durability.chaos.listener import Listener
from tests.durability.chaos.plan import KILLS, Blow, about, blows
from tests.durability.chaos.rule import Fault
from tests.durability.waiting import until
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH

RECOVERED_SECONDS = 60.0
"""Longer than anything may take: what is not well again by then ends the run in words."""

OPEN_AT_ONCE = 3

FINISH_SECONDS = 300.0

Say = Callable[[str], None]

_MIXED = (
    {"name": "ANN", "role": "host", "voice": SARAH},
    {"name": "BEN", "role": "expert", "tts": "openai", "voice": "coral"},
)
_ONE_VENDOR = ({"name": "ANN", "role": "host", "voice": SARAH}, {"name": "BEN", "role": "expert", "voice": GEORGE})


@dataclass
class Made:
    """One podcast that was submitted; `ended_at` is when it was seen to have ended."""

    podcast: str
    about: str
    ended_at: float | None = None
    status: PodcastStatus | None = None
    trouble: str = ""  # what is wrong with the audio or the transcript


@dataclass
class Outcome:
    podcasts: list[Made] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    listed: int = 0  # podcasts that the API knows in the end
    by_themselves: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return sum(fault.kind in KILLS for fault in self.faults)

    @property
    def lost(self) -> list[Made]:
        return [made for made in self.podcasts if made.status is None or made.status.status != "COMPLETED"]

    @property
    def corrupt(self) -> list[Made]:
        return [made for made in self.podcasts if made.trouble]


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
        while len(self.outcome.podcasts) < self._wanted:
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
        self._say(f"{fault}; well again after {took:.1f} s; {len(self._open())} of {len(self.outcome.podcasts)} open")

    def _something_new(self) -> Callable[[], bool]:
        """Whether a call reached the vendor, or was answered, since now; or nothing is left to do."""
        ledger = self._fleet.vendor.ledger
        size = ledger.stat().st_size
        return lambda: ledger.stat().st_size > size or not self._open()

    # -- podcasts ---------------------------------------------------------------------------------------------------

    def _open(self) -> list[Made]:
        """Those not yet seen to have ended, looked at now; whoever cannot be asked counts as open."""
        for made in self.outcome.podcasts:
            if made.ended_at is None:
                self._look(made)
        return [made for made in self.outcome.podcasts if made.ended_at is None]

    def _look(self, made: Made) -> None:
        try:
            answer = self._fleet.stack.http.get(f"/podcasts/{made.podcast}")
        except httpx2.TransportError:
            return
        if answer.status_code == 200:
            made.status = PodcastStatus.model_validate(answer.json())
            if made.status.status.ended:
                made.ended_at = made.status.completed_at.timestamp() if made.status.completed_at else time.time()
                if made.status.status == "COMPLETED":
                    self._ear.listen(made.status)

    def _keep_busy(self, due: float, *, to_strike: bool = False) -> None:
        """Submits until so many are due, and never lets the vendor go idle while more are to come; or more blows are:
        then podcasts are added to those that were wanted."""
        while to_strike or len(self.outcome.podcasts) < self._wanted:
            opened = len(self._open())
            if opened >= OPEN_AT_ONCE or (opened >= 2 and len(self.outcome.podcasts) >= due):
                return
            self._submit(len(self.outcome.podcasts))

    def _submit(self, number: int) -> None:
        """Sent again under its Idempotency-Key until it is answered, as any client would."""
        name = about(self._seed, number)
        speakers = list(_MIXED if number % 2 else _ONE_VENDOR)
        found: list[str] = []

        def sent() -> bool:
            try:
                key = f"chaos-{self._seed}-{number}"
                found.append(self._fleet.stack.submit(name, key=key, duration_minutes=self._minutes, speakers=speakers))
            except httpx2.TransportError:
                return False
            return True

        until(sent, f"podcast {number} is taken", seconds=RECOVERED_SECONDS)
        self.outcome.podcasts.append(Made(found[0], name))

    def _finish(self) -> None:
        deadline = time.monotonic() + FINISH_SECONDS
        while self._open() and time.monotonic() < deadline:
            for fault in self.outcome.faults[-1:]:
                self._fleet.well(fault.kind)
            time.sleep(0.5)
        self._say("all ended; listening to the last of them")
        for made in self.outcome.podcasts:
            if made.status is not None and made.status.status == "COMPLETED":
                made.trouble = self._ear.trouble(made.status)
        self.outcome.listed = self._count()

    def _count(self) -> int:
        count, cursor = 0, None
        while True:
            page = self._fleet.stack.http.get(
                "/podcasts", params={"limit": 100, **({"cursor": cursor} if cursor else {})}
            )
            body = page.raise_for_status().json()
            count += len(body["items"])
            cursor = body["next_cursor"]
            if not cursor:
                return count
