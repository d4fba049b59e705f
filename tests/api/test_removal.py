"""Deletion: names go at once, bytes stay for the sweep, and a tombstone remains for a rebuilt catalog."""

from tests.api.harness import ApiHarness, problem

URL = "/api/v1/podcasts"


async def test_a_submission_is_kept_and_a_deletion_is_remembered(harness: ApiHarness) -> None:
    podcast_id = str((await harness.submit())["podcast_id"])
    assert f"podcasts/{podcast_id}/job" in harness.artifacts.names
    assert (await harness.client.delete(f"{URL}/{podcast_id}")).status_code == 204
    assert [name for name in harness.artifacts.names if podcast_id in name] == [f"tombstones/{podcast_id}"]


async def test_bytes_are_left_to_the_sweep(harness: ApiHarness) -> None:
    """It alone knows what another podcast is taking into use."""
    podcast_id = (await harness.submit())["podcast_id"]
    episode = await harness.complete(podcast_id, audio=b"only of this one")
    before = dict(harness.artifacts.blobs)
    assert (await harness.client.delete(f"{URL}/{podcast_id}")).status_code == 204
    assert harness.artifacts.blobs == before and episode.audio["mp3"].sha256 in before


async def test_a_revision_is_cancelled_when_its_podcast_is_deleted(harness: ApiHarness) -> None:
    """Else it would be paid for, and fail at its end."""
    podcast_id = str((await harness.submit())["podcast_id"])
    await harness.complete(podcast_id)
    script = await harness.client.get(f"{URL}/{podcast_id}/script")
    edit = {"turns": [{"segment": 1, "speaker": "HOST", "text": "Why does dough rise?"}]}
    put = await harness.client.put(
        f"{URL}/{podcast_id}/script", json=edit, headers={"If-Match": script.headers["etag"]}
    )
    job_id = put.json()["revision"]["job_id"]
    assert (await harness.client.delete(f"{URL}/{podcast_id}")).status_code == 204
    assert job_id in harness.engine.cancelled
    assert (await harness.client.get(f"/api/v1/jobs/{job_id}")).json()["status"] == "CANCELLED"
    again = await harness.client.post(f"/api/v1/jobs/{job_id}/retry")
    assert (again.status_code, problem(again)["code"]) == (409, "podcast_deleted")
    assert (await harness.client.delete(f"/api/v1/jobs/{job_id}")).status_code == 204
