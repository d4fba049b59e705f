"""`PYTHONPATH=. python -P -m tests.upgrade.make --code CHECKOUT`: a home made by the code of another checkout.

It holds a podcast in each state that outlives a stop: complete, parked, waiting for an account, cancelled while it was
spoken, and in the middle of its speech when its worker was killed. It goes to tests/upgrade/homes/<commit>.tar.xz.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import JsonValue

from cli.stack import temporal
from tests.durability.ending import ends_in_order
from tests.durability.stack import Stack, material
from tests.durability.vendor import Vendor, keyless
from tests.durability.versions import version
from tests.durability.waiting import until
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH
from tests.upgrade.home import HOMES, Made, Podcast, pack

VENDOR_PORT = 18_517
"""Below the ports that systems give out on their own, so that the test finds it free."""

UNKNOWN_VOICE = "VoiceOfNobody"

LONG_PARKED: Mapping[str, tuple[str, str]] = {
    "workflows/policies.py": ("PARKED = timedelta(days=30)", "PARKED = timedelta(days=7300)")
}
"""The one change to the code: parked podcasts are given up after twenty years, or the archive would age in a month."""

RETENTION = "175200h"
"""Temporal forgets finished runs after twenty years, for the same reason."""

SHORT, TWO_SEGMENTS = 0.5, 1.5
"""Minutes: four turns in two segments, and eight."""

SPEAKERS = ({"name": "HOST", "voice": SARAH}, {"name": "EXPERT", "voice": GEORGE})

Answer = dict[str, JsonValue]


class Maker:
    """Talks to the old stack over HTTP alone: its models may not be ours."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._http, self._vendor = stack, stack.http, stack.vendor
        self.file: Answer = {}

    def completed(self, about: str) -> Podcast:
        """From an uploaded file, with a title of its own."""
        upload = self._http.post("/files", files={"file": (f"{about}.txt", material(about).encode())})
        self.file = upload.raise_for_status().json()
        source = {"type": "file", "file_id": self.file["file_id"]}
        podcast = self._submit(about, sources=[source], title=f"The lamp of {about}", topic="its lamp")
        self._until(podcast, lambda now: now["status"] == "COMPLETED", "it is complete")
        return self._known(podcast, about)

    def parked(self, about: str) -> Podcast:
        """The expert's voice does not exist, and the host's second turn is refused for its content."""
        detail = {"status": "content_against_policy", "message": "This text is against our policy."}
        refusal = {"do": "status", "status": 400, "body": {"detail": detail}}
        self._vendor.control(rules=[{"kind": "speech", "voice": SARAH, "text": about, "nth": [2], **refusal}])
        speakers = [SPEAKERS[0], {**SPEAKERS[1], "voice": UNKNOWN_VOICE}]
        podcast = self._submit(about, speakers=speakers)
        self._until(podcast, _has_three_parked_turns, "three turns are parked")
        return self._known(podcast, about)

    def waiting(self, about: str) -> Podcast:
        """Its speech vendor's account is used up."""
        error = {"message": "You exceeded your current quota.", "code": "insufficient_quota"}
        refusal = {"do": "status", "status": 429, "body": {"error": error}}
        self._vendor.control(rules=[{"vendor": "openai", "kind": "speech", **refusal}])
        speakers = [{"name": "HOST", "tts": "openai"}, {"name": "EXPERT", "tts": "openai"}]
        podcast = self._submit(about, speakers=speakers)
        self._until(podcast, lambda now: bool(now["waiting"]), "it waits for its vendor")
        return self._known(podcast, about)

    def cancelled(self, about: str) -> Podcast:
        """With two turns spoken."""
        self._vendor.slow(about, nth=(3, 4), seconds=600)
        podcast = self._submit(about)
        self._until(podcast, lambda now: _completed_turns(now) == 2, "two turns are kept")
        self._http.post(f"/podcasts/{podcast}/cancel").raise_for_status()
        self._until(podcast, lambda now: now["status"] == "CANCELLED", "it is cancelled")
        return self._known(podcast, about)

    def running(self, about: str) -> Podcast:
        """With two turns spoken and two being spoken, and its second segment being written, when all is killed."""
        self._vendor.slow(about, nth=(3, 4), seconds=600)
        self._vendor.slow(about, kind="chat", nth=(3,), seconds=600)  # outline, first segment, second segment
        podcast = self._submit(about, duration_minutes=TWO_SEGMENTS)
        self._until(podcast, lambda now: _completed_turns(now) == 2, "two turns are kept")
        until(
            lambda: len(self._vendor.in_flight(about)) == 2 and len(self._vendor.in_flight(about, kind="chat")) == 1,
            "two turns are being spoken and a segment is being written",
            seconds=30,
        )
        return self._known(podcast, about)

    def _submit(self, about: str, **changes: object) -> str:
        body = {
            "sources": [{"type": "text", "text": material(about)}],
            "duration_minutes": SHORT,
            "speakers": SPEAKERS,
            **changes,
        }
        answer = self._http.post("/podcasts", json=body)
        if not answer.is_success:
            raise RuntimeError(answer.text)
        return str(answer.json()["podcast_id"])

    def _status(self, podcast: str) -> Answer:
        answer: Answer = self._http.get(f"/podcasts/{podcast}").raise_for_status().json()
        return answer

    def _until(self, podcast: str, met: Callable[[Answer], bool], what: str) -> None:
        try:
            until(lambda: met(self._status(podcast)), what, seconds=60)
        except AssertionError as error:
            error.add_note(f"{self._status(podcast)}\n{self._stack.logs()}")
            raise

    def _known(self, podcast: str, about: str) -> Podcast:
        status = self._status(podcast)
        turns = self._http.get(f"/podcasts/{podcast}/turns").json()
        files = [f"/turns/{n}/audio" for n in range(1, len(turns) + 1)]
        files += ["/audio", *(f"/transcript?format={form}" for form in ("json", "vtt", "srt", "txt", "md"))]
        answers = {file: self._http.get(f"/podcasts/{podcast}{file}") for file in files}
        return Podcast(
            podcast_id=podcast,
            about=about,
            status=status,
            turns=turns,
            script=self._http.get(f"/podcasts/{podcast}/script").json(),
            spoken=tuple(call.text for call in self._vendor.calls(about) if call.status == 200),
            digests={
                file: hashlib.sha256(answer.content).hexdigest()
                for file, answer in answers.items()
                if answer.is_success
            },
        )


