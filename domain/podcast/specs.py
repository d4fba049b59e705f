"""The spec of each attempt, kept among the artifacts."""

from pydantic import ValidationError

from domain.artifacts.documents import Documents
from domain.artifacts.layout import attempt_name
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.podcast.spec import PodcastSpec


async def keep_spec(blobs: Blobs, names: Names, spec: PodcastSpec) -> None:
    ref = await Documents(blobs).put(spec)
    await names.create(attempt_name(spec.podcast_id, spec.attempt, "spec"), ref.model_dump_json().encode())


async def spec_of(blobs: Blobs, names: Names, podcast_id: str, attempt: int) -> PodcastSpec | None:
    """The spec of an attempt, or of the latest one before it."""
    for each in range(attempt, 0, -1):
        record = await names.get(attempt_name(podcast_id, each, "spec"))
        if record is not None:
            ref = ArtifactRef.model_validate_json(record)
            return await Documents(blobs).read(ref, PodcastSpec)
    return None


def ref_in(record: bytes) -> ArtifactRef | None:
    """The reference that a record is; None when it is something else."""
    try:
        return ArtifactRef.model_validate_json(record)
    except ValidationError:
        return None
