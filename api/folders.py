"""Where the API keeps what belongs to a podcast or an uploaded file, among the artifacts' names."""

from pydantic import ValidationError

from domain.artifact import ArtifactRef
from domain.podcast.spec import PodcastSpec
from domain.ports.artifacts import Blobs, Names


def of_podcast(podcast_id: str) -> str:
    return f"podcasts/{podcast_id}"


def of_attempt(podcast_id: str, attempt: int, name: str, *, version: int = 1) -> str:
    return f"{of_podcast(podcast_id)}/v{version}/a{attempt}/{name}"


def of_file(file_id: str) -> str:
    return f"files/{file_id}"


async def keep_spec(blobs: Blobs, names: Names, spec: PodcastSpec) -> None:
    ref = await blobs.put(spec.model_dump_json().encode(), media_type="application/json")
    await names.create(of_attempt(spec.podcast_id, spec.attempt, "spec"), ref.model_dump_json().encode())


async def spec_of(blobs: Blobs, names: Names, podcast_id: str, attempt: int) -> PodcastSpec | None:
    """The spec of an attempt, or of the latest one before it."""
    for each in range(attempt, 0, -1):
        record = await names.get(of_attempt(podcast_id, each, "spec"))
        if record is not None:
            ref = ArtifactRef.model_validate_json(record)
            return PodcastSpec.model_validate_json(await blobs.read(ref))
    return None


def ref_in(record: bytes) -> ArtifactRef | None:
    """The reference that a record is; None when it is something else."""
    try:
        return ArtifactRef.model_validate_json(record)
    except ValidationError:
        return None
