"""The commands about existing jobs."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, podcast, reply, stream

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
    server.on("GET /podcasts?limit=1", reply({"items": [podcast()]}))
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


def test_resume_sends_what_was_typed(server: FakeServer, podwright: Podwright) -> None:
    server.on("POST /podcasts/p-123456789/resume", reply(podcast()))
    words = ["--voice", "EXPERT=ann", "--turn", "tts-007=In other words: a=b.", "--skip", "tts-009"]
    assert podwright("resume", "p-123456789", *words).code == 0
    assert server.calls[0].json == {
        "voices": {"EXPERT": "ann"},
        "turns": {"tts-007": "In other words: a=b."},
        "skip_turns": ["tts-009"],
    }
    assert podwright("resume", "p-123456789", "--voice", "ann").err == "--voice 'ann' is not of the form SPEAKER=VOICE."


@pytest.mark.parametrize("word", ["retry", "cancel"])
def test_retry_and_cancel(server: FakeServer, podwright: Podwright, word: str) -> None:
    server.on(f"POST /podcasts/p-123456789/{word}", reply(podcast("QUEUED", 0), 202))
    assert "QUEUED 0 %" in podwright(word, "p-123456789").out


def test_delete(server: FakeServer, podwright: Podwright) -> None:
    server.on("DELETE /podcasts/p-123456789", Reply(b"", 204))
    assert podwright("delete", "p-123456789").out == "deleted p-123456789\n"


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
