"""`/jobs`: jobs of every kind, in the same shapes."""

import csv
import io
from typing import Any

import pytest

from domain.jobs.progress import Attention
from domain.jobs.record import Job
from domain.jobs.status import JobStatus
from tests.api.harness import ApiHarness, problem

URL = "/api/v1/jobs"

FIELDS = {
    "job_id", "kind", "workflow_id", "run_id", "attempt", "rev", "status", "progress_percentage", "current_step",
    "step_details", "estimated_time_remaining", "waiting", "attention", "warnings", "error", "stale", "stale_since",
    "usage", "title", "outputs", "temporal_url", "created_at", "updated_at", "completed_at", "expires_at",
}  # fmt: skip


async def look(harness: ApiHarness, job_id: str) -> dict[str, Any]:
    answer = await harness.client.get(f"{URL}/{job_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_podcast_is_a_job_and_says_the_same_there(harness: ApiHarness) -> None:
    job_id = (await harness.submit(title="Tides"))["podcast_id"]
    await harness.generating(job_id)
    job = await look(harness, job_id)
    assert job.keys() == FIELDS
    assert (job["job_id"], job["kind"], job["title"], job["outputs"]) == (job_id, "podcast", "Tides", [])
    podcast = (await harness.client.get(f"/api/v1/podcasts/{job_id}")).json()
    shared = job.keys() & podcast.keys()
    assert len(shared) == len(FIELDS) - 4
    assert {name: job[name] for name in shared} == {name: podcast[name] for name in shared}
    assert "segments" not in job["step_details"], "what people see, and no artifact"


async def test_submissions_are_counted_by_kind(harness: ApiHarness) -> None:
    await harness.submit()
    text = (await harness.client.get("/metrics")).text
    assert 'podwright_jobs_submitted_total{kind="podcast"} 1.0' in text
    assert "podwright_podcasts_submitted_total 1.0" in text


async def test_where_a_job_is_found_again_and_watched(harness: ApiHarness) -> None:
    job_id = (await harness.submit())["podcast_id"]
    answer = await harness.client.post(f"{URL}/{job_id}/cancel")
    assert answer.headers["location"].endswith(f"/api/v1/jobs/{job_id}")
    assert f"/api/v1/jobs/{job_id}/events" in answer.headers["link"]


async def test_the_files_of_a_finished_job(harness: ApiHarness) -> None:
    job_id = (await harness.submit())["podcast_id"]
    early = await harness.client.get(f"{URL}/{job_id}/files/episode.mp3")
    assert (early.status_code, problem(early)["code"]) == (409, "not_ready")
    await harness.complete(job_id)
    outputs = (await look(harness, job_id))["outputs"]
    assert [each["name"] for each in outputs] == ["episode.mp3", "transcript.vtt", "transcript.txt", "script.json"]
    first = outputs[0]
    assert (first["media_type"], first["size"]) == ("audio/mpeg", 10243)
    whole = await harness.client.get(first["url"])
    assert (whole.status_code, len(whole.content), whole.headers["accept-ranges"]) == (200, 10243, "bytes")
    part = await harness.client.get(first["url"], headers={"Range": "bytes=3-6"})
    assert (part.status_code, part.content) == (206, bytes(range(4)))
    head = await harness.client.head(first["url"])
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "10243", b"")
    again = await harness.client.get(first["url"], headers={"If-None-Match": whole.headers["etag"]})
    assert again.status_code == 304
    other = await harness.client.get(f"{URL}/{job_id}/files/episode.flac")
    assert (other.status_code, problem(other)["code"]) == (404, "file_not_made")


async def test_one_list_of_all_kinds(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit(title="Tides"))["podcast_id"]
    newer = Job(id="n1", kind="hologram", title="Waves", created_at=harness.clock())
    await harness.catalog.jobs.create(newer)

    async def listed(query: str = "") -> list[str]:
        answer = await harness.client.get(f"{URL}{query}")
        assert answer.status_code == 200, answer.text
        return [each["job_id"] for each in answer.json()["items"]]

    assert await listed() == ["n1", podcast_id]
    assert await listed("?kind=podcast") == [podcast_id]
    assert await listed("?q=wave") == ["n1"]
    assert await listed("?status=COMPLETED") == []
    first = (await harness.client.get(f"{URL}?limit=1")).json()
    assert await listed(f"?limit=1&cursor={first['next_cursor']}") == [podcast_id]
    assert (await harness.client.get("/api/v1/podcasts")).json()["items"][0]["podcast_id"] == podcast_id
    for path in ("/api/v1/podcasts/n1", "/api/v1/podcasts/n1/log"):
        assert (await harness.client.get(path)).status_code == 404, "not a podcast"
    assert (await harness.client.get(f"{URL}?colour=red")).status_code == 422


