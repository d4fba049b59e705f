"""`/batches`: what every job has, the jobs of a batch, and all that they brought."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from api.batches.archive import archive_of
from api.batches.views import BATCHES
from api.http.downloads import disposition, documented
from api.http.problems import FieldProblem, fields
from api.jobs.router import JobRouter
from api.jobs.views import JobPage, job_view
from api.services import ServicesDep
from domain.batch.request import BatchRequest
from domain.batch.spec import Batch, RefusedInput
from domain.batch.state import BatchDetails
from domain.jobs.record import JobRecord
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus

TAG = "batches"
LOOKED_AT = 20
"""Pages read for one page of a status, which the catalog does not hold."""

routes = JobRouter(BATCHES, tag=TAG)
router = routes.everything(BatchRequest, body="batch")


class ChildrenQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=20)
    status: JobStatus | None = None


@router.get("/{job_id}/children", tags=[TAG], response_model=JobPage, summary="Its jobs, in the order of the inputs")
async def children(
    request: Request,
    services: ServicesDep,
    record: Annotated[JobRecord, routes.record],
    query: Annotated[ChildrenQuery, Query()],
) -> JobPage:
    position, context = _position(query.cursor), services.view_context(request)
    found: list[JobSnapshot] = []
    for _ in range(LOOKED_AT):
        page = await services.jobs.children(record.job.id, after=position, limit=query.limit)
        for each in await services.use_cases.status.of_page(page):
            if len(found) == query.limit:
                break
            position = each.job.position or 0
            if query.status in (None, each.status):
                found.append(each)
        if len(page) < query.limit or len(found) == query.limit:
            break
    more = bool(await services.jobs.children(record.job.id, after=position, limit=1))
    return JobPage(items=[job_view(each, context) for each in found], next_cursor=str(position) if more else None)


@router.get(
    "/{job_id}/results",
    tags=[TAG],
    response_class=StreamingResponse,
    responses=documented("application/zip"),
    summary="All that its jobs brought so far, as a ZIP with a manifest",
)
async def results(services: ServicesDep, snapshot: Annotated[JobSnapshot, routes.snapshot]) -> StreamingResponse:
    brought = await services.batch_results.of(snapshot.record, _refused(snapshot))
    name = f"{snapshot.job.title or 'batch'}.zip"
    return StreamingResponse(
        archive_of(brought, services.blobs),
        media_type="application/zip",
        headers={"Content-Disposition": disposition(name, download=True), "Cache-Control": "private, no-cache"},
    )


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 9:
        raise fields([FieldProblem(loc=["query", "cursor"], msg="is not a cursor of ours")])
    return int(cursor)


def _refused(snapshot: JobSnapshot) -> dict[int, RefusedInput]:
    outcome = snapshot.record.outcome
    if outcome is not None and outcome.status is JobStatus.COMPLETED and outcome.result:
        refused = Batch.model_validate_json(outcome.result).refused
    else:
        refused = BatchDetails.model_validate(snapshot.progress.details).refused
    return {each.position: each for each in refused}
