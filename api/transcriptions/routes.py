"""`/transcriptions`: what every job has, and the text in every format by its name."""

from typing import Annotated

from fastapi import Query, Request, Response

from api.http.bodies import body_of, read_json
from api.http.downloads import documented
from api.http.problems import ProblemError
from api.jobs.resource import Resource
from api.jobs.router import JobRouter
from api.jobs.views import outputs_of
from api.services import CallerDep, Services, ServicesDep
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.transcribe.writing import TranscriptFormat
from domain.transcription.request import TranscriptionEstimate, TranscriptionRequest, TranscriptionResume

TRANSCRIPTIONS = Resource(collection="transcriptions", kind="transcription", noun="transcription")

_jobs = JobRouter(TRANSCRIPTIONS, tag="transcriptions")
router = _jobs.everything(
    TranscriptionRequest,
    body="transcription",
    resumed=TranscriptionResume,
    corrections=lambda services: services.changes,
)

Snapshot = Annotated[JobSnapshot, _jobs.snapshot]
Download = Annotated[bool, Query(description="Have browsers save it rather than show it.")]
_ANY = documented(*(each.media_type for each in TranscriptFormat))


@router.post(
    "/estimate",
    tags=["transcriptions"],
    response_model=TranscriptionEstimate,
    openapi_extra=body_of(TranscriptionRequest),
    summary="What it would come to; starts nothing",
)
async def estimate(request: Request, services: ServicesDep, caller: CallerDep) -> TranscriptionEstimate:
    wanted = await read_json(request, TranscriptionRequest, body="transcription")
    return await services.transcriptions.estimate(wanted, caller=caller)


@router.get(
    "/{job_id}/text",
    tags=["transcriptions"],
    summary="What was said, as plain text",
    response_class=Response,
    responses=documented("text/plain"),
)
async def text(request: Request, services: ServicesDep, snapshot: Snapshot, download: Download = False) -> Response:
    return await _file(request, services, snapshot, TranscriptFormat.TXT, download=download)


@router.get(
    "/{job_id}/transcript",
    tags=["transcriptions"],
    summary="What was said, and when",
    response_class=Response,
    responses=_ANY,
)
async def transcript(
    request: Request,
    services: ServicesDep,
    snapshot: Snapshot,
    wanted: Annotated[TranscriptFormat, Query(alias="format")] = TranscriptFormat.VTT,
    download: Download = False,
) -> Response:
    return await _file(request, services, snapshot, wanted, download=download)


async def _file(
    request: Request, services: Services, snapshot: JobSnapshot, wanted: TranscriptFormat, *, download: bool
) -> Response:
    outputs = outputs_of(snapshot, services.use_cases.kinds)
    found = next((each for each in outputs if each.name.endswith(f".{wanted}")), None)
    if found is None and snapshot.status is not JobStatus.COMPLETED:
        raise ProblemError(409, "not_ready", f"It is {snapshot.status.value}; nothing is written yet.")
    if found is None:
        made = ", ".join(each.name.rpartition(".")[2] for each in outputs)
        raise ProblemError(404, "format_not_made", f"It was made as {made}, not as {wanted.value}.")
    return await TRANSCRIPTIONS.file(request, services, snapshot, found, download=download)