def _completed_turns(status: Answer) -> object:
    details = status["step_details"]
    return details["completed_turns"] if isinstance(details, dict) else None


def _has_three_parked_turns(status: Answer) -> bool:
    attention = status["attention"]
    return status["status"] == "NEEDS_ATTENTION" and isinstance(attention, list) and len(attention) == 3


def make(code: Path, folder: Path) -> tuple[Path, Made]:
    """The home, and what is known of it; everything that used it has ended."""
    home = folder / "home"
    options = ("--port", str(VENDOR_PORT), "--loop-seconds", "3")
    with Vendor.started(keyless(), *options) as vendor:
        vendor.control(formats_refused=["pcm_44100"])  # half the bytes
        stack = Stack(home, vendor)
        stack.environment["PYTHONPATH"] = str(version(folder / "code", LONG_PARKED, checkout=code))
        try:
            stack.up()
            _remember(stack.temporal_address)
            maker = Maker(stack)
            podcasts = {
                "completed": maker.completed("Silverlight"),
                "cancelled": maker.cancelled("Ebbtide"),
                "parked": maker.parked("Marram"),
                "waiting": maker.waiting("Saltmarsh"),
                "running": maker.running("Gullrock"),
            }
            stack.kill("supervisor", "worker")
        finally:
            stack.close()
    asked = ["git", "-C", str(code), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    return home, Made(commit=commit, vendor_port=VENDOR_PORT, podcasts=podcasts, file=maker.file)


def _remember(address: str) -> None:
    command = [str(temporal.program()), "operator", "namespace", "update", "--namespace=default"]
    subprocess.run([*command, f"--address={address}", f"--retention={RETENTION}"], check=True, capture_output=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.upgrade.make", description=__doc__)
    parser.add_argument("--code", type=Path, required=True, help="a checkout of the version that makes the home")
    asked = parser.parse_args()
    ends_in_order()
    with tempfile.TemporaryDirectory() as folder:
        home, made = make(asked.code.resolve(), Path(folder))
        archive = HOMES / f"{made.commit}.tar.xz"
        pack(home, made, archive)
    print(f"{archive}: {archive.stat().st_size:,} bytes")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
