"""The commands about podcasts that exist."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, podcast, reply, stream

CHECKOUT = Path(__file__).resolve().parents[2]


def test_list_gives_other_programs_a_line_each(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts?limit=20&status=FAILED", reply({"items": [podcast("FAILED", 12)], "next_cursor": None}))
    ran = podwright("list", "--status", "failed")
    assert ran.out.split("\t")[:3] == ["p-123456789", "FAILED", "12 %"]


def test_json_hides_nothing_that_the_server_sent(server: FakeServer, podwright: Podwright) -> None:
    sent = podcast(something_new=[1, 2])
    server.on("GET /podcasts/p-123456789", reply(sent))
    assert podwright("status", "p-123456789", "--json").json == sent


def test_without_an_id_the_newest_is_meant(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts?limit=1", reply({"items": [podcast()]}))
    server.on("GET /podcasts/p-123456789", reply(podcast(stale=True)))
    ran = podwright("status")
    assert "GENERATING 50 % - speaking, turn 6 of 20 (EXPERT) - 0:45 left" in ran.out
    assert "No worker answers just now" in ran.out


def test_an_unknown_id_is_bad_input(server: FakeServer, podwright: Podwright) -> None:
    ran = podwright("status", "p/../nothing")
    assert (ran.code, ran.err) == (2, "No podcast has this id.")
    assert server.calls[0].path == "/api/v1/podcasts/p%2F..%2Fnothing"


def test_what_is_waited_for_is_said(server: FakeServer, podwright: Podwright) -> None:
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


def test_script_is_readable(server: FakeServer, podwright: Podwright) -> None:
    server.on(
        "GET /podcasts/p-123456789/script",
        reply(
            {
                "title": "Tides",
                "outline": {"segments": [{"title": "The moon", "summary": ""}]},
                "turns": [{"id": "t1", "index": 1, "segment": 1, "speaker": "HOST", "text": "Why do tides rise?"}],
            }
        ),
    )
    assert podwright("script", "p-123456789").out == "Tides\n\n## The moon\n\nt1  HOST: Why do tides rise?\n"


def test_fetch_refuses_what_is_not_finished(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast()))
    ran = podwright("fetch", "p-123456789")
    assert (ran.code, ran.err) == (2, "It is not finished (GENERATING 50 %).")


def test_a_download_that_breaks_leaves_no_half_file(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast("COMPLETED", 100)))
    half = Reply(b"ID3", media_type="audio/mpeg", headers={"Connection": "close"})
    server.on("GET /podcasts/p-123456789/audio", half)
    server.cut_short(by=10)
    ran = podwright("fetch", "p-123456789", "--to", str(tmp_path / "out"))
    assert ran.code == 5
    assert list((tmp_path / "out").iterdir()) == []


def test_voices_are_listed_and_saved(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    voice = {"id": "heart", "name": "Heart", "tts": "local", "language": "en", "gender": "female", "accent": "American"}
    server.on("GET /voices", reply({"items": [voice]}))
    assert podwright("voices").out == "local\theart\tHeart\ten\tfemale\tAmerican\n"
    server.on("GET /voices/preview?voice=heart", Reply(b"RIFF", media_type="audio/wav"))
    target = tmp_path / "heart.wav"
    assert podwright("voices", "--save", "heart", "--to", str(target)).code == 0
    assert target.read_bytes() == b"RIFF"


def test_the_key_is_sent_and_its_absence_told(
    server: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on("GET /podcasts/p-123456789", reply({"title": "Unauthorized", "code": "unauthorized"}, 401))
    assert "Set PODWRIGHT_API_KEY" in podwright("status", "p-123456789").err
    monkeypatch.setenv("PODWRIGHT_API_KEY", "s3cret")
    podwright("status", "p-123456789")
    assert server.calls[-1].headers["Authorization"] == "Bearer s3cret"


def test_without_a_server_it_says_podwright_up(podwright: Podwright, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODWRIGHT_API_PORT", "9")
    ran = podwright("list")
    assert ran.code == 5
    assert "podwright up" in ran.err


def test_something_else_on_the_port_is_no_server(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts?limit=20", Reply(b"<html>", media_type="text/html"))
    ran = podwright("list")
    assert ran.code == 5
    assert "something else than Podwright answers there" in ran.err


def test_every_command_explains_itself(podwright: Podwright) -> None:
    names = "up down new list status watch script resume retry cancel delete fetch open voices migrate doctor"
    shown = podwright("--help").out
    for name in names.split():
        assert name in shown
        assert "--json" in podwright(name, "--help").out


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
    _, said = command.communicate(timeout=20)
    assert command.returncode == 130
    assert "The podcast goes on. Come back with: podwright watch p-123456789" in said
    assert not [call for call in server.calls if call.method != "GET"]
    assert json.dumps("Traceback") not in said
