"""Editing of scripts: while one is reviewed, and as the next version of a finished podcast."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from api.http.bodies import body_of, read_json
from api.http.problems import DOCUMENTED, ProblemError
from api.jobs.router import Nothing
from api.jobs.versions import EditCall, EditCallDep, add_versions, revision_answer
from api.podcasts.routes import routes
from api.podcasts.views import PODCASTS, PodcastStatus
from api.services import ServicesDep
from domain.jobs.record import JobRecord
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.podcast.shown import ShownScript
from domain.script.editing import Replacement, ScriptEdit, replaced

TAG = "a person in the loop"

router = APIRouter(prefix="/podcasts/{podcast_id}", tags=[TAG], responses=DOCUMENTED)

SnapshotDep = Annotated[JobSnapshot, routes.snapshot]
RecordDep = Annotated[JobRecord, routes.record]


async def _shown(call: EditCall, snapshot: JobSnapshot) -> ShownScript:
    """The script as it stands, if it is the one that the caller edited."""
    status = snapshot.status
    if status not in (JobStatus.AWAITING_REVIEW, JobStatus.COMPLETED):
        advice = " Resume it with other texts." if status is JobStatus.NEEDS_ATTENTION else ""
        message = f"It is {status.value}; a script is edited under review or once the podcast is done.{advice}"
        raise ProblemError(409, "wrong_state", message)
    shown = await call.services.scripts.shown(snapshot)
    call.check(shown.document)
    return shown


async def _carry_out(call: EditCall, snapshot: JobSnapshot, shown: ShownScript, edit: ScriptEdit) -> Response:
    services = call.services
    edited = shown.edited(edit, speakers=await services.revisions.speakers(snapshot.record))
    if snapshot.status is JobStatus.AWAITING_REVIEW:
        after = await services.reviews.edit(snapshot, edited, base=shown.name)
        return PODCASTS.answer(call.request, services, after)
    submitted = await services.revisions.edit(snapshot.record, shown, edited, caller=call.caller, key=call.key)
    return revision_answer(PODCASTS, call.request, services, snapshot, submitted)


STARTED: dict[int | str, dict[str, Any]] = {
    202: {"model": PodcastStatus, "description": "A revision of a finished podcast was started"}
}


@router.put(
    "/script",
    response_model=PodcastStatus,
    responses=STARTED,
    openapi_extra=body_of(ScriptEdit),
    summary="Change the script: under review at once, of a finished podcast as its next version",
)
async def put_script(call: EditCallDep, snapshot: SnapshotDep) -> Response:
    edit = await read_json(call.request, ScriptEdit, body="script")
    return await _carry_out(call, snapshot, await _shown(call, snapshot), edit)


@router.post(
    "/script/replace",
    response_model=PodcastStatus,
    responses=STARTED,
    openapi_extra=body_of(Replacement),
    summary="Put one text in the place of another in all turns, as one edit",
)
async def replace_in_script(call: EditCallDep, snapshot: SnapshotDep) -> Response:
    wanted = await read_json(call.request, Replacement, body="replacement")
    shown = await _shown(call, snapshot)
    return await _carry_out(call, snapshot, shown, replaced(shown.document, wanted))


@router.post("/approve", response_model=PodcastStatus, summary="Have the script under review spoken")
async def approve(request: Request, services: ServicesDep, record: RecordDep) -> Response:
    await read_json(request, Nothing, body="nothing", empty=True)
    return PODCASTS.answer(request, services, await services.reviews.approve(record))


add_versions(routes, lambda services: services.revisions, tag=TAG)
