"""The indexing of some documents of a collection, as it is frozen at submission, and what it results in."""

from domain.artifacts.reference import ArtifactRef
from domain.collections.embedding import EmbeddingModel
from domain.jobs.spec import JobSpec
from domain.value import Value


class IndexingSpec(JobSpec):
    """`manifest`: artifact of a Manifest, which holds `total` documents. `embeddings`: what gives vectors to passages
    that have none, of the whole collection; None: full text alone."""

    job_id: str
    collection_id: str
    manifest: ArtifactRef
    total: int
    embeddings: EmbeddingModel | None = None


class Indexed(Value):
    """The result. `unchanged` documents were in the index as they are; `passages` are those that were added."""

    collection_id: str
    indexed: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0
    passages: int = 0
    embedded: int = 0
