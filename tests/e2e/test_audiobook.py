"""A short novel, read aloud by local voices: the M4B has its chapters, titles, author, cover and sound."""

import json
import re
from pathlib import Path

import pytest

from tests.adapters.audio.shows import RATE, decoded, loudness, metadata_of
from tests.documents.novels import TITLES, epub3
from tests.e2e.http_user import HttpUser
from tests.e2e.stack import Stack

pytestmark = pytest.mark.timeout(180)  # the first test waits for the stack


def test_a_novel_becomes_an_audiobook(stack: Stack, user: HttpUser, tmp_path: Path) -> None:
    novel, book = epub3(tmp_path / "novel.epub"), tmp_path / "novel.m4b"
    listed = json.loads(stack.podwright("audiobook", str(novel), "--estimate", "--json").stdout)
    skipped = {each["title"]: each["reason"] for each in listed["chapters"] if each["skipped"]}
    assert "Notes" in skipped and set(skipped.values()) >= {"cover", "copyright", "notes"}
    numbers = [each["n"] for each in listed["chapters"] if each["title"] in TITLES[1:]]
    chosen = ",".join(map(str, numbers))
    made = stack.podwright("audiobook", str(novel), "--chapters", chosen, "-o", str(book), "--json")
    assert made.returncode == 0, made.stderr
    job = json.loads(made.stdout)
    metadata = metadata_of(book)
    assert re.findall(r"title=(.*)", metadata) == ["The Quarry", *TITLES[1:]]
    assert "artist=A. Mason" in metadata
    sound = decoded(book)
    seconds = [each["seconds"] for each in job["step_details"]["chapters"] if each["n"] in numbers]
    assert len(sound) / RATE == pytest.approx(sum(seconds), abs=0.2)
    estimated = sum(each["minutes"] for each in listed["chapters"] if each["n"] in numbers)
    assert sum(seconds) / 60 == pytest.approx(estimated, rel=0.2)
    assert loudness(sound) == pytest.approx(-16, abs=1)
    starts = [int(at) / int(base) for base, at in re.findall(r"TIMEBASE=1/(\d+)\nSTART=(\d+)", metadata)]
    assert starts == pytest.approx([0, seconds[0]], abs=0.1)
    chapter = user.http.get(f"audiobooks/{job['job_id']}/chapters/{numbers[0]}/audio")
    assert chapter.status_code == 200 and chapter.headers["content-type"] == "audio/mp4"
    assert stack.podwright("delete", job["job_id"]).returncode == 0
