"""`podwright new`: what it sends, what it shows before and after, how it ends."""

from pathlib import Path

import pytest

from tests.cli.contract import ESTIMATE, FakeServer, Podwright, Reply, podcast, reply, stream


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    """A server that makes the podcast at once."""
    server.on("POST /files", reply({"file_id": "f-1", "name": "paper.pdf"}))
    server.on("POST /podcasts/estimate", reply(ESTIMATE))
    server.on("POST /podcasts", reply(podcast("QUEUED", 0), 202))
    done = podcast("COMPLETED", 100, duration_seconds=125.4, current_step="storing_audio")
    server.on("GET /podcasts/p-123456789/events", stream(podcast(), podcast(percentage=80), done))
    server.on("GET /podcasts/p-123456789/audio", Reply(b"ID3 audio", media_type="audio/mpeg"))
    server.on("GET /podcasts/p-123456789/transcript?format=txt", Reply(b"HOST: Hello.", media_type="text/plain"))
    server.on("GET /podcasts/p-123456789/transcript?format=vtt", Reply(b"WEBVTT", media_type="text/vtt"))
    return server


def test_a_file_becomes_a_podcast_and_is_saved(ready: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    paper = tmp_path / "my paper & notes #2.pdf"
    paper.write_bytes(b"%PDF-1.7 words")
    ran = podwright("new", str(paper), "--minutes", "5", "--topic", "tides")
    assert ran.code == 0, ran.err
    [upload] = ready.called("POST /files")
    assert b'filename="my paper & notes #2.pdf"' in upload.body
    assert b"%PDF-1.7 words" in upload.body
    [created] = ready.called("POST /podcasts")
    assert created.json == {
        "sources": [{"type": "file", "file_id": "f-1"}],
        "duration_minutes": 5.0,
        "topic": "tides",
    }
    assert created.headers["Idempotency-Key"]
    folder = tmp_path / "home" / "podcasts" / "tides-456789"
    assert (folder / "tides.mp3").read_bytes() == b"ID3 audio"
    assert (folder / "tides.txt").read_text() == "HOST: Hello."
    open_to_others = [path for path in (tmp_path / "home", folder, *folder.iterdir()) if path.stat().st_mode & 0o077]
    assert open_to_others == [], "what is saved in the data folder is its user's alone"
    assert f"audio: {folder / 'tides.mp3'}" in ran.out
    assert f"transcript: {folder / 'tides.txt'}" in ran.out
    assert f"page: {ready.url}/" in ran.out
    assert "workflow: http://127.0.0.1:8233/" in ran.out
    assert "Tides, 2:05" in ran.out


def test_an_unreadable_source_may_be_left_out(ready: FakeServer, podwright: Podwright) -> None:
    words = ["https://salt.example/a", "https://salt.example/b", "--skip-unreadable", "--no-wait"]
    assert podwright("new", *words).code == 0
    assert ready.called("POST /podcasts")[0].json["skip_unreadable"] is True


def test_before_anything_is_paid_it_says_who_writes_and_speaks_and_the_price(
    ready: FakeServer, podwright: Podwright
) -> None:
    ran = podwright("new", "https://example.org/essay", "--no-wait")
    assert "writer: openai:big (OPENAI_API_KEY is set)" in ran.err
    assert "voice of HOST: rachel by elevenlabs:fast (its default host)" in ran.err
    assert "costs at most about $0.31" in ran.err
    assert ran.out == "p-123456789\n"
    paths = [call.path for call in ready.calls]
    assert paths.index("/api/v1/podcasts/estimate") < paths.index("/api/v1/podcasts")


def test_progress_without_a_terminal_is_plain_lines(ready: FakeServer, podwright: Podwright) -> None:
    ran = podwright("new", "https://example.org/essay", "--no-save")
    assert "50 % speaking, turn 6 of 20 (EXPERT)" in ran.err
    assert "\x1b" not in ran.err + ran.out


def test_local_asks_for_the_local_writer_and_voices(ready: FakeServer, podwright: Podwright) -> None:
    assert podwright("new", "-", "--local", "--no-wait", stdin="Tides rise and fall.").code == 0
    assert ready.called("POST /podcasts")[0].json == {
        "sources": [{"type": "text", "text": "Tides rise and fall."}],
        "llm": "local",
        "speakers": [
            {"name": "HOST", "role": "host", "tts": "local"},
            {"name": "EXPERT", "role": "expert", "tts": "local"},
        ],
    }


def test_voices_are_asked_for_by_speaker(ready: FakeServer, podwright: Podwright) -> None:
    podwright("new", "https://example.org/", "--expert-voice", "josh", "--no-wait")
    assert ready.called("POST /podcasts")[0].json["speakers"] == [
        {"name": "HOST", "role": "host"},
        {"name": "EXPERT", "role": "expert", "voice": "josh"},
    ]


def test_json_is_one_document_with_the_files(ready: FakeServer, podwright: Podwright) -> None:
    ran = podwright("new", "https://example.org/", "--json")
    assert ran.json["status"] == "COMPLETED"
    assert ran.json["files"]["audio"].endswith("tides.mp3")
    assert ran.err == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.pdf"], "There is no file nowhere.pdf"),
        (["-", "-"], "can be given only once"),
        (["."], "is a folder"),
        (["https://example.org/", "--local", "--llm", "openai:big"], "--local chooses the writer"),
    ],
)
def test_bad_input_is_reported_before_anything_is_sent(
    server: FakeServer, podwright: Podwright, words: list[str], message: str
) -> None:
    ran = podwright("new", *words)
    assert (ran.code, server.calls) == (2, [])
    assert message in ran.err


