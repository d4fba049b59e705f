"""A home that an earlier version left behind, opened by this one: everything in it is there, goes on, and is not paid
for again."""

import hashlib
import socket
import subprocess
from collections.abc import Iterator

import pytest
from pydantic import JsonValue

from tests.durability.stack import Stack
from tests.durability.vendor import PYTHON, Vendor, keyless
from tests.durability.waiting import until
from tests.fakevendor.elevenlabs_api import GEORGE
from tests.upgrade.home import HOMES, Made, Podcast, lost, unpack

pytestmark = [pytest.mark.durability, pytest.mark.timeout(180)]

Answer = dict[str, JsonValue]


class Opened:
    """The stack of this code on the old home. HTTP alone, so that the test does not change with the code."""

    def __init__(self, stack: Stack, made: Made) -> None:
        self.stack, self.made, self.http, self.vendor = stack, made, stack.http, stack.vendor

    def get(self, podcast: Podcast, below: str = "") -> JsonValue:
        answer = self.http.get(f"/podcasts/{podcast.podcast_id}{below}")
        assert answer.status_code == 200, answer.text
        found: JsonValue = answer.json()
        return found

    def status(self, podcast: Podcast) -> Answer:
        found = self.get(podcast)
        assert isinstance(found, dict)
        return found

    def act(self, podcast: Podcast, action: str, **body: object) -> None:
        answer = self.http.post(f"/podcasts/{podcast.podcast_id}/{action}", json=body)
        assert answer.is_success, answer.text

    def until(self, podcast: Podcast, status: str) -> Answer:
        def met() -> bool:
            now = self.status(podcast)["status"]
            assert status == now or now not in ("COMPLETED", "FAILED", "CANCELLED"), self.status(podcast)
            return status == now

        try:
            until(met, f"the podcast about {podcast.about} is {status}", seconds=60)
        except AssertionError as error:
            error.add_note(f"{self.status(podcast)}\n{self.stack.logs()}")
            raise
        return self.status(podcast)

    def finished(self, podcast: Podcast) -> Answer:
        """Complete, and what the vendor was asked to say since is only what had not been said."""
        done = self.until(podcast, "COMPLETED")
        turns = self.get(podcast, "/turns")
        assert isinstance(turns, list)
        details = done["step_details"]
        assert isinstance(details, dict)
        assert details["completed_turns"] == details["total_turns"] == len(turns)
        assert done["attention"] == done["waiting"] == []
        assert [self.digest(podcast, file) for file in podcast.digests] == list(podcast.digests.values())
        audio = self.http.get(f"/podcasts/{podcast.podcast_id}/audio")
        assert (audio.status_code, audio.headers["content-type"]) == (200, "audio/mpeg")
        assert len(audio.content) == done["audio_size"]
        said = self.said(podcast)
        assert len(said) == len(set(said)), "a turn was paid for twice"
        assert set(said).isdisjoint(podcast.spoken), "a turn was paid for that was spoken before"
        kept = len(turns) - len(said)
        assert kept == len(podcast.digests), "each turn that could be heard before is kept, and no other"
        return done

    def said(self, podcast: Podcast) -> list[str]:
        """What the vendor was paid to say since the home was opened."""
        return [call.text for call in self.vendor.calls(podcast.about) if call.status == 200]

    def digest(self, podcast: Podcast, file: str) -> str:
        answer = self.http.get(f"/podcasts/{podcast.podcast_id}{file}")
        assert answer.status_code == 200, answer.text
        return hashlib.sha256(answer.content).hexdigest()


