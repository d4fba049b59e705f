"""The indexing of some documents of a collection, as it is frozen at submission, and what it results in."""

from domain.artifacts.reference import ArtifactRef
from domain.jobs.spec import JobSpec
from domain.value import Value


class IndexingSpec(JobSpec):
    """`manifest`: artifact of a Manifest, which holds `total` documents."""

    job_id: str
    collection_id: str
    manifest: ArtifactRef
    total: int


class Indexed(Value):
    """The result. `unchanged` documents were in the index as they are; `passages` are those that were added."""

    collection_id: str
    indexed: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0
    passages: int = 0
