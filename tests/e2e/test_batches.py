"""Batches over HTTP: every input becomes a job, one that fails stops none of the others, and all can be fetched."""

import io
import json
import os
import struct
import wave
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.durability.waiting import until
from tests.e2e.http_user import HttpUser, Json

MP3 = {"outputs": [{"format": "mp3"}]}
COUNTS = ("total", "queued", "running", "succeeded", "failed", "cancelled")
MANY = int(os.environ.get("PODWRIGHT_BATCH_INPUTS", "200"))
"""Of the large batch."""
UNREACHABLE = {"type": "url", "url": "http://10.1.2.3/film.mp4"}


def tone(seconds: float) -> bytes:
    """A WAV of 8 kHz, different for each length."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\0\0\x20" * int(4000 * seconds))
    return file.getvalue()


def uploaded(user: HttpUser, name: str, *, seconds: float = 1.0) -> Json:
    answer = user.http.post("files", files={"file": (name, tone(seconds))})
    assert answer.status_code == 201, answer.text
    return {"type": "file", "file_id": answer.json()["file_id"]}


def submitted(user: HttpUser, kind: str, inputs: list[Json], options: Json, **fields: object) -> str:
    answer = user.http.post("batches", json={"kind": kind, "inputs": inputs, "options": options, **fields})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def reached(user: HttpUser, batch: str, ready: Callable[[Json], bool]) -> Json:
    last: list[Json] = []

    def met() -> bool:
        last[:] = [user.http.get(f"batches/{batch}").json()]
        return ready(last[0])

    until(met, "the batch is as far as that", seconds=200)
    return last[0]


def ended(status: Json) -> bool:
    return status["status"] in ("COMPLETED", "FAILED", "CANCELLED")


def counts(status: Json) -> list[Any]:
    return [status[name] for name in COUNTS]


@pytest.mark.timeout(120)
def test_one_failure_stops_none_and_everything_can_be_fetched(user: HttpUser) -> None:
    inputs = [uploaded(user, f"clip {n}.wav") for n in range(4)]
    batch = submitted(user, "conversion", [*inputs[:2], UNREACHABLE, *inputs[2:]], MP3, concurrency=2, title="Clips")
    status = reached(user, batch, ended)
    assert (status["status"], counts(status)) == ("COMPLETED", [5, 0, 0, 4, 1, 0])
    assert [each["position"] for each in status["step_details"]["refused"]] == [3]
    assert [each["code"] for each in status["warnings"]] == ["url_not_allowed", "completed_in_part"]
    listed = user.http.get(f"batches/{batch}/children", params={"limit": 3}).json()
    assert [each["title"] for each in listed["items"]] == ["clip 0", "clip 1", "clip 2"]
    rest = user.http.get(f"batches/{batch}/children", params={"cursor": listed["next_cursor"]}).json()
    assert ([each["title"] for each in rest["items"]], rest["next_cursor"]) == (["clip 3"], None)
    archive = zipfile.ZipFile(io.BytesIO(user.http.get(f"batches/{batch}/results").raise_for_status().content))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert archive.namelist() == [*(path for each in manifest for path in each["files"]), "manifest.json"]
    assert [len(each["files"]) for each in manifest] == [1, 1, 0, 1, 1]
    assert "private address" in manifest[2]["error"]


@pytest.mark.timeout(120)
def test_of_an_archive_each_file_becomes_a_job(user: HttpUser) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clips/one.wav", tone(1))
        archive.writestr("__MACOSX/clips/._one.wav", b"junk")
        archive.writestr("../../two.wav", tone(2))
        archive.writestr("readme.txt", "These are the clips of the summer. " * 10)
        archive.writestr("inner.zip", packed.getvalue())
    answer = user.http.post("files", files={"file": ("clips.zip", packed.getvalue())})
    assert (answer.status_code, answer.json()["media_type"]) == (201, "application/zip"), answer.text
    source = {"type": "file", "file_id": answer.json()["file_id"]}
    assert user.http.post("conversions", json={"source": source, **MP3}).json()["code"] == "source_not_supported"
    batch = submitted(user, "conversion", [source], MP3)
    status = reached(user, batch, ended)
    assert (status["status"], counts(status)) == ("COMPLETED", [4, 0, 0, 2, 2, 0])
    refused = {each["name"]: each["code"] for each in status["step_details"]["refused"]}
    assert refused == {"readme.txt": "source_not_supported", "inner.zip": "unsupported_media_type"}
    listed = user.http.get(f"batches/{batch}/children").json()["items"]
    assert [each["title"] for each in listed] == ["one", "two"]
    stored = [each["name"] for each in user.http.get("files", params={"limit": 100}).json()["items"]]
    again = submitted(user, "conversion", [source], {"outputs": [{"format": "wav"}]})
    assert reached(user, again, ended)["succeeded"] == 2
    assert [each["name"] for each in user.http.get("files", params={"limit": 100}).json()["items"]] == stored


@pytest.mark.timeout(120)
def test_an_archive_whose_files_share_their_bytes_is_refused(user: HttpUser) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.wav", tone(1))
        start = archive.start_dir
    data = packed.getvalue()
    entry, end = data[start:-22], data[-22:]
    twice = data[:start] + 2 * entry + struct.pack("<4s4H2LH", end[:4], 0, 0, 2, 2, 2 * len(entry), start, 0)
    answer = user.http.post("files", files={"file": ("twice.zip", twice)})
    assert answer.status_code == 201, answer.text
    inputs = [{"type": "file", "file_id": answer.json()["file_id"]}]
    refused = user.http.post("batches", json={"kind": "conversion", "inputs": inputs, "options": MP3})
    assert (refused.status_code, refused.json()["code"]) == (422, "archive_damaged")


@pytest.mark.timeout(120)
def test_of_a_collection_each_document_becomes_a_job(user: HttpUser) -> None:
    made = user.http.post("collections", json={"name": f"tides {os.urandom(4).hex()}"}).json()["collection_id"]
    texts = [{"type": "text", "title": f"Tide {n}", "text": f"Tide {n} comes twice a day. " * 30} for n in (1, 2)]
    assert user.http.post(f"collections/{made}/documents", json={"sources": texts}).status_code == 202
    listed = [{"type": "collection", "collection_id": made}]
    batch = submitted(user, "audiobook", listed, {}, concurrency=2)
    status = reached(user, batch, lambda status: ended(status) or status["succeeded"] == 2)
    assert counts(status)[0] == 2, status
    assert counts(reached(user, batch, ended)) == [2, 0, 0, 2, 0, 0]
    titles = [each["title"] for each in user.http.get(f"batches/{batch}/children").json()["items"]]
    assert sorted(titles) == ["Tide 1", "Tide 2"]
    wrong = {"kind": "audiobook", "inputs": [{"type": "collection", "collection_id": "none"}]}
    assert user.http.post("batches", json=wrong).json()["errors"][0]["loc"] == ["inputs", 0, "collection_id"]


@pytest.mark.timeout(120)
def test_a_job_that_waits_for_a_person_stops_no_other(user: HttpUser) -> None:
    """Two at once would not fit: the second begins though the first is not approved."""
    texts = [{"type": "text", "title": f"Tide {n}", "text": f"Tide {n} comes twice a day. " * 30} for n in (1, 2)]
    batch = submitted(user, "podcast", texts, {"duration_minutes": 0.5, "review": True}, concurrency=1)
    parked = reached(user, batch, lambda status: status["parked"] == 2)
    assert (parked["status"], counts(parked)) == ("NEEDS_ATTENTION", [2, 0, 0, 0, 0, 0])
    jobs = [each["job_id"] for each in user.http.get(f"batches/{batch}/children").json()["items"]]
    told = [(each["id"], each["code"]) for each in parked["attention"]]
    assert told == [("job-0001", "awaiting_review"), ("job-0002", "awaiting_review")]
    assert all(job in each["advice"] for job, each in zip(jobs, parked["attention"], strict=True))
    assert user.http.post(f"podcasts/{jobs[0]}/approve").is_success
    assert user.http.post(f"podcasts/{jobs[1]}/cancel").is_success
    done = reached(user, batch, ended)
    assert (done["status"], counts(done), done["attention"]) == ("COMPLETED", [2, 0, 0, 1, 0, 1], [])


@pytest.mark.timeout(120)
def test_a_retry_runs_the_failed_alone(user: HttpUser) -> None:
    inputs = [uploaded(user, "one.wav"), {"type": "url", "url": "http://10.1.2.3/two.mp4"}]
    batch = submitted(user, "conversion", inputs, MP3)
    first = reached(user, batch, ended)
    before = user.http.get(f"batches/{batch}/children").json()["items"]
    until(lambda: user.http.post(f"batches/{batch}/retry").status_code == 200, "its run has closed", seconds=30)
    again = reached(user, batch, lambda status: status["attempt"] == 2 and ended(status))
    after = user.http.get(f"batches/{batch}/children").json()["items"]
    assert counts(first) == counts(again) == [2, 0, 0, 1, 1, 0]
    assert [(each["job_id"], each["attempt"]) for each in after] == [(each["job_id"], 1) for each in before]


@pytest.mark.timeout(120)
def test_a_cancelled_batch_stops_its_jobs_and_a_retry_takes_them_up(user: HttpUser) -> None:
    inputs = [uploaded(user, f"long {n}.wav", seconds=900 + n) for n in range(3)]
    batch = submitted(user, "conversion", inputs, {"outputs": [{"format": "opus"}]}, concurrency=2)
    reached(user, batch, lambda status: status["running"] == 2)
    assert user.http.post(f"batches/{batch}/cancel").status_code == 202
    cancelled = reached(user, batch, lambda status: status["cancelled"] == 3)
    assert cancelled["status"] == "CANCELLED"
    jobs = user.http.get(f"batches/{batch}/children").json()["items"]
    assert [each["status"] for each in jobs] == ["CANCELLED"] * 2
    until(lambda: user.http.post(f"batches/{batch}/retry").status_code == 200, "it has stopped", seconds=30)
    done = reached(user, batch, lambda status: status["attempt"] == 2 and ended(status))
    assert (done["status"], done["succeeded"]) == ("COMPLETED", 3)
    after = user.http.get(f"batches/{batch}/children").json()["items"]
    assert [each["attempt"] for each in after] == [2, 2, 1]


@pytest.mark.timeout(120)
def test_when_nothing_succeeds_it_has_failed(user: HttpUser) -> None:
    batch = submitted(user, "podcast", [UNREACHABLE], {"duration_minutes": 1})
    status = reached(user, batch, ended)
    assert (status["status"], status["error"]["code"]) == ("FAILED", "nothing_succeeded")
    assert status["warnings"][0]["code"] == "url_not_allowed"


@pytest.mark.parametrize(
    ("wrong", "loc"),
    [
        ({"kind": "batch"}, ["kind"]),
        ({"options": {"outputs": [{"format": "mp9"}]}}, ["options", "outputs", 0, "format"]),
        ({"options": {}}, ["options", "outputs"]),
        ({"options": {**MP3, "source": UNREACHABLE}}, ["options", "source"]),
        ({"inputs": [UNREACHABLE, {"type": "file", "file_id": "none"}]}, ["inputs", 1, "file_id"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_started(user: HttpUser, wrong: Json, loc: list[object]) -> None:
    body = {"kind": "conversion", "inputs": [UNREACHABLE], "options": MP3, **wrong}
    answer = user.http.post("batches", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["loc"] == loc


@pytest.mark.thorough
@pytest.mark.timeout(400)
def test_many_of_which_a_tenth_are_bad(user: HttpUser) -> None:
    """Those are files of an archive that hold no recording; each says so, and the others bring their results."""
    sound, packed = tone(0.2), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(MANY):
            made.writestr(f"{n:03}.wav", sound[:20] + os.urandom(200) if n % 10 == 9 else sound + bytes(2 * n))
    answer = user.http.post("files", files={"file": ("many.zip", packed.getvalue())})
    source = {"type": "file", "file_id": answer.raise_for_status().json()["file_id"]}
    batch = submitted(user, "conversion", [source], {"outputs": [{"format": "wav"}]}, concurrency=20)
    status = reached(user, batch, ended)
    assert (status["status"], counts(status)) == ("COMPLETED", [MANY, 0, 0, MANY * 9 // 10, MANY // 10, 0])
    archive = zipfile.ZipFile(io.BytesIO(user.http.get(f"batches/{batch}/results").raise_for_status().content))
    manifest = json.loads(archive.read("manifest.json"))
    assert len(archive.namelist()) == MANY * 9 // 10 + 1
    bad = [each for each in manifest if each["error"]]
    assert [each["position"] for each in bad] == list(range(10, MANY + 1, 10))
    assert all(each["name"] in each["error"] for each in bad)
