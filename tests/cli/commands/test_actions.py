"""The commands that act on a job."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, podcast, reply


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


def test_resume_says_what_to_do_with_sources(server: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    server.on("POST /podcasts/p-123456789/resume", reply(podcast()))
    server.on("POST /files", reply({"file_id": "f-1", "name": "better.pdf"}))
    better = tmp_path / "better.pdf"
    better.write_bytes(b"%PDF-1.7 words")
    words = ["--use", "source-001", "--skip", "source-002", "--instead", f"source-003={better}", "--skip-unreadable"]
    assert podwright("resume", "p-123456789", *words).code == 0
    [sent] = server.called("POST /podcasts/p-123456789/resume")
    assert sent.json == {
        "skip_unreadable": True,
        "sources": {"1": "use", "2": "skip", "3": {"type": "file", "file_id": "f-1"}},
    }
    assert "'tts-1' is not a source" in podwright("resume", "p-123456789", "--use", "tts-1").err
    assert "There is no file gone.pdf" in podwright("resume", "p-123456789", "--instead", "source-1=gone.pdf").err


@pytest.mark.parametrize("word", ["retry", "cancel"])
def test_retry_and_cancel(server: FakeServer, podwright: Podwright, word: str) -> None:
    server.on(f"POST /podcasts/p-123456789/{word}", reply(podcast("QUEUED", 0), 202))
    assert "QUEUED 0 %" in podwright(word, "p-123456789").out


def test_delete(server: FakeServer, podwright: Podwright) -> None:
    server.on("DELETE /podcasts/p-123456789", Reply(b"", 204))
    assert podwright("delete", "p-123456789").out == "deleted p-123456789\n"


@pytest.mark.parametrize("word", ["retry", "cancel", "resume"])
def test_a_job_of_any_kind_is_acted_upon(server: FakeServer, podwright: Podwright, word: str) -> None:
    server.on(f"POST /jobs/j-123456789/{word}", reply(job("QUEUED", 0), 202))
    assert "QUEUED 0 %" in podwright(word, "j-123456789").out
    server.on("DELETE /jobs/j-123456789", Reply(b"", 204))
    assert podwright("delete", "j-123456789").out == "deleted j-123456789\n"
