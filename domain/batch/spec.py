"""A batch as it is frozen at submission, and what it results in."""

from pydantic import JsonValue

from domain.access import Limits
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.zipped import Member
from domain.jobs.spec import JobSpec
from domain.value import Value


class Origin(Value):
    """Bytes that become an uploaded file when their job is submitted: an artifact, or a member of one that is a ZIP."""

    artifact: ArtifactRef
    member: Member | None = None


class BatchInput(Value):
    """`name` is what people call the input; `request` is the body of its job, but for the file that is made of an
    `origin`."""

    name: str
    request: dict[str, JsonValue]
    origin: Origin | None = None

    def request_for(self, file_id: str) -> dict[str, JsonValue]:
        """The body, with the file that was made of the origin."""
        source: JsonValue = {"type": "file", "file_id": file_id}
        given: dict[str, JsonValue] = {"sources": [source]} if "sources" in self.request else {"source": source}
        return {**self.request, **given}


class BatchInputs(Value):
    """In the order in which they were given; the first one has the position 1."""

    items: tuple[BatchInput, ...]


class BatchSpec(JobSpec):
    """`job_kind` is that of the jobs. `inputs` refers to BatchInputs, of which there are `total`. `limits` are those of
    the key that asked; `best_priority` is the best one it may give."""

    job_id: str
    job_kind: str
    inputs: ArtifactRef
    total: int
    concurrency: int
    limits: Limits = Limits()
    best_priority: int = 1


class RefusedInput(Value):
    """An input of which no job could be made."""

    position: int
    name: str
    code: str
    message: str


class Batch(Value):
    """The result: what became of the jobs, and the inputs that were refused, all of them."""

    total: int
    succeeded: int
    failed: int
    cancelled: int
    refused: tuple[RefusedInput, ...] = ()
