"""The command with the real API: one podcast from its file to its deletion."""

import json
from pathlib import Path

import pytest

from tests.documents.manuscript import LIGHTHOUSES
from tests.documents.pdf import make_pdf
from tests.e2e.stack import Stack

pytestmark = pytest.mark.timeout(180)  # the first test waits for the stack


def test_a_podcast_is_made_looked_at_and_deleted(stack: Stack, tmp_path: Path) -> None:
    paper = make_pdf(tmp_path / "a paper & more.pdf", LIGHTHOUSES)
    saved = tmp_path / "saved"
    new = stack.podwright("new", str(paper), "--minutes", "0.5", "--to", str(saved), "--json")
    assert new.returncode == 0, new.stderr
    made = json.loads(new.stdout)
    assert {path.suffix for path in saved.iterdir()} == {".mp3", ".txt", ".vtt"}

    job_id = made["podcast_id"]
    assert json.loads(stack.podwright("status", job_id, "--json").stdout)["title"] == LIGHTHOUSES.title
    listed = json.loads(stack.podwright("jobs", "--kind", "podcast", "--status", "completed", "--json").stdout)
    assert job_id in {each["job_id"] for each in listed["items"]}
    entries = [line.split("\t")[1] for line in stack.podwright("log", job_id).stdout.splitlines()]
    assert entries[0] == "submitted"
    assert {"run_started", "done", "completed"} <= set(entries)

    assert json.loads(stack.podwright("status", job_id[:8], "--json").stdout)["podcast_id"] == job_id
    named = tmp_path / "named.srt"
    assert stack.podwright("fetch", LIGHTHOUSES.title, "-o", str(named)).returncode == 0
    assert " --> " in named.read_text()
    assert stack.podwright("usage").stdout.count("\t") == 6

    assert stack.podwright("retry", job_id).returncode == 2
    assert stack.podwright("delete", job_id).stdout == f"deleted {job_id}\n"
    gone = stack.podwright("status", job_id)
    assert (gone.returncode, gone.stderr.splitlines()[0]) == (2, f"No job has this id or title: {job_id}")
