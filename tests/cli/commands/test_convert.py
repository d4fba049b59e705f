"""`podwright convert`: what it sends, where its files go, what it refuses before anything is sent."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, reply, stream

FILES = "/conversions/j-123456789/files"


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    """A server that converts at once."""
    server.on("POST /files", reply({"file_id": "f-1", "name": "talk.mp4"}))
    server.on("POST /conversions", reply(job("QUEUED", 0), 202))
    item = {"id": "output-001", "about": "talk.mp3", "status": "working", "percentage": 40, "speed": "31.5x"}
    working = job(percentage=46, current_step="converting", step_details={"items": [item]})
    outputs = [{"name": f"talk.{each}", "url": f"{server.url}/api/v1{FILES}/talk.{each}"} for each in ("mp3", "wav")]
    server.on("GET /conversions/j-123456789/events", stream(working, job("COMPLETED", 100, outputs=outputs)))
    for each in ("mp3", "wav"):
        server.on(f"GET {FILES}/talk.{each}", Reply(each.encode(), media_type="audio/any"))
    return server


@pytest.fixture
def talk(tmp_path: Path) -> str:
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"a film")
    return str(path)


def test_several_outputs_go_into_a_folder(ready: FakeServer, podwright: Podwright, talk: str, tmp_path: Path) -> None:
    options = ["--bitrate", "64k", "--rate", "44100", "--channels", "1", "--loudness", "-16", "--end", "1:30"]
    folder = tmp_path / "out"
    ran = podwright("convert", talk, "--to", "mp3", "--to", "wav", *options, "-o", str(folder))
    assert ran.code == 0, ran.err
    [created] = ready.called("POST /conversions")
    asked = {"audio_bitrate": "64k", "sample_rate": 44100, "channels": 1, "loudness_lufs": -16.0, "end": "1:30"}
    assert created.json == {
        "source": {"type": "file", "file_id": "f-1"},
        "outputs": [{"format": "mp3", **asked}, {"format": "wav", **asked}],
    }
    assert created.headers["Idempotency-Key"]
    assert (folder / "talk.mp3").read_bytes() == b"mp3"
    assert (folder / "talk.wav").read_bytes() == b"wav"
    assert "talk.mp3 40 % at 31.5x" in ran.err


def test_the_name_of_the_file_says_the_format(
    ready: FakeServer, podwright: Podwright, talk: str, tmp_path: Path
) -> None:
    only = [{"name": "talk.mp3", "url": f"{ready.url}/api/v1{FILES}/talk.mp3"}]
    ready.on("GET /conversions/j-123456789/events", stream(job("COMPLETED", 100, outputs=only)))
    assert podwright("convert", talk, "-o", str(tmp_path / "mine.mp3")).code == 0
    assert ready.called("POST /conversions")[0].json["outputs"] == [{"format": "mp3"}]
    assert (tmp_path / "mine.mp3").read_bytes() == b"mp3"


def test_an_address_is_not_uploaded(ready: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    assert podwright("convert", "https://example.org/a.mp4", "--to", "mp3", "-o", str(tmp_path / "out")).code == 0
    assert ready.called("POST /files") == []
    assert ready.called("POST /conversions")[0].json["source"] == {"type": "url", "url": "https://example.org/a.mp4"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "a file or URL and a format (--to) are needed"),
        (["--to", "mp3", "--to", "wav", "-o", "one.mp3"], "one file is named for several formats"),
    ],
)
def test_what_is_not_clear_is_not_sent(
    server: FakeServer, podwright: Podwright, talk: str, words: list[str], said: str
) -> None:
    ran = podwright("convert", talk, *words)
    assert (ran.code, said in ran.err, server.calls) == (2, True, [])


def test_a_failure_is_the_exit_code(ready: FakeServer, podwright: Podwright, talk: str) -> None:
    error = {"code": "source_damaged", "message": "talk.mp4 is damaged.", "advice": "Send it again."}
    ready.on("GET /conversions/j-123456789/events", stream(job("FAILED", 10, error=error)))
    ran = podwright("convert", talk, "--to", "mp3")
    assert (ran.code, "talk.mp4 is damaged." in ran.out, "Send it again." in ran.out) == (4, True, True)