async def test_a_kind_of_a_newer_version_is_shown_and_can_be_deleted(harness: ApiHarness) -> None:
    await harness.catalog.jobs.create(Job(id="n1", kind="hologram", created_at=harness.clock()))
    harness.clock.pass_by(60)
    job = await look(harness, "n1")
    assert (job["kind"], job["status"], job["outputs"]) == ("hologram", "FAILED", [])
    refused = await harness.client.post(f"{URL}/n1/retry")
    assert (refused.status_code, problem(refused)["code"]) == (409, "unknown_kind")
    assert (await harness.client.delete(f"{URL}/n1")).status_code == 204
    assert (await harness.client.get(f"{URL}/n1")).status_code == 404


async def test_the_log_of_a_podcast_ends_with_its_lengths(harness: ApiHarness) -> None:
    job_id = (await harness.submit())["podcast_id"]
    await harness.complete(job_id)
    last = (await harness.client.get(f"{URL}/{job_id}/log")).json()["items"][-1]
    assert last["event"] == "completed"
    assert last["message"].startswith("0:03 of audio (-50.0%): 0:06 was asked for, and 0:03 expected")
    details = (await look(harness, job_id))["step_details"]
    assert (details["target_seconds"], details["expected_seconds"], details["seconds"]) == (6.0, 3.2, 3.0)


async def test_cancel_retry_and_delete(harness: ApiHarness) -> None:
    job_id = (await harness.submit())["podcast_id"]
    assert (await harness.client.post(f"{URL}/{job_id}/cancel")).status_code == 202
    assert (await harness.client.post(f"{URL}/{job_id}/cancel")).status_code == 200
    retried = await harness.client.post(f"{URL}/{job_id}/retry")
    assert (retried.status_code, retried.json()["attempt"]) == (200, 2)
    assert [spec.attempt for spec in harness.specs] == [1, 2]
    log = (await harness.client.get(f"{URL}/{job_id}/log")).json()["items"]
    assert [each["event"] for each in log] == ["submitted", "run_started"]
    assert (await harness.client.delete(f"{URL}/{job_id}")).status_code == 204
    assert (await harness.client.get(f"/api/v1/podcasts/{job_id}")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}"])
async def test_a_resume_takes_no_corrections_here(harness: ApiHarness, body: bytes) -> None:
    job_id = (await harness.submit())["podcast_id"]
    parked = Attention(id="tts-001", code="voice_not_found", turn=1, message="No such voice.")
    await harness.generating(job_id, status=JobStatus.NEEDS_ATTENTION, attention=(parked,))
    json = {"Content-Type": "application/json"}
    corrected = await harness.client.post(f"{URL}/{job_id}/resume", json={"voices": {"HOST": "ben"}})
    assert (corrected.status_code, problem(corrected)["code"]) == (422, "unknown_field")
    resumed = await harness.client.post(f"{URL}/{job_id}/resume", content=body, headers=json)
    assert (resumed.status_code, resumed.json()["status"]) == (200, "GENERATING")
    again = await harness.client.post(f"/api/v1/podcasts/{job_id}/resume", content=body, headers=json)
    assert again.status_code == 200, "the same order to the same job"
    assert len(harness.engine.resumed) == 1


async def test_jobs_as_a_table(harness: ApiHarness) -> None:
    """What a spreadsheet would compute is text in it."""
    first = (await harness.submit())["podcast_id"]
    second = (await harness.submit(title='=HYPERLINK("a", "b")'))["podcast_id"]
    await harness.complete(first)
    answer = await harness.client.get(f"{URL}?format=csv&limit=1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="jobs.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["job_id"], row["kind"], row["title"]) == (second, "podcast", """'=HYPERLINK("a", "b")""")
    following = answer.headers["link"].removeprefix("<").removesuffix('>; rel="next"')
    answer = await harness.client.get(URL + following)
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["job_id"], row["status"], row["title"]) == (first, "COMPLETED", "Bread")
    assert "link" not in answer.headers
    refused = await harness.client.get(f"{URL}?format=xml")
    assert (refused.status_code, problem(refused)["errors"][0]["loc"]) == (422, ["query", "format"])
