"""Every command in a terminal of 60 and of 200 columns, and what no foreign word does to it."""

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.cells import cell_len

from domain.visible_text import visible
from tests.cli.contract import ESTIMATE, FakeServer, Podwright, Reply, job, podcast, reply, stream, turn
from tests.cli.pty import CHECKOUT, SEQUENCE, each_in_terminal, in_terminal
from tests.cli.test_help import commands

ID = "5a51a71e97402fd6fb7dcbd2"
REASON = "The key was refused: it may have been revoked, or it may belong to another workspace of the same account."
WAITING = {"resource": "elevenlabs", "reason": REASON, "advice": "Set ELEVENLABS_API_KEY to a key that is valid."}
PARKED = {"id": "tts-001", "code": "refused", "turn": 1, "speaker": "EXPERT", "text": "rise", "message": REASON}
VOICE = {"id": "heart", "name": "Heart", "tts": "local", "language": "en", "gender": "female", "accent": "American"}
HOSTILE = "\\[/nope] [red]x[/red] \x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil :smile:"


@pytest.fixture
def filled(server: FakeServer) -> FakeServer:
    """A server with jobs in every status, and something to say for every command."""
    long = "The Slow History of Bread, and of Those Who Waited for It"
    failed = podcast("FAILED", 12, podcast_id="b" * 24, title=long, error={"code": "no_text", "message": REASON})
    one = podcast("NEEDS_ATTENTION", podcast_id=ID, title=long, waiting=[WAITING], attention=[PARKED])
    done = podcast("COMPLETED", 100, podcast_id="c" * 24, title="盐园的历史" * 6, duration_seconds=3725)
    others = [podcast(podcast_id=f"d{at:023}") for at in range(17)]
    podcasts = reply({"items": [one, failed, done, *others], "next_cursor": "more"})
    server.on("GET /podcasts?limit=20", podcasts)
    server.on("GET /jobs?limit=20", reply({"items": [job("CANCELLED", job_id="e" * 24)], "next_cursor": None}))
    server.on("GET /jobs?limit=1", reply({"items": [job(job_id=ID, kind="podcast")]}))
    server.on(f"GET /podcasts/{ID}", reply(one))
    server.on(f"GET /podcasts/{ID}/turns", reply([turn(1, "Why do tides rise and fall twice a day? " * 4)]))
    entries = [
        {"at": "2026-01-02T03:04:05Z", "event": "attempt_failed", "item": "tts-001", "attempt": 2, "message": REASON}
    ]
    server.on(f"GET /podcasts/{ID}/log", reply({"items": entries}))
    server.on(f"GET /podcasts/{ID}/script", reply({"title": long, "turns": [turn(1, "Why do tides rise? " * 9)]}))
    server.on("GET /voices", reply({"items": [VOICE]}))
    closed = {"vendor": "elevenlabs", "role": "speech", "state": "closed", "reason": REASON, "slots": 5}
    server.on("GET /providers", reply({"items": [closed]}))
    day = {"day": "2026-01-02", "owner": "anna@example.org", "podcasts": 12, "tts_characters": 123456, "cost_usd": 12.5}
    server.on("GET /usage", reply({"items": [day]}))
    server.on("POST /podcasts/estimate", reply(ESTIMATE))
    working = podcast(podcast_id=ID, title=long, waiting=[WAITING])
    server.on(f"GET /podcasts/{ID}/events", stream(working, {**working, "progress_percentage": 60}, done))
    server.on("GET /health", reply({"status": "ok"}))
    return server


@pytest.fixture
def environment(server: FakeServer, tmp_path: Path) -> dict[str, str]:
    home = {
        "PODWRIGHT_DOTENV": "",
        "PODWRIGHT_HOME": str(tmp_path / "home"),
        "EDITOR": "true",
        "VISUAL": "",
        "BROWSER": "true",
    }
    return {**home, "PODWRIGHT_API_PORT": str(server.port)}


