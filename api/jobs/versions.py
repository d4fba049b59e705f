"""Versions of jobs that are done: routes that list and restore them, and the revision that makes the next one."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, Response
from pydantic import BaseModel

from api.http.bodies import read_json
from api.http.downloads import Responses, matches
from api.http.problems import ProblemError
from api.jobs.resource import Resource
from api.jobs.router import REPLAYED, JobRouter, Nothing
from api.services import CallerDep, IdempotencyKey, Services, ServicesDep
from domain.access import Caller
from domain.jobs.record import JobRecord
from domain.jobs.revising import Revisions
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.jobs.submitting import Submitted
from domain.jobs.versions import served_version
from domain.script.document import ScriptDocument

RevisionsOf = Callable[[Services], Revisions[Any, Any]]

IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=500, description="The ETag of the script that was edited.")
]


UNCHANGED: Responses = {304: {"description": "Not changed since"}}


class RevisionView(BaseModel):
    """The job that makes the next version, until that is finished."""

    job_id: str
    version: int
    status: JobStatus
    progress_percentage: int


class VersionView(BaseModel):
    """A finished version. `serving`: whether the files are those of this one."""

    version: int
    title: str
    duration_seconds: float
    created_at: datetime
    job_id: str
    serving: bool


class VersionList(BaseModel):
    items: list[VersionView]


def revision_view(snapshot: JobSnapshot) -> RevisionView | None:
    """Of the revision that a snapshot came with (`Resource.whole`)."""
    for each in snapshot.related:
        return RevisionView.model_validate(
            {
                "job_id": each.job.id,
                "version": each.job.attributes["version"],
                "status": each.status,
                "progress_percentage": each.progress.percentage,
            }
        )
    return None


def open_revisions(
    revisions: RevisionsOf,
) -> Callable[[Services, JobSnapshot], Awaitable[tuple[JobSnapshot, ...]]]:
    """For `Resource.related`: the latest revision of a job that is done, unless it is finished too."""

    async def related(services: Services, snapshot: JobSnapshot) -> tuple[JobSnapshot, ...]:
        if snapshot.status is not JobStatus.COMPLETED:
            return ()
        latest = await revisions(services).latest(snapshot.job.id, owner=snapshot.job.owner)
        if latest is None:
            return ()
        revision = await services.use_cases.status.of(latest)
        return () if revision.status is JobStatus.COMPLETED else (revision,)

    return related


def script_tag(document: ScriptDocument) -> tuple[bytes, str]:
    """The script as it is sent, and its ETag."""
    text = document.model_dump_json().encode()
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'


def script_answer(request: Request, document: ScriptDocument) -> Response:
    """The script with its ETag; 304 to who has it."""
    text, tag = script_tag(document)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)


@dataclass(frozen=True)
class EditCall:
    """Whoever edits a script, and the one that they edited."""

    request: Request
    services: Services
    caller: Caller
    key: str | None
    if_match: str | None

    def check(self, document: ScriptDocument) -> None:
        """Raises ProblemError, 428 without `If-Match` and 412 when the script is another one by now."""
        if self.if_match is None:
            message = "Send If-Match with the ETag of the script that you edited."
            raise ProblemError(428, "if_match_required", message)
        if not matches(self.if_match, script_tag(document)[1]):
            message = "The script was changed meanwhile: read it again, and edit that."
            raise ProblemError(412, "stale", message)


def edit_call(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> EditCall:
    return EditCall(request, services, caller, key, if_match)


EditCallDep = Annotated[EditCall, Depends(edit_call)]


def revision_answer(
    resource: Resource, request: Request, services: Services, snapshot: JobSnapshot, submitted: Submitted
) -> Response:
    """The job, with the revision that was submitted."""
    revision = services.use_cases.status.new(submitted.record, submitted.run_id)
    now = snapshot.model_copy(update={"related": (revision,)})
    if submitted.replayed:
        return resource.answer(request, services, now, headers=REPLAYED)
    return resource.answer(request, services, now, status=202)


def add_versions(routes: JobRouter, revisions: RevisionsOf, *, tag: str) -> None:
    """`GET …/versions`, `POST …/versions/{version}/restore`."""
    resource, router = routes.resource, routes.router
    path = f"/{{{resource.parameter}}}/versions"

    async def versions(services: ServicesDep, record: Annotated[JobRecord, routes.record]) -> VersionList:
        served = served_version(record)
        return VersionList(
            items=[
                VersionView(
                    version=each.version,
                    title=each.title,
                    duration_seconds=each.seconds,
                    created_at=each.created_at,
                    job_id=each.job_id,
                    serving=served == each.version,
                )
                for each in await revisions(services).versions.finished(record)
            ]
        )

    async def restore(
        request: Request,
        services: ServicesDep,
        record: Annotated[JobRecord, routes.record],
        version: Annotated[int, Path(ge=1, le=99_999)],
    ) -> Response:
        await read_json(request, Nothing, body="nothing", empty=True)
        restored = await revisions(services).restore(record, version)
        return resource.answer(request, services, await services.use_cases.status.of(restored))

    listed = "Finished versions, the first one first"
    router.add_api_route(path, versions, tags=[tag], response_model=VersionList, summary=listed)
    router.add_api_route(
        f"{path}/{{version}}/restore",
        restore,
        methods=["POST"],
        tags=[tag],
        response_model=resource.model,
        summary="Serve an earlier version again",
    )
