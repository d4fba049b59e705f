"""The commands that look at jobs."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.cli.contract import FakeServer, Podwright, Reply, job, podcast, reply, stream

CHECKOUT = Path(__file__).resolve().parents[3]


def test_list_gives_other_programs_a_line_each(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts?limit=20&status=FAILED", reply({"items": [podcast("FAILED", 12)], "next_cursor": None}))
    ran = podwright("list", "--status", "failed")
    assert ran.out.split("\t")[:3] == ["p-123456789", "FAILED", "12 %"]


def test_json_prints_everything_that_the_server_sent(server: FakeServer, podwright: Podwright) -> None:
    sent = podcast(something_new=[1, 2])
    server.on("GET /podcasts/p-123456789", reply(sent))
    assert podwright("status", "p-123456789", "--json").json == sent


def test_without_an_id_the_newest_is_shown(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /jobs?limit=1", reply({"items": [job(job_id="p-123456789", kind="podcast")]}))
    server.on("GET /podcasts/p-123456789", reply(podcast(stale=True)))
    ran = podwright("status")
    assert "GENERATING 50 % - speaking, turn 6 of 20 (EXPERT) - 0:45 left" in ran.out
    assert "No worker answers: this is the last known state." in ran.out


def test_an_unknown_id_is_bad_input(server: FakeServer, podwright: Podwright) -> None:
    ran = podwright("status", "p/../nothing")
    assert (ran.code, ran.err) == (2, "No podcast has this id.")
    assert server.calls[0].path == "/api/v1/podcasts/p%2F..%2Fnothing"


def test_what_it_waits_for_is_shown(server: FakeServer, podwright: Podwright) -> None:
    waiting = {
        "resource": "elevenlabs",
        "reason": "The key was refused.",
        "advice": "Set ELEVENLABS_API_KEY.",
        "since": "2026-01-02T03:04:05Z",
    }
    server.on("GET /podcasts/p-123456789", reply(podcast(waiting=[waiting])))
    out = podwright("status", "p-123456789").out
    assert "waiting for elevenlabs: The key was refused." in out
    assert "what to do: Set ELEVENLABS_API_KEY." in out


def test_the_next_try_of_a_call_is_shown(server: FakeServer, podwright: Podwright) -> None:
    waiting = {
        "resource": "salt.example",
        "reason": "https://salt.example/brine answers 503.",
        "since": "2026-01-02T03:04:05Z",
        "item": "source-001",
        "attempt": 3,
        "attempts": 11,
    }
    server.on("GET /podcasts/p-123456789", reply(podcast(waiting=[waiting])))
    out = podwright("status", "p-123456789").out
    assert "waiting for salt.example: https://salt.example/brine answers 503. (try 3 of 11 is under way)" in out
    server.on("GET /podcasts/p-123456789", reply(podcast(waiting=[waiting | {"next_try": "2026-01-02T03:04:09Z"}])))
    assert "(try 3 of 11 at " in podwright("status", "p-123456789").out


def test_fetch_refuses_what_is_not_finished(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast()))
    ran = podwright("fetch", "p-123456789")
    assert ran.code == 2
    assert ran.err == (
        "The podcast is not finished (GENERATING 50 %). `podwright watch p-123456789` follows it and saves its files."
    )


def test_a_download_that_breaks_leaves_no_half_file(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast("COMPLETED", 100)))
    half = Reply(b"ID3", media_type="audio/mpeg", headers={"Connection": "close"})
    server.on("GET /podcasts/p-123456789/audio", half)
    server.cut_short(by=10)
    ran = podwright("fetch", "p-123456789", "--to", str(tmp_path / "out"))
    assert ran.code == 5
    assert list((tmp_path / "out").iterdir()) == []


def test_jobs_of_every_kind_are_listed(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /jobs?limit=20", reply({"items": [job()], "next_cursor": None}))
    assert podwright("jobs").out.split("\t")[:4] == ["j-123456789", "conversion", "GENERATING", "50 %"]
    server.on("GET /jobs?limit=5&status=FAILED&kind=podcast", reply({"items": []}))
    ran = podwright("jobs", "--status", "failed", "--kind", "podcast", "--limit", "5")
    assert (ran.out, ran.err) == ("", "no job of the kind podcast has the status FAILED\n")


def test_a_job_of_any_kind_has_a_status(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /jobs/j-123456789", reply(job()))
    ran = podwright("status", "j-123456789")
    assert ran.out == "j-123456789  Talk\nGENERATING 50 % - writing file - 0:45 left\n"
    assert podwright("status", "j-123456789", "--json").json == job()


def test_a_job_of_any_kind_is_followed_and_its_files_saved(
    server: FakeServer, podwright: Podwright, tmp_path: Path
) -> None:
    url = f"{server.url}/api/v1/conversions/j-123456789/outputs/talk.m4a"
    done = job("COMPLETED", 100, outputs=[{"name": "talk.m4a", "media_type": "audio/mp4", "size": 4, "url": url}])
    server.on("GET /jobs/j-123456789", reply(job()), reply(done))
    server.on("GET /jobs/j-123456789/events", stream(job(), job(percentage=90), done))
    server.on("GET /conversions/j-123456789/outputs/talk.m4a", Reply(b"ftyp", media_type="audio/mp4"))
    ran = podwright("watch", "j-123456789")
    assert ran.code == 0, ran.err
    assert "90 % writing file" in ran.err
    saved = tmp_path / "home" / "conversions" / "talk-456789" / "talk.m4a"
    assert saved.read_bytes() == b"ftyp"
    assert ran.out == f"Talk\ntalk.m4a: {saved}\npage: {server.url}/\n"
    assert podwright("fetch", "j-123456789", "--to", str(tmp_path / "out")).code == 0
    assert (tmp_path / "out" / "talk.m4a").read_bytes() == b"ftyp"


def test_what_happened_to_a_job_is_printed_in_order(server: FakeServer, podwright: Podwright) -> None:
    entries = [
        {"at": "2026-01-02T03:04:05Z", "event": "submitted", "item": None, "attempt": None, "message": None},
        {"at": "2026-01-02T03:04:09Z", "event": "failed", "item": "tts-007", "attempt": 2, "message": "No\nvoice."},
    ]
    server.on("GET /jobs/j-123456789/log", reply({"items": entries, "next_cursor": None}))
    first, second = (line.split("\t") for line in podwright("log", "j-123456789").out.splitlines())
    assert first[1:] == ["submitted", "", "", ""]
    assert second[1:] == ["failed", "tts-007", "2", "No voice."]
    assert podwright("log", "j-123456789", "--json").json["items"] == entries


def test_ctrl_c_stops_only_the_watching(server: FakeServer, tmp_path: Path) -> None:
    watching = threading.Event()
    server.on("GET /podcasts/p-123456789/events", stream(podcast()))
    server.on("GET /podcasts/p-123456789", reply(podcast()))
    server.when("GET /podcasts/p-123456789/events", watching.set)
    command = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "watch", "p-123456789"],
        env={
            **os.environ,
            "PYTHONPATH": str(CHECKOUT),
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(tmp_path),
            "PODWRIGHT_API_PORT": str(server.port),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert watching.wait(20)
    command.send_signal(signal.SIGINT)
    _, printed = command.communicate(timeout=20)
    assert command.returncode == 130
    assert "The podcast goes on. Follow it again with: podwright watch p-123456789" in printed
    assert not [call for call in server.calls if call.method != "GET"]
    assert "Traceback" not in printed


def test_a_log_is_followed_until_the_job_has_ended(server: FakeServer, podwright: Podwright) -> None:
    first = {"at": "2026-01-02T03:04:05Z", "event": "submitted"}
    second = {"at": "2026-01-02T03:04:09Z", "event": "completed"}
    server.on("GET /jobs/j-123456789", reply(job()), reply(job()), reply(job("COMPLETED", 100)))
    server.on("GET /jobs/j-123456789/log", reply({"items": [first]}), reply({"items": [first, second]}))
    for command in ("log", "logs"):
        lines = podwright(command, "j-123456789", "-f").out.splitlines()
        assert [line.split("\t")[1] for line in lines] == ["submitted", "completed"]


def test_the_next_try_is_shown(server: FakeServer, podwright: Podwright) -> None:
    waiting = {"resource": "example.org", "reason": "HTTP 503.", "item": "source-001", "attempt": 3, "attempts": 11}
    server.on("GET /podcasts/p-123456789", reply(podcast(waiting=[waiting])))
    assert "waiting for example.org: HTTP 503. (try 3 of 11" in podwright("status", "p-123456789").out