COMMANDS = [
    ["--help"],
    ["--version"],
    ["new", "--help"],
    ["new", "https://example.org/essay", "--dry-run"],
    ["script", ID],
    ["edit", "--help"],
    ["approve", ID],
    ["versions", ID],
    ["restore", ID, "1"],
    ["profiles", "list"],
    ["profiles", "show", "nowhere"],
    ["profiles", "create", "--help"],
    ["profiles", "delete", "--help"],
    ["profiles", "duplicate", "--help"],
    ["profiles", "export", "--help"],
    ["profiles", "import", "--help"],
    ["collections", "list"],
    ["collections", "show", "nowhere"],
    ["collections", "search", "nowhere", "bread"],
    ["collections", "create", "--help"],
    ["collections", "add", "--help"],
    ["collections", "remove", "--help"],
    ["collections", "delete", "--help"],
    ["open", ID],
    ["convert", "nowhere.mp4", "--to", "mp3"],
    ["audiobook", "nowhere.epub", "--estimate"],
    ["transcribe", "nowhere.mp3"],
    ["subtitles", "generate", "nowhere.mp4"],
    ["subtitles", "fix", "nowhere.srt"],
    ["subtitles", "translate", "nowhere.srt", "de"],
    ["batch", "conversion", "nowhere.wav", "--to", "mp3"],
    ["list"],
    ["jobs"],
    ["status"],
    ["status", "nowhere"],
    ["watch", ID, "--no-save"],
    ["log"],
    ["fetch", ID],
    ["resume", ID],
    ["retry", ID],
    ["cancel", ID],
    ["delete", ID, "--yes"],
    ["voices"],
    ["voices", "--save", "heart", "--to", "/dev/null/all.wav"],
    ["providers"],
    ["providers", "list"],
    ["providers", "open", "elevenlabs"],
    ["providers", "close", "elevenlabs"],
    ["usage"],
    ["up", "--help"],
    ["down"],
    ["doctor"],
    ["config"],
    ["gc"],
    ["migrate"],
    ["gc", "--dry-run"],
    ["catalog", "rebuild"],
    ["keys", "create", "--help"],
    ["keys", "list"],
    ["keys", "revoke", "nothing"],
    ["keys", "off", "--help"],
]


@pytest.mark.parametrize("width", [60, 200])
def test_no_line_of_any_command_is_longer_than_the_terminal(
    filled: FakeServer, environment: dict[str, str], width: int
) -> None:
    tried = {name for name in commands() if any(words[: len(name.split())] == name.split() for words in COMMANDS)}
    assert set(commands()) - tried == set()
    for words, shown in zip(COMMANDS, each_in_terminal(environment, COMMANDS, width=width), strict=True):
        assert shown.code in (0, 2, 3, 4), (words, shown.text)
        lines = [part for line in SEQUENCE.sub("", shown.raw).split("\r\n") for part in line.rstrip().split("\r")]
        assert any(lines), words
        too_long = [line for line in lines if cell_len(line) > width and len(line.split()) > 1]
        assert too_long == [], f"{words}: only an address or a path that has to stay whole may be longer"
        assert "Traceback" not in shown.text, words
        assert "<bool>" not in shown.text, words


@pytest.mark.parametrize("width", [60, 80])
def test_the_help_of_every_command_names_its_options_whole(environment: dict[str, str], width: int) -> None:
    asked = [[*name.split(), "--help"] for name in commands()]
    for (name, command), shown in zip(
        commands().items(), each_in_terminal(environment, asked, width=width), strict=True
    ):
        assert not re.search(r"\w…", shown.text), f"{name}: a word is cut short"
        shown_options = [option for option in command.params if not getattr(option, "hidden", False)]
        options = {each for option in shown_options for each in option.opts if each.startswith("--")}
        assert options <= set(re.findall(r"--[\w-]+", shown.text)), name


def test_a_narrow_list_has_short_ids_colours_and_whole_words(filled: FakeServer, environment: dict[str, str]) -> None:
    shown = in_terminal(environment, "list", width=60)
    for status, colour in (("NEEDS_ATTENTION", 33), ("FAILED", 31), ("COMPLETED", 32), ("GENERATING", 36)):
        assert f"\x1b[{colour}m{status}" in shown.raw
    assert ID[:8] in shown.text
    assert ID[:9] not in shown.text
    words = {word for line in shown.text.splitlines() for word in line.split()}
    assert {"refused:", "revoked,", "workspace", "Waited"} <= words, "the notes are wrapped at words"
    assert "--all lists all" in shown.text
    wide = in_terminal(environment, "list", width=200).text
    assert {ID, "made", "length", "1:02:05"} <= set(wide.split())


def test_the_bar_stays_whole_and_the_reason_for_waiting_is_readable(
    filled: FakeServer, environment: dict[str, str]
) -> None:
    shown = SEQUENCE.sub("", in_terminal(environment, "watch", ID, "--no-save", width=60).raw)
    assert " ".join(shown.split()).count(f"waiting for elevenlabs: {REASON}") == 1
    assert re.search(r" 50 % \S+ speaking, turn 6 of 20 \(EXPERT\) 0:45 left", shown)


def test_other_programs_get_no_colour_no_bar_and_whole_ids(filled: FakeServer, podwright: Podwright) -> None:
    filled.on(f"GET /podcasts/{ID}/events", stream(podcast("COMPLETED", 100, podcast_id=ID)))
    for words in (["list"], ["status"], ["doctor"], ["watch", ID, "--no-save"]):
        ran = podwright(*words)
        assert "\x1b" not in ran.out + ran.err
        assert "━" not in ran.out + ran.err
    assert podwright("list").out.startswith(f"{ID}\tNEEDS_ATTENTION\t")


