"""A kind of job: what each of them implements, so that all use cases work for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, JsonValue

from domain.access import Caller
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.jobs.spec import JobSpec
from domain.value import Body, Value

Request_contra = TypeVar("Request_contra", bound=Body, contravariant=True)
Spec = TypeVar("Spec", bound=JobSpec)


class JobOutput(Value):
    """A file that a finished job made. `name` is unique within the job and carries its suffix: `episode.mp3`."""

    name: str
    artifact: ArtifactRef


@dataclass(frozen=True, kw_only=True)
class NewJob(Generic[Spec]):
    """A request, resolved: everything that has to be stored, recorded and started.

    `attributes` go into the job's row, for lists. `characters` it is expected to speak count against the key's daily
    limit. `texts` are inline sources, stored as blobs, and `documents` are models, stored as JSON. `sources` are all
    artifacts that the job depends on, by the name that each gets in the job's folder: their bytes, and those of what a
    document refers to, stay exactly as long as a job or a file names them.
    """

    spec: Spec
    title: str | None
    attributes: dict[str, JsonValue] = field(default_factory=dict)
    characters: int = 0
    texts: Sequence[str] = ()
    documents: Sequence[BaseModel] = ()
    sources: Mapping[str, ArtifactRef] = field(default_factory=dict)


class JobKind(Protocol[Request_contra, Spec]):
    """One kind of job, as a class in `domain/<kind>/kind.py` with the ports it needs in its constructor.

    With it in `Kinds` (api/bootstrap), the use cases of this folder serve the kind: submission with idempotency keys
    and limits, status and events, cancelling, retrying, resuming, deleting; settling and sweeping need nothing of it.
    Beside this class a kind has a request (Body), a spec (JobSpec), a result (Value), a state (JobState), a workflow
    (JobWorkflow) whose name stands in domain.jobs.wire.WORKFLOWS, and a router made from the pieces of api/jobs.

    `name` stands in rows and in WORKFLOWS: `podcast`. `collection` is its path in the HTTP contract: `podcasts`.
    """

    name: str
    collection: str
    spec_model: type[Spec]
    request_model: type[Body] | None = None
    """Of a kind that a batch may hold: it takes one input in `source`, or several in `sources`."""

    async def resolve(self, request: Request_contra, *, job_id: str, caller: Caller) -> NewJob[Spec]:
        """Applies every default, checks everything that can be checked before anything is stored or started.

        Raises:
            Refused: the request cannot be honoured; names the field at fault.
        """
        ...

    def start(self, spec: Spec, *, job_id: str) -> StartJob:
        """How a run of this spec begins, and what operators see of it."""
        ...

    async def next_attempt(self, spec: Spec, *, job_id: str) -> Spec:
        """The spec of a retry: that of the last attempt with what was corrected since. Its `attempt` is set later.

        A kind that takes no corrections inherits this.
        """
        return spec

    def may_retry(self, progress: Progress) -> bool:
        """Whether a job that completed may be run again, since parts of it did not.

        A kind that completes whole or not at all inherits this.
        """
        return False

    async def dependents(self, job_id: str) -> Sequence[str]:
        """Ids of jobs that work on this one. What is left of them is cancelled when it is deleted.

        A kind on which no other works inherits this.
        """
        return ()

    def step_details(self, progress: Progress) -> Value:
        """What people see of the kind's own details: `step_details` of the HTTP contract."""
        ...

    def summary(self, progress: Progress) -> str:
        """What the log says of a job that completed.

        A kind that says no more than that inherits this.
        """
        return ""

    def outputs(self, result: str) -> Sequence[JobOutput]:
        """The files of a completed job, from the JSON of its result. The first one is the main one."""
        ...


AnyKind = JobKind[Any, Any]


class Kinds:
    """The kinds of job that this process knows, by name."""

    def __init__(self, kinds: Iterable[AnyKind]) -> None:
        self._kinds = {kind.name: kind for kind in kinds}

    def get(self, name: str) -> AnyKind | None:
        """None for a kind of a newer version."""
        return self._kinds.get(name)

    def __iter__(self) -> Iterator[AnyKind]:
        return iter(self._kinds.values())

    def of(self, name: str) -> AnyKind:
        """Raises Refused for a kind of a newer version."""
        kind = self._kinds.get(name)
        if kind is None:
            raise Refused(
                "unknown_kind", f"This version does not know jobs of the kind {name!r}. Use a newer one.", status=409
            )
        return kind