@pytest.fixture(scope="module", params=sorted(HOMES.glob("*.tar.xz")), ids=lambda archive: archive.name.split(".")[0])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    home, made = unpack(request.param, tmp_path_factory.mktemp("upgrade"))
    until(lambda: _free(made.vendor_port), f"port {made.vendor_port} is free for the fake vendor", seconds=90)
    with Vendor.started(keyless(), "--port", str(made.vendor_port)) as vendor:
        stack = Stack(home, vendor)
        try:
            migrated = subprocess.run(
                [*PYTHON, "cli", "migrate"], env=stack.environment, capture_output=True, text=True, check=False
            )
            assert migrated.returncode == 0, migrated.stdout + migrated.stderr
            stack.up()
            yield Opened(stack, made)
        finally:
            stack.close()


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_what_was_complete_is_served_as_before(opened: Opened) -> None:
    podcast = opened.made.podcasts["completed"]
    assert podcast.status["status"] == "COMPLETED"
    assert {"/audio", "/turns/1/audio", "/transcript?format=json"} <= podcast.digests.keys()
    assert lost(podcast.status, opened.status(podcast)) == []
    assert lost(podcast.turns, opened.get(podcast, "/turns")) == []
    assert lost(podcast.script, opened.get(podcast, "/script")) == []
    assert {file: opened.digest(podcast, file) for file in podcast.digests} == podcast.digests
    assert opened.said(podcast) == []


def test_what_was_running_when_its_worker_was_killed_completes(opened: Opened) -> None:
    podcast = opened.made.podcasts["running"]
    done = opened.finished(podcast)
    assert done["attempt"] == 1
    usage = done["usage"]
    assert isinstance(usage, dict)
    assert usage["repeated_after_crash"], "what was being spoken is paid for again, and counted as such"
    as_asked_for(podcast, done)


def test_what_was_parked_goes_on_with_another_voice_and_another_text(opened: Opened) -> None:
    podcast = opened.made.podcasts["parked"]
    before = opened.status(podcast)
    assert before["status"] == "NEEDS_ATTENTION"
    assert lost({**podcast.status, "updated_at": before["updated_at"]}, before) == []
    refused = f"A sailor wrote about {podcast.about} into his book."
    opened.act(podcast, "resume", voices={"EXPERT": GEORGE}, turns={"t003": refused})
    done = opened.finished(podcast)
    assert refused in opened.said(podcast)
    as_asked_for(podcast, done)


def test_what_waited_for_an_account_goes_on_when_the_vendor_is_open(opened: Opened) -> None:
    podcast = opened.made.podcasts["waiting"]
    assert podcast.status["waiting"]
    answer = opened.http.post("/providers/openai/open", json={"role": "speech"})
    assert answer.is_success, answer.text
    as_asked_for(podcast, opened.finished(podcast))


def test_what_was_cancelled_is_run_again(opened: Opened) -> None:
    podcast = opened.made.podcasts["cancelled"]
    assert lost(podcast.status, opened.status(podcast)) == []
    opened.act(podcast, "retry")
    done = opened.finished(podcast)
    assert done["attempt"] == 2
    as_asked_for(podcast, done)


def test_lists_and_files_hold_what_they_held(opened: Opened) -> None:
    listed = opened.http.get("/podcasts").raise_for_status().json()["items"]
    wanted = {podcast.podcast_id for podcast in opened.made.podcasts.values()}
    assert {item["podcast_id"] for item in listed} == wanted
    for podcast in opened.made.podcasts.values():
        as_asked_for(podcast, next(item for item in listed if item["podcast_id"] == podcast.podcast_id))
        assert opened.http.get(f"/podcasts/{podcast.podcast_id}/log").status_code == 200
    files = opened.http.get("/files").raise_for_status().json()["items"]
    assert lost([opened.made.file], files) == []
    body = {"sources": [{"type": "file", "file_id": opened.made.file["file_id"]}]}
    assert opened.http.post("/podcasts/estimate", json=body).is_success


def as_asked_for(podcast: Podcast, now: Answer) -> None:
    unchanging = ("podcast_id", "title", "duration_minutes", "created_at", "version")
    assert {name: now[name] for name in unchanging} == {name: podcast.status[name] for name in unchanging}