def test_foreign_words_reach_no_terminal(filled: FakeServer, environment: dict[str, str], podwright: Podwright) -> None:
    hostile = podcast(
        "FAILED", podcast_id=ID, title=HOSTILE, error={"code": "x", "message": HOSTILE, "advice": HOSTILE}
    )
    hostile |= {"warnings": [{"message": HOSTILE}]}
    filled.on("GET /podcasts?limit=20", reply({"items": [hostile], "next_cursor": None}))
    filled.on(f"GET /podcasts/{ID}", reply(hostile))
    filled.on(f"GET /podcasts/{ID}/script", reply({"title": HOSTILE, "turns": [turn(1, HOSTILE)]}))
    refused = {"code": "x", "detail": HOSTILE, "errors": [{"loc": ["x", HOSTILE], "msg": HOSTILE}]}
    filled.on(f"POST /podcasts/{ID}/retry", reply(refused, 422))
    for words in (["list"], ["status", ID], ["script", ID], ["retry", ID]):
        shown = in_terminal(environment, *words, width=200)
        assert not any(each in shown.raw for each in ("\x1b]", "\x07", "\x1b[2J", "\x9b", "\u202e")), words
        assert "\\[/nope] [red]x[/red] evil :smile:" in " ".join(shown.text.split()), words
        ran = podwright(*words)
        assert not any(each in ran.out + ran.err for each in "\x1b\x07\x9b\u202e"), words
    text = podwright("status", ID, "--json").out
    assert not any(each in text for each in "\x1b\x07\x9b\u202e")
    assert podwright("status", ID, "--json").json["title"] == HOSTILE


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("a\x1b[31mred\x1b[0mb", "aredb"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\x", "x"),
        ("\x1b]0;never closed\nnext line", "\nnext line"),
        ("a\x00\x08\x7f\x85b\tc\n", "ab\tc\n"),
        ("\x1b", ""),
        ("\u2066a\u2069\u202eb", "ab"),
        ("naïve 盐园 👩‍👩‍👧 हिन्दी", "naïve 盐园 👩‍👩‍👧 हिन्दी"),
    ],
)
def test_control_sequences_are_stripped_and_letters_are_not(given: str, left: str) -> None:
    assert visible(given) == left


@pytest.mark.parametrize(("answer", "deleted"), [("n\n", False), ("y\n", True)])
def test_deleting_is_asked_in_a_terminal(
    filled: FakeServer, environment: dict[str, str], answer: str, deleted: bool
) -> None:
    filled.on(f"DELETE /podcasts/{ID}", Reply(b"", 204))
    shown = in_terminal(environment, "delete", ID, width=100, typed=answer)
    assert f"Delete for good: {ID}  podcast  NEEDS_ATTENTION" in " ".join(shown.text.split("\n"))
    assert shown.code == 0
    assert bool(filled.called(f"DELETE /podcasts/{ID}")) is deleted


def test_deleting_with_yes_asks_nothing(filled: FakeServer, environment: dict[str, str]) -> None:
    filled.on(f"DELETE /podcasts/{ID}", Reply(b"", 204))
    assert in_terminal(environment, "delete", ID, "--yes", width=100).text == f"deleted {ID}"


@pytest.mark.parametrize(("answer", "sent"), [("n\n", 0), ("y\n", 1)])
def test_a_new_text_is_sent_after_a_yes(
    filled: FakeServer, environment: dict[str, str], answer: str, sent: int
) -> None:
    filled.on(f"POST /podcasts/{ID}/resume", reply(podcast(podcast_id=ID)))
    shown = in_terminal(environment, "resume", ID, "--turn", "tts-001=x y", width=60, typed=answer)
    assert "[-Why do tides rise" in shown.text
    assert "{+x y+}" in shown.text
    assert len(filled.called(f"POST /podcasts/{ID}/resume")) == sent


def test_a_pipe_is_asked_for_in_a_terminal_only_by_name(filled: FakeServer, environment: dict[str, str]) -> None:
    shown = in_terminal(environment, "fetch", ID, "-o", "-", width=100)
    assert (shown.code, "Name a file." in shown.text) == (2, True)


def test_completion_is_offered_for_every_command() -> None:
    asked = {"_PODWRIGHT_COMPLETE": "complete_bash", "COMP_WORDS": "podwright re", "COMP_CWORD": "1"}
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "cli"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PODWRIGHT_DOTENV": "", **asked},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert set(ran.stdout.split()) == {"resume", "retry", "restore"}


def test_the_version_is_that_of_the_package(podwright: Podwright) -> None:
    assert podwright("--version").out == f"podwright {version('podwright')}\n"
    assert "--install-completion" in podwright("--help").out
