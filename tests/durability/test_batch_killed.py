"""SIGKILL of the worker in the middle of a batch: no job is made twice, none is missed, and all are counted."""

import io
import wave
import zipfile
from typing import Any

import httpx2
import pytest

from tests.durability.stack import Stack
from tests.durability.waiting import until

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]

FILES = 16
SECONDS = 10


def archive() -> bytes:
    """Recordings, each different from the others."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(FILES):
            sound = io.BytesIO()
            with wave.open(sound, "wb") as file:
                file.setparams((1, 2, 16000, 0, "NONE", ""))
                file.writeframes((b"\0\0" * n + b"\0\x20") * (16000 * SECONDS // (n + 1)))
            made.writestr(f"{n:02}.wav", sound.getvalue())
    return packed.getvalue()


def listed(stack: Stack, path: str, **query: Any) -> list[dict[str, Any]]:
    """All pages."""
    found, cursor = [], None
    while True:
        given = {**query, "limit": 100, **({"cursor": cursor} if cursor else {})}
        page = stack.http.get(path, params=given).raise_for_status().json()
        found += page["items"]
        if (cursor := page["next_cursor"]) is None:
            return found


def test_the_worker(stack: Stack) -> None:
    jobs = {each["job_id"] for each in listed(stack, "/jobs", kind="conversion")}
    files = {each["file_id"] for each in listed(stack, "/files")}
    uploaded = stack.http.post("/files", files={"file": ("all.zip", archive())}, timeout=60).raise_for_status().json()
    body = {
        "kind": "conversion",
        "inputs": [{"type": "file", "file_id": uploaded["file_id"]}],
        "options": {"outputs": [{"format": "mp3"}]},
        "concurrency": 4,
    }
    batch = stack.http.post("/batches", json=body).raise_for_status().json()["job_id"]
    last: list[dict[str, Any]] = []

    def done(least: int) -> bool:
        try:
            answer = stack.http.get(f"/batches/{batch}")
        except httpx2.TransportError:
            return False
        if answer.status_code == 200:
            last[:] = [answer.json()]
        return bool(last) and last[0]["succeeded"] >= least

    until(lambda: done(FILES // 3), "a third is done", seconds=30)
    stack.kill("worker")
    assert last[0]["succeeded"] < FILES, "it was killed in the middle"
    stack.up()
    until(lambda: done(FILES), "all are done", seconds=60)
    until(lambda: done(FILES) and last[0]["status"] == "COMPLETED", "the batch is done", seconds=10)
    counts = [last[0][name] for name in ("total", "queued", "running", "parked", "succeeded", "failed", "cancelled")]
    assert counts == [FILES, 0, 0, 0, FILES, 0, 0]
    children = listed(stack, f"/batches/{batch}/children")
    assert [each["title"] for each in children] == [f"{n:02}" for n in range(FILES)]
    assert {each["attempt"] for each in children} == {1}
    assert {each["job_id"] for each in listed(stack, "/jobs", kind="conversion")} - jobs == {
        each["job_id"] for each in children
    }
    assert len({each["file_id"] for each in listed(stack, "/files")} - files) == FILES + 1
