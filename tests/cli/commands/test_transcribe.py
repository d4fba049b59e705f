"""`podwright transcribe`: what it sends, where its files go, what it refuses before anything is sent."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, reply, stream

FILES = "/transcriptions/j-123456789/files"


def ended(server: FakeServer, *formats: str) -> None:
    outputs = [{"name": f"talk.{each}", "url": f"{server.url}/api/v1{FILES}/talk.{each}"} for each in formats]
    details = {"total_pieces": 12, "completed_pieces": 5}
    working = job(percentage=46, current_step="transcribing", step_details=details)
    server.on("GET /transcriptions/j-123456789/events", stream(working, job("COMPLETED", 100, outputs=outputs)))
    for each in formats:
        server.on(f"GET {FILES}/talk.{each}", Reply(f"as {each}".encode(), media_type="text/plain"))


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    """A server that transcribes at once."""
    server.on("POST /files", reply({"file_id": "f-1", "name": "talk.mp3"}))
    server.on("POST /transcriptions", reply(job("QUEUED", 0), 202))
    ended(server, "txt")
    return server


@pytest.fixture
def talk(tmp_path: Path) -> str:
    path = tmp_path / "talk.mp3"
    path.write_bytes(b"a talk")
    return str(path)


def test_the_name_of_the_file_says_the_format(
    ready: FakeServer, podwright: Podwright, talk: str, tmp_path: Path
) -> None:
    ended(ready, "srt")
    ran = podwright("transcribe", talk, "-o", str(tmp_path / "mine.srt"))
    assert ran.code == 0, ran.err
    source = {"type": "file", "file_id": "f-1"}
    assert ready.called("POST /transcriptions")[0].json == {"source": source, "formats": ["srt"]}
    assert (tmp_path / "mine.srt").read_text() == "as srt"
    assert "recognising, piece 5 of 12" in ran.err


def test_options_are_sent_and_several_formats_go_into_a_folder(
    ready: FakeServer, podwright: Podwright, talk: str, tmp_path: Path
) -> None:
    ended(ready, "txt", "json")
    options = ["--language", "de", "--stt", "elevenlabs", "--prompt", "Ada", "--speakers", "--ttl-hours", "2"]
    ran = podwright("transcribe", talk, "--format", "txt", "--format", "json", *options, "-o", str(tmp_path / "out"))
    assert ran.code == 0, ran.err
    assert ready.called("POST /transcriptions")[0].json == {
        "source": {"type": "file", "file_id": "f-1"},
        "formats": ["txt", "json"],
        "language": "de",
        "stt": "elevenlabs",
        "prompt": "Ada",
        "speakers": True,
        "ttl_hours": 2,
    }
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["talk.json", "talk.txt"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "txt", "--format", "srt", "-o", "one.txt"], "-o names one file"),
        (["--format", "txt", "--format", "srt", "--delete-on-read"], "removes it with the first file"),
    ],
)
def test_what_is_not_clear_is_not_sent(
    server: FakeServer, podwright: Podwright, talk: str, words: list[str], said: str
) -> None:
    ran = podwright("transcribe", talk, *words)
    assert (ran.code, said in ran.err, server.calls) == (2, True, [])


def test_a_refused_field_is_named_by_its_option(ready: FakeServer, podwright: Podwright, talk: str) -> None:
    errors = [{"loc": ["speakers"], "msg": "openai:whisper-1 does not tell speakers apart", "code": "invalid"}]
    refusal = {"type": "about:blank", "title": "Refused", "status": 422, "code": "speakers_not_supported"}
    ready.on("POST /transcriptions", reply({**refusal, "detail": "It cannot.", "instance": "/", "errors": errors}, 422))
    ran = podwright("transcribe", talk, "--speakers")
    assert (ran.code, "--speakers" in ran.err) == (2, True)
