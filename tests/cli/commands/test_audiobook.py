"""`podwright audiobook`: what it sends, what it prints of an estimate, where the files go, what it refuses."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, job, reply, stream

FILE = "/audiobooks/j-123456789/files/Bread.m4b"


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    """A server that reads aloud at once."""
    server.on("POST /files", reply({"file_id": "f-1", "name": "bread.epub"}))
    server.on("POST /audiobooks", reply(job("QUEUED", 0), 202))
    chapters = [
        {"n": 1, "title": "Flour", "status": "done", "percentage": 100, "seconds": 60},
        {"n": 2, "title": "Water", "status": "working", "percentage": 40},
    ]
    details = {"total_chapters": 2, "completed_chapters": 1, "chapters": chapters}
    working = job(percentage=46, current_step="speaking_chapters", step_details=details)
    outputs = [{"name": "Bread.m4b", "url": f"{server.url}/api/v1{FILE}"}]
    server.on("GET /audiobooks/j-123456789/events", stream(working, job("COMPLETED", 100, outputs=outputs)))
    server.on(f"GET {FILE}", Reply(b"sound", media_type="audio/mp4"))
    estimate = {
        "title": "Bread",
        "author": "A. Baker",
        "words": 4200,
        "minutes": 30.5,
        "cost_usd": 7.2,
        "chapters": [
            {"n": 1, "title": "Contents", "words": 40, "minutes": 0.3, "skipped": True, "reason": "contents"},
            {"n": 2, "title": "Flour", "words": 4200, "minutes": 30.5, "cost_usd": 7.2},
        ],
        "voices": [{"speaker": "NARRATOR", "voice": "anna", "tts": "local"}],
    }
    server.on("POST /audiobooks/estimate", reply(estimate))
    return server


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "bread.epub"
    path.write_bytes(b"a book")
    return str(path)


def test_a_book_is_read_aloud(ready: FakeServer, podwright: Podwright, book: str, tmp_path: Path) -> None:
    options = ["--chapters", "2-4,9", "--voice", "anna", "--quotes-voice", "ben", "--intro", "Hello.", "--budget", "3"]
    ran = podwright("audiobook", book, "-o", str(tmp_path / "mine.m4b"), "--front-matter", *options)
    assert ran.code == 0, ran.err
    [created] = ready.called("POST /audiobooks")
    assert created.json == {
        "source": {"type": "file", "file_id": "f-1"},
        "formats": ["m4b"],
        "chapters": [2, 3, 4, 9],
        "skip_front_matter": False,
        "voice": "anna",
        "quotes_voice": "ben",
        "intro_text": "Hello.",
        "budget_usd": 3.0,
    }
    assert (tmp_path / "mine.m4b").read_bytes() == b"sound"
    assert "speaking 1 of 2 chapters; Water 40 %" in ran.err


def test_an_estimate_lists_the_chapters(ready: FakeServer, podwright: Podwright, book: str) -> None:
    ran = podwright("audiobook", book, "--estimate")
    assert ran.code == 0 and not ready.called("POST /audiobooks")
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert ["1", "Contents", "40", "0:18", "", "skipped: contents"] in lines
    assert ["2", "Flour", "4,200", "30:30", "$7.20", ""] in lines
    assert "4,200 words, 30:30, about $7.20" in ran.out and "narrator: anna (local)" in ran.out
    assert podwright("audiobook", book, "--estimate", "--json").json["words"] == 4200


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--chapters", "two"], "takes numbers such as 3-7,9"),
        (["--chapters", "7-3"], "names no chapter"),
        (["--to", "mp3", "--to", "m4b", "-o", "one.m4b"], "several formats"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_sent(
    ready: FakeServer, podwright: Podwright, book: str, options: list[str], words: str
) -> None:
    ran = podwright("audiobook", book, *options)
    assert ran.code == 2 and words in ran.err
    assert not ready.called("POST /files")


def test_a_higher_budget_goes_to_the_audiobook(ready: FakeServer, podwright: Podwright) -> None:
    ready.on("GET /jobs/j-123456789", reply(job("NEEDS_ATTENTION", 40, kind="audiobook")))
    ready.on("POST /audiobooks/j-123456789/resume", reply(job(percentage=40, kind="audiobook")))
    ran = podwright("resume", "j-123456789", "--budget", "9")
    assert ran.code == 0, ran.err
    assert ready.called("POST /audiobooks/j-123456789/resume")[0].json == {"budget_usd": 9.0}


def test_a_passage_of_a_chapter_gets_another_voice_and_text(server: FakeServer, podwright: Podwright) -> None:
    turns = [{"id": f"t00{n}", "index": n, "segment": 1, "speaker": "NARRATOR", "text": f"Loaf {n}."} for n in (1, 2)]
    done = job("COMPLETED", 100, kind="audiobook")
    server.on("GET /jobs/j-123456789", reply(done))
    script = {"title": "Bread", "outline": {"segments": [{"title": "Flour"}]}, "turns": turns}
    server.on("GET /audiobooks/j-123456789/chapters/3/script", reply(script, ETag='"s1"'))
    server.on("PUT /audiobooks/j-123456789/chapters/3/script", reply(done, 202))
    server.on("GET /providers", reply([]))
    ran = podwright(
        "edit", "j-123456789", "--chapter", "3", "--voice", "t002=anna", "--replace", "Loaf 1=Bread", "--yes"
    )
    assert ran.code == 0, ran.err
    [sent] = server.called("PUT /audiobooks/j-123456789/chapters/3/script")
    assert sent.headers["If-Match"] == '"s1"'
    assert [(each["id"], each["speaker"], each["text"]) for each in sent.json["turns"]] == [
        ("t001", "NARRATOR", "Bread."),
        ("t002", "anna", "Loaf 2."),
    ]
    assert sent.json["speakers"] == [{"name": "anna", "voice": "anna"}]
    refused = podwright("edit", "j-123456789", "--yes")
    assert refused.code == 2 and "--chapter 3" in refused.err


def test_a_parked_passage_gets_another_text(server: FakeServer, podwright: Podwright) -> None:
    parked = job("NEEDS_ATTENTION", 40, kind="audiobook")
    server.on("GET /jobs/j-123456789", reply(parked))
    server.on("POST /audiobooks/j-123456789/resume", reply(job("GENERATING", 40, kind="audiobook")))
    item = "chapter-002/tts-003"
    ran = podwright("resume", "j-123456789", "--turn", f"{item}=Milder.", "--voice", "NARRATOR=anna", "--yes")
    assert ran.code == 0, ran.err
    [sent] = server.called("POST /audiobooks/j-123456789/resume")
    assert sent.json == {"turns": {item: "Milder."}, "voices": {"NARRATOR": "anna"}}
    untyped = podwright("resume", "j-123456789", "--turn", item)
    assert untyped.code == 2 and f'--turn {item}="OTHER WORDS"' in untyped.err
