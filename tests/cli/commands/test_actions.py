"""The commands that act on a job."""

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
