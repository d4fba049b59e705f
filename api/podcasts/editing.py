"""Editing of scripts: while one is reviewed, and as the next version of a finished podcast."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel

from api.http.bodies import body_of, read_json
from api.http.downloads import matches
from api.http.problems import DOCUMENTED, ProblemError
from api.jobs.router import REPLAYED, Nothing
from api.podcasts.routes import routes
from api.podcasts.views import PODCASTS, PodcastStatus
from api.services import CallerDep, IdempotencyKey, Services, ServicesDep
from domain.access import Caller
from domain.jobs.record import JobRecord
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.podcast.editing import Replacement, ScriptEdit, replaced
from domain.podcast.result import episode_of
from domain.podcast.shown import ShownScript
from domain.script.document import ScriptDocument

TAG = "a person in the loop"

router = APIRouter(prefix="/podcasts/{podcast_id}", tags=[TAG], responses=DOCUMENTED)

SnapshotDep = Annotated[JobSnapshot, routes.snapshot]
RecordDep = Annotated[JobRecord, routes.record]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=500, description="The ETag of the script that was edited.")
]


class VersionView(BaseModel):
    """A finished version. `serving`: whether the podcast's files are those of this one."""

    version: int
    title: str
    duration_seconds: float
    created_at: datetime
    job_id: str
    serving: bool


class VersionList(BaseModel):
    items: list[VersionView]


def script_tag(document: ScriptDocument) -> tuple[bytes, str]:
    """The script as it is sent, and its ETag."""
    text = document.model_dump_json().encode()
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'


@dataclass(frozen=True)
class EditCall:
    """Whoever edits a script, and what they edit."""

    request: Request
    services: Services
    caller: Caller
    snapshot: JobSnapshot
    key: str | None

    async def shown(self, if_match: str | None) -> ShownScript:
        """The script as it stands, if it is the one that the caller edited."""
        status = self.snapshot.status
        if status not in (JobStatus.AWAITING_REVIEW, JobStatus.COMPLETED):
            advice = " Resume it with other texts." if status is JobStatus.NEEDS_ATTENTION else ""
            message = f"It is {status.value}; a script is edited under review or once the podcast is done.{advice}"
            raise ProblemError(409, "wrong_state", message)
        if if_match is None:
            raise ProblemError(428, "if_match_required", "Send If-Match with the ETag of the script that you edited.")
        shown = await self.services.scripts.shown(self.snapshot)
        if not matches(if_match, script_tag(shown.document)[1]):
            raise ProblemError(412, "stale", "The script was changed meanwhile: read it again, and edit that.")
        return shown

    async def carry_out(self, shown: ShownScript, edit: ScriptEdit) -> Response:
        services, snapshot = self.services, self.snapshot
        edited = shown.edited(edit, speakers=await services.revisions.speakers(snapshot.record))
        if snapshot.status is JobStatus.AWAITING_REVIEW:
            after = await services.reviews.edit(snapshot, edited, base=shown.name)
            return PODCASTS.answer(self.request, services, after)
        submitted = await services.revisions.submit(snapshot.record, shown, edited, caller=self.caller, key=self.key)
        revision = services.use_cases.status.new(submitted.record, submitted.run_id)
        now = snapshot.model_copy(update={"related": (revision,)})
        if submitted.replayed:
            return PODCASTS.answer(self.request, services, now, headers=REPLAYED)
        return PODCASTS.answer(self.request, services, now, status=202)


def edit_call(
    request: Request, services: ServicesDep, caller: CallerDep, snapshot: SnapshotDep, key: IdempotencyKey = None
) -> EditCall:
    return EditCall(request, services, caller, snapshot, key)


EditCallDep = Annotated[EditCall, Depends(edit_call)]
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
async def put_script(call: EditCallDep, if_match: IfMatch = None) -> Response:
    shown = await call.shown(if_match)
    return await call.carry_out(shown, await read_json(call.request, ScriptEdit, body="script"))


@router.post(
    "/script/replace",
    response_model=PodcastStatus,
    responses=STARTED,
    openapi_extra=body_of(Replacement),
    summary="Put one text in the place of another in all turns, as one edit",
)
async def replace_in_script(call: EditCallDep, if_match: IfMatch = None) -> Response:
    shown = await call.shown(if_match)
    wanted = await read_json(call.request, Replacement, body="replacement")
    return await call.carry_out(shown, replaced(shown.document, wanted))


@router.post("/approve", response_model=PodcastStatus, summary="Have the script under review spoken")
async def approve(request: Request, services: ServicesDep, record: RecordDep) -> Response:
    await read_json(request, Nothing, body="nothing", empty=True)
    return PODCASTS.answer(request, services, await services.reviews.approve(record))


@router.get("/versions", response_model=VersionList, summary="Finished versions, the first one first")
async def versions(services: ServicesDep, record: RecordDep) -> VersionList:
    served = episode_of(record)
    return VersionList(
        items=[
            VersionView(
                version=each.version,
                title=each.episode.title,
                duration_seconds=each.episode.seconds,
                created_at=each.created_at,
                job_id=each.job_id,
                serving=served is not None and served.version == each.version,
            )
            for each in await services.revisions.versions.finished(record)
        ]
    )


@router.post("/versions/{version}/restore", response_model=PodcastStatus, summary="Serve an earlier version again")
async def restore(
    request: Request, services: ServicesDep, record: RecordDep, version: Annotated[int, Path(ge=1, le=99_999)]
) -> Response:
    await read_json(request, Nothing, body="nothing", empty=True)
    restored = await services.revisions.restore(record, version)
    return PODCASTS.answer(request, services, await services.use_cases.status.of(restored))
