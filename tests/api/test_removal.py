"""What goes with a podcast at once, what stays because somebody else has it, and what is kept for a rebuilt catalog."""

from datetime import UTC, datetime

from adapters.catalog.catalog import Catalog
from domain.artifacts.files import StoredFile
from domain.artifacts.reference import ArtifactRef
from domain.jobs.removing import Removal
from tests.api.stage import Stage

URL = "/api/v1/podcasts"


async def test_a_submission_is_kept_and_a_deletion_is_remembered(stage: Stage) -> None:
    podcast_id = str((await stage.submit())["podcast_id"])
    assert f"podcasts/{podcast_id}/job" in stage.artifacts.names
    assert (await stage.client.delete(f"{URL}/{podcast_id}")).status_code == 204
    assert [name for name in stage.artifacts.names if podcast_id in name] == [f"tombstones/{podcast_id}"]


async def test_the_bytes_of_anybodys_file_stay(stage: Stage) -> None:
    source = await stage.artifacts.put(b"the same text", media_type="text/plain")
    await name(stage, "podcasts/p1/v1/a1/source-1", source)
    await uploaded(stage.catalog, source, owner="another")
    await removal(stage).podcast("p1", owner="local")
    assert await stage.artifacts.exists(source)


async def test_bytes_that_another_podcast_names_stay_until_that_goes_too(stage: Stage) -> None:
    source = await stage.artifacts.put(b"the same text", media_type="text/plain")
    ours = removal(stage)
    for podcast_id in ("p1", "p2", "p3"):
        await name(stage, f"podcasts/{podcast_id}/v1/a1/source-1", source)
    for podcast_id, there in (("p1", True), ("p2", True), ("p3", False)):
        await ours.podcast(podcast_id, owner="local")
        assert await stage.artifacts.exists(source) is there


async def test_a_name_that_came_since_the_last_deletion_counts(stage: Stage) -> None:
    """Names once read are remembered; new ones are read."""
    ours = removal(stage)
    await ours.podcast("p0", owner="local")
    source = await stage.artifacts.put(b"the same text", media_type="text/plain")
    await name(stage, "podcasts/p1/v1/a1/source-1", source)
    await ours.podcast("p9", owner="local")
    await name(stage, "podcasts/p2/v1/a1/source-1", source)
    await ours.podcast("p1", owner="local")
    assert await stage.artifacts.exists(source)


def removal(stage: Stage) -> Removal:
    return Removal(blobs=stage.artifacts, names=stage.artifacts, files=stage.catalog.files)


async def name(stage: Stage, at: str, ref: ArtifactRef) -> None:
    await stage.artifacts.create(at, ref.model_dump_json().encode())


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
