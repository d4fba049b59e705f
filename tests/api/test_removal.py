"""Deletion: what goes at once, what stays because others refer to it, and what remains for a rebuilt catalog."""

from datetime import UTC, datetime

from adapters.catalog.catalog import Catalog
from domain.artifacts.files import StoredFile
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.removing import UnsharedBlobs
from domain.jobs.removing import remove_job
from tests.api.harness import ApiHarness

URL = "/api/v1/podcasts"


async def test_a_submission_is_kept_and_a_deletion_is_remembered(harness: ApiHarness) -> None:
    podcast_id = str((await harness.submit())["podcast_id"])
    assert f"podcasts/{podcast_id}/job" in harness.artifacts.names
    assert (await harness.client.delete(f"{URL}/{podcast_id}")).status_code == 204
    assert [name for name in harness.artifacts.names if podcast_id in name] == [f"tombstones/{podcast_id}"]


async def test_the_bytes_of_anybodys_file_stay(harness: ApiHarness) -> None:
    source = await harness.artifacts.put(b"the same text", media_type="text/plain")
    await name(harness, "podcasts/p1/v1/a1/source-1", source)
    await uploaded(harness.catalog, source, owner="another")
    await remove(harness, "p1", unshared(harness))
    assert await harness.artifacts.exists(source)


async def test_bytes_that_another_podcast_names_stay_until_that_goes_too(harness: ApiHarness) -> None:
    source = await harness.artifacts.put(b"the same text", media_type="text/plain")
    ours = unshared(harness)
    for podcast_id in ("p1", "p2", "p3"):
        await name(harness, f"podcasts/{podcast_id}/v1/a1/source-1", source)
    for podcast_id, there in (("p1", True), ("p2", True), ("p3", False)):
        await remove(harness, podcast_id, ours)
        assert await harness.artifacts.exists(source) is there


async def test_a_name_that_came_since_the_last_deletion_counts(harness: ApiHarness) -> None:
    """Names once read are remembered; new ones are read."""
    ours = unshared(harness)
    await remove(harness, "p0", ours)
    source = await harness.artifacts.put(b"the same text", media_type="text/plain")
    await name(harness, "podcasts/p1/v1/a1/source-1", source)
    await remove(harness, "p9", ours)
    await name(harness, "podcasts/p2/v1/a1/source-1", source)
    await remove(harness, "p1", ours)
    assert await harness.artifacts.exists(source)


def unshared(harness: ApiHarness) -> UnsharedBlobs:
    return UnsharedBlobs(blobs=harness.artifacts, names=harness.artifacts, files=harness.catalog.files)


async def remove(harness: ApiHarness, podcast_id: str, blobs: UnsharedBlobs) -> None:
    jobs, names = harness.catalog.jobs, harness.artifacts
    await remove_job(podcast_id, owner="local", kind="podcast", jobs=jobs, names=names, blobs=blobs)


async def name(harness: ApiHarness, at: str, ref: ArtifactRef) -> None:
    await harness.artifacts.create(at, ref.model_dump_json().encode())


async def uploaded(catalog: Catalog, ref: ArtifactRef, *, owner: str) -> None:
    await catalog.files.add(
        StoredFile(
            file_id="f1",
            owner=owner,
            name="a.txt",
            media_type=ref.media_type,
            size=ref.size,
            sha256=ref.sha256,
            created_at=datetime.now(UTC),
        )
    )
