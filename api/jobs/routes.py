"""`/jobs`: jobs of every kind."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field

from api.jobs.resource import Resource
from api.jobs.router import JobRouter, ListQuery
from api.jobs.views import JobPage
from api.services import CallerDep, ServicesDep

JOBS = Resource(collection="jobs", kind=None, noun="job")

TAG = "jobs"

routes = JobRouter(JOBS, tag=TAG)
router = routes.router


class JobsQuery(ListQuery):
    kind: str | None = Field(default=None, max_length=32, description="For instance podcast.")


@router.get("", tags=[TAG], response_model=JobPage, summary="Jobs of every kind, newest first")
async def list_jobs(
    request: Request, services: ServicesDep, caller: CallerDep, query: Annotated[JobsQuery, Query()]
) -> object:
    return await JOBS.page_of(
        request,
        services,
        caller,
        kind=query.kind,
        status=query.status,
        title=query.q,
        limit=query.limit,
        cursor=query.cursor,
    )


routes.status(events="Server-sent events: `progress` with a JobView, at once and at each change")
routes.resuming()
routes.actions()
routes.files()
