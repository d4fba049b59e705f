"""Deletion: names go at once, bytes stay for the sweep, and a tombstone remains for a rebuilt catalog."""

from tests.api.harness import ApiHarness

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
