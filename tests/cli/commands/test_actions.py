"""The commands that act on a job."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, podcast, reply, turn


def test_resume_sends_what_was_typed(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts/p-123456789", reply(podcast("NEEDS_ATTENTION")))
    server.on("GET /podcasts/p-123456789/turns", reply([turn(7, "Once upon a time.")]))
    server.on("POST /podcasts/p-123456789/resume", reply(podcast()))
    words = ["--voice", "EXPERT=ann", "--turn", "tts-007=In other words: a=b.", "--skip", "tts-009"]
    assert podwright("resume", "p-123456789", *words).code == 0
    assert server.called("POST /podcasts/p-123456789/resume")[0].json == {
        "voices": {"EXPERT": "ann"},
        "turns": {"t007": "In other words: a=b."},
        "skip_turns": ["tts-009"],
    }
    assert podwright("resume", "p-123456789", "--voice", "ann").err == "--voice 'ann' is not of the form SPEAKER=VOICE."


def test_resume_has_a_script_written_again(server: FakeServer, podwright: Podwright) -> None:
    server.on("POST /podcasts/p-123456789/resume", reply(podcast()))
    assert podwright("resume", "p-123456789", "--rewrite").code == 0
    assert server.calls[0].json == {"rewrite": True}


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


PARKED = {
    "id": "tts-007",
    "code": "refused",
    "turn": 7,
    "speaker": "EXPERT",
    "provider": "elevenlabs",
    "text": "of bad  words",
    "message": "Refused.",
}


@pytest.fixture
def parked(server: FakeServer) -> FakeServer:
    """A podcast whose seventh turn was refused for three of its words."""
    server.on("GET /podcasts/p-123456789", reply(podcast("NEEDS_ATTENTION", attention=[PARKED])))
    turns = [turn(6, "Before."), turn(7, "A long turn, full of bad words, that goes on.")]
    server.on("GET /podcasts/p-123456789/turns", reply(turns))
    speech = {"vendor": "elevenlabs", "role": "speech", "usd_per_1000_characters": 200}
    server.on("GET /providers", reply({"items": [speech]}))
    server.on("POST /podcasts/p-123456789/resume", reply(podcast()))
    return server


def test_a_parked_turn_is_shown_whole_with_its_fault_marked(parked: FakeServer, podwright: Podwright) -> None:
    out = podwright("status", "p-123456789").out
    assert "the turn: A long turn, full >>of bad words<<, that goes on." in out
    assert "podwright resume p-123456789 --turn tts-007   (opens the text in your editor)" in out


@pytest.mark.parametrize("text", ["A long turn, full…", "A long turn, full of bad words, that goes on."])
def test_first_words_that_stand_for_the_turn_are_no_fault(parked: FakeServer, podwright: Podwright, text: str) -> None:
    item = {**PARKED, "text": text, "code": "voice_not_found"}
    parked.on("GET /podcasts/p-123456789", reply(podcast("NEEDS_ATTENTION", attention=[item])))
    out = podwright("status", "p-123456789").out
    assert "the turn: A long turn, full of bad words, that goes on.\n" in out
    assert "at fault" not in out


def test_a_budget_that_is_reached_is_mended_with_a_budget(server: FakeServer, podwright: Podwright) -> None:
    item = {"id": "budget", "code": "budget_reached", "message": "1.00 USD of 1.00 are spent."}
    server.on("GET /podcasts/p-123456789", reply(podcast("NEEDS_ATTENTION", attention=[item])))
    assert "podwright resume p-123456789 --budget USD" in podwright("status", "p-123456789").out


@pytest.mark.parametrize("name", ["tts-007", "t007", "t7", "7"])
def test_a_turn_is_written_anew_in_the_editor(
    parked: FakeServer, podwright: Podwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("EDITOR", an_editor(tmp_path, "s/bad words/good ones/"))
    monkeypatch.delenv("VISUAL", raising=False)
    ran = podwright("resume", "p-123456789", "--turn", name)
    assert ran.code == 0, ran.err
    [sent] = parked.called("POST /podcasts/p-123456789/resume")
    assert sent.json == {"turns": {"t007": "A long turn, full of good ones, that goes on."}}
    opened = (tmp_path / "opened").read_text()
    assert opened.startswith("A long turn, full of bad words, that goes on.\n#")
    assert "# elevenlabs: Refused.\n# At fault: of bad words\n" in opened
    assert "tts-007 EXPERT: A long turn, full of [-bad words,-] {+good ones,+} that goes on." in ran.err
    assert "45 characters will be spoken by elevenlabs, for about $9.00" in ran.err


@pytest.mark.parametrize(
    ("change", "why"),
    [("s/x/x/", "nothing was changed"), ("d", "the text is empty"), ("q7", "the editor ended with 7")],
)
def test_what_was_not_changed_is_not_sent(
    parked: FakeServer, podwright: Podwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, why: str
) -> None:
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, change))
    ran = podwright("resume", "p-123456789", "--turn", "tts-007")
    assert (ran.code, ran.err) == (2, f"tts-007: {why}, so nothing was sent.")
    assert parked.called("POST /podcasts/p-123456789/resume") == []


def test_a_turn_that_is_not_there_and_an_editor_that_is_not(
    parked: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No turn has the id tts-099." in podwright("resume", "p-123456789", "--turn", "tts-099=New words.").err
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    ran = podwright("resume", "p-123456789", "--turn", "tts-007")
    assert (ran.code, "Set EDITOR" in ran.err) == (2, True)


def test_a_refused_change_is_named_by_its_option(parked: FakeServer, podwright: Podwright) -> None:
    problem = {
        "detail": "No turn.",
        "code": "unknown_turn",
        "errors": [{"loc": ["skip_turns", "t9"], "msg": "No turn."}],
    }
    parked.on("POST /podcasts/p-123456789/resume", reply(problem, 422))
    assert podwright("resume", "p-123456789", "--skip", "t9").err == "--skip t9: No turn."


def test_resume_retry_and_cancel_take_the_newest(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /jobs?limit=1", reply({"items": [job(job_id="p-123456789", kind="podcast")]}))
    for word in ("resume", "retry", "cancel"):
        server.on(f"POST /podcasts/p-123456789/{word}", reply(podcast()))
        assert podwright(word).code == 0
    assert podwright("delete").code == 2
    assert not [call for call in server.calls if call.method == "DELETE"]


def an_editor(folder: Path, change: str) -> str:
    """A program that copies the file it is given to `opened` and changes it with sed."""
    script = folder / "an editor.sh"
    script.write_text(f'#!/bin/sh\ncp "$1" {folder}/opened\nsed "{change}" {folder}/opened > "$1"\n')
    script.chmod(0o755)
    return f"'{script}'"


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"local": True}, "6 characters will be spoken by elevenlabs; that costs nothing"),
        ({}, "6 characters will be spoken by elevenlabs, at the price of your plan"),
        ({"vendor": "other"}, "6 characters will be spoken by elevenlabs, at the price of your plan"),
    ],
)
def test_what_is_paid_is_said_as_far_as_it_is_known(
    parked: FakeServer, podwright: Podwright, about: dict[str, object], words: str
) -> None:
    parked.on("GET /providers", reply({"items": [{"vendor": "elevenlabs", "role": "speech", **about}]}))
    assert words in podwright("resume", "p-123456789", "--turn", "tts-007=Better").err
