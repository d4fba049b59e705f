"""Batches as a kind of job: many jobs of another kind, one for each input."""

from collections.abc import Sequence

from pydantic import JsonValue, ValidationError

from domain.access import Caller
from domain.artifacts.documents import reference_of
from domain.artifacts.files import Files, StoredFile
from domain.artifacts.reference import ArtifactRef
from domain.batch.request import BatchRequest, Input
from domain.batch.spec import BatchInput, BatchInputs, BatchSpec
from domain.batch.state import BatchDetails
from domain.errors import Loc, Refused
from domain.jobs.admission import priority_for
from domain.jobs.kind import AnyKind, JobKind, JobOutput, Kinds, NewJob
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.retrieve.address import shown_url
from domain.retrieve.request import FileSource, TextSource, UrlSource

BATCH = "batch"
PAGE = 200


class BatchKind(JobKind[BatchRequest, BatchSpec]):
    """`kinds`: those that a batch may hold are the ones with a request model."""

    name, collection, spec_model = BATCH, "batches", BatchSpec

    def __init__(self, *, kinds: Kinds, files: Files, jobs: Jobs) -> None:
        self._kinds = {kind.name: kind for kind in kinds if kind.request_model is not None}
        self._files, self._jobs = files, jobs

    async def resolve(self, request: BatchRequest, *, job_id: str, caller: Caller) -> NewJob[BatchSpec]:
        kind = self._kinds.get(request.kind)
        if kind is None:
            known = ", ".join(self._kinds)
            raise Refused("unknown_kind", f"A batch makes jobs of these kinds: {known}.", loc=("kind",))
        priority = priority_for(caller, request.priority)
        bodies = [_body(kind, request, at, priority) for at in range(len(request.inputs))]
        files = [await self._file(each, at, caller.owner) for at, each in enumerate(request.inputs)]
        items = [
            BatchInput(name=_named(source, file, at), request=body)
            for at, (source, file, body) in enumerate(zip(request.inputs, files, bodies, strict=True), start=1)
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
            sources={"inputs": spec.inputs, **_artifacts(files)},
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

    async def _file(self, source: Input, at: int, owner: str) -> StoredFile | None:
        """The uploaded file of an input; None for another input.

        Raises:
            Refused: `file_not_found`.
        """
        if not isinstance(source, FileSource):
            return None
        file = await self._files.get(source.file_id, owner=owner)
        if file is None:
            message = f"No file has the id {source.file_id!r}."
            raise Refused("file_not_found", message, loc=("inputs", at, "file_id"))
        return file


def _title(items: Sequence[BatchInput]) -> str:
    return items[0].name if len(items) == 1 else f"{items[0].name} and {len(items) - 1} more"


def _artifacts(files: Sequence[StoredFile | None]) -> dict[str, ArtifactRef]:
    """The bytes of the files stay until their jobs have taken them, even when a file is deleted meanwhile."""
    return {
        f"input-{at:04}": ArtifactRef(sha256=file.sha256, size=file.size, media_type=file.media_type)
        for at, file in enumerate(files, start=1)
        if file is not None
    }


def _named(source: Input, file: StoredFile | None, at: int) -> str:
    """What people call the input; `at` from 1."""
    if file is not None:
        return file.name
    if isinstance(source, UrlSource):
        return shown_url(source.url)
    return (source.title if isinstance(source, TextSource) else None) or f"input {at}"


def _body(kind: AnyKind, request: BatchRequest, at: int, priority: int) -> dict[str, JsonValue]:
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
    source = request.inputs[at].model_dump(mode="json", exclude_none=True)
    given: JsonValue = [source] if field == "sources" else source
    body: dict[str, JsonValue] = {"priority": priority, **request.options, field: given}
    try:
        valid: dict[str, JsonValue] = model.model_validate(body).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = first["loc"]
        loc: Loc = ("inputs", at) if path[:1] == (field,) else ("options", *path)
        raise Refused("invalid_option", first["msg"], loc=loc) from None
    return valid
