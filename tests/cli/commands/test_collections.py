"""`podwright collections`: what is sent, what is printed, and how a collection and a document are named."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.contract import FakeServer, Podwright, job, reply, stream

TIDES: dict[str, Any] = {
    "collection_id": "c1aa", "name": "tides", "documents": 2, "indexed": 1, "failed": 1, "passages": 12, "words": 1500,
    "language": "en", "embeddings": "openai:small",
}  # fmt: skip
WAVES = {"collection_id": "c1bb", "name": "waves"}
BOOK = {"document_id": "d1", "name": "Handbook", "status": "indexed", "passages": 12}
BAD = {"document_id": "d2", "name": "scan.pdf", "status": "failed", "error": {"code": "x", "message": "It is a scan."}}
FOUND = {
    "items": [{"document": "Handbook", "page": 7, "text": "Twice a day\nthe sea rises."}],
    "ranked_by": ["full_text"],
}


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    server.on("GET /collections?limit=100", reply({"items": [TIDES, WAVES], "next_cursor": None}))
    server.on("GET /collections/c1aa/documents?limit=100", reply({"items": [BAD, BOOK], "next_cursor": None}))
    return server


def test_one_is_made(server: FakeServer, podwright: Podwright) -> None:
    server.on("POST /collections", reply(TIDES, 201))
    ran = podwright("collections", "create", "tides", "--description", "of the sea")
    assert (ran.code, ran.out) == (0, "tides: c1aa\n"), ran.err
    [call] = server.called("POST /collections")
    assert call.json == {"name": "tides", "description": "of the sea"} and call.headers["Idempotency-Key"]


def test_they_are_listed_and_shown(ready: FakeServer, podwright: Podwright) -> None:
    listed = podwright("collections", "list")
    assert [line.split("\t")[:4] for line in listed.out.splitlines()] == [
        ["c1aa", "tides", "1", "12"],
        ["c1bb", "waves", "0", "0"],
    ]
    shown = podwright("collections", "show", "tides")
    assert shown.out.splitlines()[0] == "tides: 12 passages, 1,500 words, embeddings of openai:small"
    assert "It is a scan." in shown.out and "Handbook" in shown.out
    assert '"collection_id": "c1aa"' in podwright("collections", "show", "c1aa", "--json").out


def test_documents_are_added_and_followed(ready: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The sea.")
    ready.on("POST /files", reply({"file_id": "f-1", "name": "a.txt"}))
    ready.on("POST /collections/c1aa/documents", reply({"job_id": "j-123456789", "documents": [BOOK]}, 202))
    ready.on("GET /jobs/j-123456789", reply(job("QUEUED", 0, kind="indexing")))
    details = {"total_documents": 2, "completed_documents": 1}
    working = job(percentage=50, kind="indexing", current_step="indexing_documents", step_details=details)
    warning = {"code": "no_usable_text", "message": "“b” holds 3 usable words."}
    done = job("COMPLETED", 100, kind="indexing", title="tides", warnings=[warning])
    ready.on("GET /jobs/j-123456789/events", stream(working, done))
    ran = podwright("collections", "add", "c1aa", str(tmp_path / "a.txt"), "https://example.org/b")
    assert ran.code == 0, ran.err
    [call] = ready.called("POST /collections/c1aa/documents")
    assert call.json == {
        "sources": [{"type": "file", "file_id": "f-1"}, {"type": "url", "url": "https://example.org/b"}]
    }
    assert "1 of 2 documents" in ran.err and "“b” holds 3 usable words." in ran.err
    ran = podwright("collections", "add", "tides", "https://example.org/b", "--no-wait")
    assert (ran.code, ran.out) == (0, "job: j-123456789\n")


def test_a_search_names_document_and_place(ready: FakeServer, podwright: Podwright) -> None:
    ready.on("GET /collections/c1aa/search?q=how+often%3F&limit=3", reply(FOUND))
    ran = podwright("collections", "search", "tides", "how often?", "--limit", "3")
    assert (ran.code, ran.out) == (0, "Handbook, page 7\n    Twice a day the sea rises.\n"), ran.err


def test_documents_and_collections_are_removed(ready: FakeServer, podwright: Podwright) -> None:
    ready.on("DELETE /collections/c1aa/documents/d1", reply({}, 204))
    assert podwright("collections", "remove", "tides", "Handbook").code == 0
    assert ready.called("DELETE /collections/c1aa/documents/d1")
    ready.on("DELETE /collections/c1aa", reply({}, 204))
    assert podwright("collections", "delete", "tides", "--yes").code == 0
    assert ready.called("DELETE /collections/c1aa")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "winds"), "There is no collection 'winds'. There are: tides, waves."),
        (("show", "c1"), "'c1' means 2 collections"),
        (("remove", "tides", "d"), "'d' means 2 documents"),
        (("remove", "tides", "x"), "tides has no document 'x'"),
        (("add", "tides", "no-such-file"), "There is no file no-such-file"),
    ],
)
def test_what_is_not_known_is_said(
    ready: FakeServer, podwright: Podwright, arguments: tuple[str, ...], said: str
) -> None:
    ran = podwright("collections", *arguments)
    assert ran.code == 2 and said in ran.err
    assert not [call for call in ready.calls if call.method != "GET"]


def test_a_podcast_from_a_collection(ready: FakeServer, podwright: Podwright) -> None:
    ready.on("POST /podcasts/estimate", reply({"title": "Bad Request", "code": "x", "detail": "Enough."}, 422))
    podwright("new", "collection:tides", "--dry-run")
    [call] = ready.called("POST /podcasts/estimate")
    assert call.json["sources"] == [{"type": "collection", "collection_id": "c1aa"}]
    assert "There is no collection 'winds'" in podwright("new", "collection:winds", "--dry-run").err