def test_nothing_on_stdin_is_bad_input(server: FakeServer, podwright: Podwright) -> None:
    ran = podwright("new", "-", stdin="  \n")
    assert ran.code == 2
    assert "no text on stdin" in ran.err


def test_a_refusal_is_reported_in_plain_words(ready: FakeServer, podwright: Podwright) -> None:
    problem = {
        "title": "Unprocessable Content",
        "status": 422,
        "code": "invalid_request",
        "detail": "The request does not validate.",
        "errors": [{"loc": ["body", "duration_minutes"], "msg": "Input should be at least 0.5"}],
    }
    ready.on("POST /podcasts/estimate", reply(problem, 422))
    ran = podwright("new", "https://example.org/", "--minutes", "0")
    assert ran.code == 2
    assert ran.err == "The request does not validate.\n  --minutes: Input should be at least 0.5"
    assert ready.called("POST /podcasts") == []


def test_without_a_worker_it_says_what_to_type(ready: FakeServer, podwright: Podwright) -> None:
    problem = {"title": "Service Unavailable", "code": "no_worker", "detail": "No worker serves llm-local."}
    ready.on("POST /podcasts/estimate", reply(problem, 503, **{"Retry-After": "2"}))
    ran = podwright("new", "https://example.org/")
    assert ran.code == 5
    assert "podwright up" in ran.err
    assert "Try again in 2 s." in ran.err


def test_parked_turns_are_shown_with_what_to_type(ready: FakeServer, podwright: Podwright) -> None:
    item = {
        "id": "tts-007",
        "code": "voice_not_found",
        "turn": 7,
        "speaker": "EXPERT",
        "provider": "elevenlabs",
        "text": "The moon pulls.",
        "message": "A voice with voice_id josh was not found.",
        "advice": "Choose another voice.",
    }
    parked = podcast("NEEDS_ATTENTION", 60, attention=[item])
    ready.on("GET /podcasts/p-123456789/events", stream(podcast(), parked))
    ready.on("GET /podcasts/p-123456789", reply(parked))
    ran = podwright("new", "https://example.org/")
    assert ran.code == 3
    assert "needs attention: tts-007 EXPERT: A voice with voice_id josh was not found." in ran.out
    assert '"The moon pulls."' in ran.out
    assert "podwright resume p-123456789 --voice EXPERT=ANOTHER_VOICE" in ran.out


def test_a_failed_podcast_says_why_and_what_to_do(ready: FakeServer, podwright: Podwright) -> None:
    error = {
        "code": "no_text",
        "message": "scan.pdf holds no text.",
        "step": "retrieving_content",
        "advice": "Run OCR.",
    }
    ready.on("GET /podcasts/p-123456789/events", stream(podcast("FAILED", 12, error=error)))
    ran = podwright("new", "https://example.org/")
    assert ran.code == 4
    assert "failed: scan.pdf holds no text." in ran.out
    assert "what to do: Run OCR." in ran.out


def test_a_broken_stream_is_taken_up_again(ready: FakeServer, podwright: Podwright) -> None:
    done = podcast("COMPLETED", 100)
    cut = stream(podcast())
    cut.headers["Connection"] = "close"
    ready.on("GET /podcasts/p-123456789/events", cut, stream(done))
    ready.on("GET /podcasts/p-123456789", reply(podcast()))
    assert podwright("new", "https://example.org/", "--no-save").code == 0
    assert len(ready.called("GET /podcasts/p-123456789/events")) == 2


def test_a_dry_run_says_what_it_would_come_to_and_makes_nothing(ready: FakeServer, podwright: Podwright) -> None:
    ran = podwright("new", "https://example.org/", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert "about 720 words, 5 min; costs at most about $0.31" in ran.out
    assert podwright("new", "https://example.org/", "--dry-run", "--json").json == ESTIMATE
    assert ready.called("POST /podcasts") == []


def test_a_vendor_that_is_not_served_is_named_with_its_keys(ready: FakeServer, podwright: Podwright) -> None:
    words = "No worker serves 'openai' as writer. Served now: local."
    problem = {"code": "provider_not_configured", "detail": words, "errors": [{"loc": ["llm"], "msg": words}]}
    ready.on("POST /podcasts/estimate", reply(problem, 422))
    ran = podwright("new", "https://example.org/", "--llm", "openai:gpt-5.4-mini")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        f"--llm: {words}",
        "openai is served once OPENAI_API_KEY or OPENAI_BASE_URL or OPENAI_STT_BASE_URL or OPENAI_TTS_BASE_URL is set "
        "where the worker runs.",
    ]


@pytest.mark.parametrize(
    ("loc", "named"),
    [
        (["sources", 0, "url"], "https://example.org/"),
        (["speakers", 0, "voice"], "--host-voice"),
        (["speakers", 1, "voice"], "--expert-voice"),
        (["speakers", 1, "tts"], "--tts"),
        (["body", "budget_usd"], "--budget"),
        (["something", "new"], "something.new"),
    ],
)
def test_a_field_at_fault_is_named_as_it_was_typed(
    ready: FakeServer, podwright: Podwright, loc: list[str | int], named: str
) -> None:
    problem = {"code": "x", "detail": "a.b: must be good", "errors": [{"loc": loc, "msg": "must be good"}]}
    ready.on("POST /podcasts/estimate", reply(problem, 422))
    assert podwright("new", "https://example.org/").err == f"{named}: must be good"


def test_quiet_says_nothing_about_the_estimate(ready: FakeServer, podwright: Podwright) -> None:
    ran = podwright("new", "https://example.org/", "--no-wait", "-q")
    assert (ran.out, ran.err) == ("p-123456789\n", "")
