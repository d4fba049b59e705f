"""The whole product as a person runs it: `podwright up` in a folder of its own, every part killable by its number."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from api.podcasts.views import PodcastPage, PodcastStatus
from cli.stack import process
from cli.stack.folder import Folder
from tests.durability.vendor import CHECKOUT, PYTHON, Vendor, keyless
from tests.durability.waiting import tell, until

PARTS = ("supervisor", "temporal", "worker", "api")
SPEECH_SLOTS = 3
"""Calls in flight at the speech vendor, so that a test knows which they are."""

WRITING_KEY, GOOD_KEY = "key-for-writing", "key-for-speech"

Met = Callable[[PodcastStatus], bool]


class Stack:
    """`up` starts what is missing, `kill` is SIGKILL."""

    def __init__(self, home: Path, vendor: Vendor) -> None:
        self.folder, self.vendor = Folder(home), vendor
        api, temporal, page = free_ports(3)
        self.temporal_address = f"127.0.0.1:{temporal}"
        self.environment = {
            **keyless(),
            "PYTHONPATH": str(CHECKOUT),
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(home),
            "PODWRIGHT_API_PORT": str(api),
            "PODWRIGHT_TEMPORAL_PORT": str(temporal),
            "PODWRIGHT_TEMPORAL_UI_PORT": str(page),
            "PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS": str(SPEECH_SLOTS),
            "OPENAI_API_KEY": WRITING_KEY,
            "OPENAI_BASE_URL": f"{vendor.url}/v1",
            "ELEVENLABS_API_KEY": GOOD_KEY,
            "ELEVENLABS_BASE_URL": vendor.url,
        }
        self.http = httpx2.Client(base_url=f"http://127.0.0.1:{api}/api/v1", timeout=15, trust_env=False)

    def up(self, **settings: str) -> None:
        """`podwright up --detach`; `settings` hold from now on."""
        self.environment.update(settings)
        self._podwright("up", "--detach")

    def down(self) -> None:
        self._podwright("down")

    def close(self) -> None:
        try:
            self.down()
        finally:
            self.http.close()
            self.kill(*self.living())  # what `down` left, if anything

    def living(self) -> dict[str, int]:
        """Name and pid of every part that runs."""
        return {name: known.pid for name, known in self.folder.processes().items() if process.alive(known)}

    def kill(self, *names: str) -> float:
        """SIGKILL, all at once. The time on the clock that the vendor's ledger uses."""
        living = self.living()
        pids = [living[name] for name in names]
        at = time.time()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        until(lambda: not set(pids) & set(self.living().values()), f"{names} are dead", seconds=10)
        return at

    def interrupt(self) -> None:
        """SIGTERM to `podwright up`, and its end."""
        known = self.folder.processes()["supervisor"]
        os.kill(known.pid, signal.SIGTERM)
        until(lambda: not process.alive(known), "`podwright up` has drained and ended", seconds=60)

    @contextmanager
    def only_the_api(self) -> Iterator[None]:
        """A fresh API for the Temporal server that runs, and nothing else."""
        environment = {**self.environment, "TEMPORAL_ADDRESS": self.temporal_address}
        started = process.start([*PYTHON, "api"], environment=environment, log=self.folder.log("api"))
        try:
            until(self._answers, "the API answers", seconds=60)
            yield
        finally:
            started.terminate()
            started.wait(20)

    # -- podcasts --------------------------------------------------------------------------------------------------

    def submit(self, about: str, *, key: str = "", **changes: object) -> str:
        """A podcast of about twenty turns; the word `about` stands in each of them. `key`: Idempotency-Key."""
        body = {"sources": [{"type": "text", "text": material(about)}], "duration_minutes": 3.4, **changes}
        answer = self.http.post("/podcasts", json=body, headers={"Idempotency-Key": key} if key else {})
        assert answer.is_success, answer.text
        return PodcastStatus.model_validate(answer.json()).podcast_id

    def status(self, podcast: str) -> PodcastStatus:
        answer = self.http.get(f"/podcasts/{podcast}")
        assert answer.status_code == 200, answer.text
        return PodcastStatus.model_validate(answer.json())

    def listed(self, podcast: str) -> PodcastStatus:
        """As the list tells it, which asks no worker: from what the run left in Temporal at most two seconds ago."""
        items = PodcastPage.model_validate(self.http.get("/podcasts").json()).items
        return next(item for item in items if item.podcast_id == podcast)

    def act(self, podcast: str, action: str, **body: object) -> PodcastStatus:
        answer = self.http.post(f"/podcasts/{podcast}/{action}", json=body)
        assert answer.is_success, answer.text
        return PodcastStatus.model_validate(answer.json())

    def prompt_status(self, podcast: str) -> PodcastStatus:
        """The status, which answers within a second (the best of three after one to warm up)."""
        self.status(podcast)
        took: list[float] = []
        for _ in range(3):
            began = time.monotonic()
            status = self.status(podcast)
            took.append(time.monotonic() - began)
        tell(f"status in {min(took):.3f} s (of {', '.join(f'{each:.3f}' for each in took)})")
        assert min(took) < 1.0
        return status

    def until(self, podcast: str, met: Met, what: str, *, seconds: float = 60) -> PodcastStatus:
        """Looks until the status is as wanted, through any restart of the API."""
        last: list[PodcastStatus] = []

        def look() -> bool:
            try:
                answer = self.http.get(f"/podcasts/{podcast}")
            except httpx2.TransportError:
                return False
            if answer.status_code != 200:
                return False
            last[:] = [PodcastStatus.model_validate(answer.json())]
            return met(last[0])

        try:
            until(look, what, seconds=seconds)
        except AssertionError as error:
            error.add_note(f"the last status: {last[0].model_dump_json(indent=1) if last else 'none'}\n{self.logs()}")
            raise
        return last[0]

    def finished(self, podcast: str, *, seconds: float = 60) -> PodcastStatus:
        status = self.until(podcast, lambda now: now.status.ended, "the podcast is finished", seconds=seconds)
        assert status.status == "COMPLETED", f"{status.error}\n{self.logs()}"
        assert status.audio_url, "what is complete can be heard"
        assert status.duration_seconds
        return status

    def logs(self) -> str:
        return "\n".join(f"== {name}\n{self.folder.last_lines(name, lines=25)}" for name in PARTS)

    def _answers(self) -> bool:
        try:
            return self.http.get("/health/ready").status_code == 200
        except httpx2.TransportError:
            return False

    def _podwright(self, *words: str) -> None:
        done = subprocess.run(
            [*PYTHON, "cli", *words], env=self.environment, capture_output=True, text=True, timeout=100, check=False
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{self.logs()}"


def all_but_parked_are_spoken(now: PodcastStatus) -> bool:
    turns = now.step_details
    return now.status == "NEEDS_ATTENTION" and turns.completed_turns + len(now.attention) == turns.total_turns


def free_ports(count: int) -> list[int]:
    """Held together while they are chosen, so that no two are the same."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


_KEEPERS = ("The keeper", "A fisherman", "The mayor", "An engineer", "A painter", "The baker", "A sailor")
_DEEDS = (
    "counted the ships that passed {about} and wrote every one of them into a book",
    "walked from the harbour up to {about} each morning, whatever the weather was like",
    "said that the lamp of {about} could be seen from the far side of the bay",
    "repaired the stairs of {about} after the storm had broken the lower windows",
    "drew a plan of {about} which the museum of the town still shows to visitors",
    "carried oil and bread to {about} when the road was closed by snow",
    "kept bees behind {about} and sold the honey on the market square",
    "measured how far {about} leans towards the sea and found it a hand's breadth",
    "told the children why {about} was painted white and not red",
    "heard the bell of {about} in the fog long before anything could be seen",
)


def material(about: str) -> str:
    """Some seven hundred words in whole sentences, no two alike, each with the word."""
    sentences = []
    for n in range(50):
        keeper, deed = _KEEPERS[n % len(_KEEPERS)], _DEEDS[n % len(_DEEDS)].format(about=about)
        sentences.append(f"{keeper} {deed} in {1820 + n}.")
    paragraphs = [" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5)]
    return "\n\n".join(paragraphs)
