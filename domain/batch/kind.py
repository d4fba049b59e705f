"""Batches as a kind of job: many jobs of another kind, one for each input."""

from collections.abc import Sequence

from pydantic import JsonValue, ValidationError

from domain.access import Caller
from domain.artifacts.documents import reference_of
from domain.artifacts.reference import ArtifactRef
from domain.batch.inputs import InputExpansion, OneInput
from domain.batch.request import BatchRequest
from domain.batch.spec import BatchInput, BatchInputs, BatchSpec
from domain.batch.state import BatchDetails
from domain.errors import Loc, Refused
from domain.jobs.admission import priority_for
from domain.jobs.kind import AnyKind, JobKind, JobOutput, Kinds, NewJob
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob

BATCH = "batch"
PAGE = 200


class BatchKind(JobKind[BatchRequest, BatchSpec]):
    """`kinds`: those that a batch may hold are the ones with a request model."""

    name, collection, spec_model = BATCH, "batches", BatchSpec

    def __init__(self, *, kinds: Kinds, expansion: InputExpansion, jobs: Jobs) -> None:
        self._kinds = {kind.name: kind for kind in kinds if kind.request_model is not None}
        self._expansion, self._jobs = expansion, jobs

    async def resolve(self, request: BatchRequest, *, job_id: str, caller: Caller) -> NewJob[BatchSpec]:
        kind = self._kinds.get(request.kind)
        if kind is None:
            known = ", ".join(self._kinds)
            raise Refused("unknown_kind", f"A batch makes jobs of these kinds: {known}.", loc=("kind",))
        priority = priority_for(caller, request.priority)
        expanded = await self._expansion.of(request.inputs, owner=caller.owner)
        items = [
            BatchInput(name=each.name, request=_body(kind, request, each, priority), origin=each.origin)
            for each in expanded
        ]
        inputs = BatchInputs(items=tuple(items))
        spec = BatchSpec(
            job_id=job_id,
            owner=caller.owner,
            title=request.title or _title(items),
            priority=priority,
            job_kind=kind.name,
            inputs=reference_of(inputs),
            total=len(inputs.items),
            concurrency=request.concurrency,
            limits=caller.limits,
            best_priority=caller.priority,
        )
        return NewJob(
            spec=spec,
            title=spec.title,
            attributes={"kind": kind.name, "total": spec.total},
            documents=[inputs],
            sources={"inputs": spec.inputs, **_artifacts(expanded)},
        )

    def start(self, spec: BatchSpec, *, job_id: str) -> StartJob:
        summary = f"{spec.total} jobs: {spec.job_kind}"
        return StartJob.of(spec, kind=self.name, job_id=job_id, summary=summary, details=f"At once: {spec.concurrency}")

    def may_retry(self, progress: Progress) -> bool:
        details = self.step_details(progress)
        return details.succeeded < details.total

    async def dependents(self, job_id: str) -> Sequence[str]:
        found: list[str] = []
        position = 0
        while page := await self._jobs.children(job_id, after=position, limit=PAGE):
            found += [each.job.id for each in page if each.outcome is None]
            position = page[-1].job.position or 0
        return found

    def step_details(self, progress: Progress) -> BatchDetails:
        return BatchDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return ()


def _title(items: Sequence[BatchInput]) -> str:
    return items[0].name if len(items) == 1 else f"{items[0].name} and {len(items) - 1} more"


def _artifacts(inputs: Sequence[OneInput]) -> dict[str, ArtifactRef]:
    """The bytes of the files stay until their jobs have taken them, even when a file is deleted meanwhile."""
    found: dict[ArtifactRef, str] = {}
    for at, each in enumerate(inputs, start=1):
        if each.artifact is not None:
            found.setdefault(each.artifact, f"input-{at:04}")
    return {name: artifact for artifact, name in found.items()}


def _body(kind: AnyKind, request: BatchRequest, one: OneInput, priority: int) -> dict[str, JsonValue]:
    """The body of the job of one input.

    Raises:
        Refused: an option, or this input, does not suit the kind.
    """
    model = kind.request_model
    assert model is not None, "only such kinds are offered"
    field = "sources" if "sources" in model.model_fields else "source"
    for name in ("source", "sources"):
        if name in request.options:
            raise Refused("invalid_option", "The inputs stand in 'inputs'.", loc=("options", name))
    source = one.source.model_dump(mode="json", exclude_none=True)
    given: JsonValue = [source] if field == "sources" else source
    body: dict[str, JsonValue] = {"priority": priority, **request.options, field: given}
    try:
        valid: dict[str, JsonValue] = model.model_validate(body).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = first["loc"]
        loc: Loc = ("inputs", one.at) if path[:1] == (field,) else ("options", *path)
        raise Refused("invalid_option", first["msg"], loc=loc) from None
    return valid
