"""`podwright batch`: what it sends, and how long it follows."""

from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, job, reply, stream

DONE = job("COMPLETED", 100, kind="batch")


@pytest.fixture
def ready(server: FakeServer) -> FakeServer:
    server.on("POST /files", reply({"file_id": "f-1", "name": "all.zip"}))
    tides = {"collection_id": "c1aa", "name": "tides"}
    server.on("GET /collections?limit=100", reply({"items": [tides], "next_cursor": None}))
    server.on("POST /batches", reply(job("QUEUED", 0, kind="batch"), 202))
    server.on("GET /batches/j-123456789/events", stream(DONE))
    return server


def test_archives_and_collections_are_inputs(ready: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(b"PK")
    ran = podwright("batch", "podcast", str(tmp_path / "all.zip"), "--collection", "tides", "--set", "review=true")
    assert ran.code == 0, ran.err
    [sent] = ready.called("POST /batches")
    assert sent.json == {
        "kind": "podcast",
        "inputs": [{"type": "file", "file_id": "f-1"}, {"type": "collection", "collection_id": "c1aa"}],
        "options": {"review": True},
        "concurrency": 4,
    }


def test_without_inputs_nothing_is_sent(server: FakeServer, podwright: Podwright) -> None:
    ran = podwright("batch", "podcast")
    assert (ran.code, "--collection" in ran.err, server.calls) == (2, True, [])


def test_it_is_followed_while_jobs_go_on_beside_a_parked_one(ready: FakeServer, podwright: Podwright) -> None:
    """For longer than a job of another kind would be, which is left when nothing new needs attention for a while."""
    item = {"id": "job-0001", "code": "voice_not_found", "message": "There is no such voice.", "advice": "Resume it."}
    counts = {"total": 3, "succeeded": 1, "running": 1, "parked": 1}
    parked = job(
        "NEEDS_ATTENTION", 33, kind="batch", current_step="running_jobs", attention=[item], step_details=counts
    )
    ready.on("GET /batches/j-123456789/events", stream(parked))
    ready.on("GET /batches/j-123456789", *[reply(parked)] * 7, reply(DONE))
    ran = podwright("batch", "podcast", "https://example.org/")
    assert ran.code == 0, ran.err
    assert "1 of 3 done, 1 running, 1 need attention" in ran.err
