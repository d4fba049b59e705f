"""`podwright subtitles`: what it sends, where its file goes, what it refuses before anything is sent."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, reply, stream

FILES = "/subtitles/j-123456789/files"
SOURCE = {"type": "file", "file_id": "f-1"}


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    server.on("POST /files", reply({"file_id": "f-1", "name": "film.srt"}))
    server.on("POST /subtitles", reply(job("QUEUED", 0), 202))
    outputs = [{"name": "film.srt", "url": f"{server.url}/api/v1{FILES}/film.srt"}]
    details = {"total_windows": 12, "completed_windows": 5}
    working = job(percentage=46, current_step="rewriting_lines", step_details=details)
    server.on("GET /subtitles/j-123456789/events", stream(working, job("COMPLETED", 100, outputs=outputs)))
    server.on(f"GET {FILES}/film.srt", Reply(b"1\n", media_type="application/x-subrip"))
    return server


@pytest.fixture
def film(tmp_path: Path) -> str:
    path = tmp_path / "film.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    return str(path)


def test_a_file_is_fixed(ready: FakeServer, podwright: Podwright, film: str, tmp_path: Path) -> None:
    options = ["--llm", "openai", "--instructions", "Be brief.", "--budget", "0.5"]
    ran = podwright("subtitles", "fix", film, *options, "-o", str(tmp_path / "mine.srt"))
    assert ran.code == 0, ran.err
    assert ready.called("POST /subtitles")[0].json == {
        "operation": "fix",
        "source": SOURCE,
        "format": "srt",
        "llm": "openai",
        "instructions": "Be brief.",
        "budget_usd": 0.5,
    }
    assert (tmp_path / "mine.srt").read_text() == "1\n"
    assert "rewriting, window 5 of 12" in ran.err


def test_a_file_is_translated_into_a_pipe(ready: FakeServer, podwright: Podwright, film: str) -> None:
    ran = podwright("subtitles", "translate", film, "de", "-o", "-", "--quiet")
    assert (ran.code, ran.out) == (0, "1\n"), ran.err
    body = ready.called("POST /subtitles")[0].json
    assert body == {"operation": "translate", "source": SOURCE, "language": "de"}


def test_subtitles_are_made_into_a_folder(ready: FakeServer, podwright: Podwright, film: str, tmp_path: Path) -> None:
    options = ["--stt", "local", "--language", "en", "--format", "vtt", "--prompt", "Ada", "--ttl-hours", "2"]
    ran = podwright("subtitles", "generate", film, *options, "-o", str(tmp_path / "out"))
    assert ran.code == 0, ran.err
    assert ready.called("POST /subtitles")[0].json == {
        "operation": "generate",
        "source": SOURCE,
        "format": "vtt",
        "stt": "local",
        "language": "en",
        "prompt": "Ada",
        "ttl_hours": 2,
    }
    assert (tmp_path / "out" / "film.srt").exists()


def test_stdin_is_refused(ready: FakeServer, podwright: Podwright) -> None:
    ran = podwright("subtitles", "fix", "-")
    assert ran.code == 2
    assert "stdin" in ran.err
    assert not ready.called("POST /subtitles")
