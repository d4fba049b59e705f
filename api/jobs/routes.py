"""`/jobs`: jobs of every kind."""

from typing import Annotated, Literal

from fastapi import Query, Request
from pydantic import Field

from api.jobs.resource import Resource
from api.jobs.router import JobRouter, ListQuery, Resumption
from api.jobs.table import DOCUMENTED, as_table
from api.jobs.views import JobPage
from api.services import CallerDep, ServicesDep
from domain.audiobook.request import AudiobookResume
from domain.audiobook.spec import BOOK_REVISION

JOBS = Resource(collection="jobs", kind=None, noun="job")

TAG = "jobs"

OF_KINDS = {BOOK_REVISION: Resumption(AudiobookResume, "audiobook_resume", lambda services: services.book_corrections)}
"""Kinds that take corrections and have no collection of their own."""

routes = JobRouter(JOBS, tag=TAG)
router = routes.router


class JobsQuery(ListQuery):
    kind: str | None = Field(default=None, max_length=32, description="For instance podcast.")
    format: Literal["json", "csv"] = Field(default="json", description="A table for spreadsheets: csv.")


@router.get("", tags=[TAG], response_model=JobPage, responses=DOCUMENTED, summary="Jobs of every kind, newest first")
async def list_jobs(
    request: Request, services: ServicesDep, caller: CallerDep, query: Annotated[JobsQuery, Query()]
) -> object:
    page = await JOBS.page_of(
        request,
        services,
        caller,
        kind=query.kind,
        status=query.status,
        title=query.q,
        limit=query.limit,
        cursor=query.cursor,
    )
    return as_table(page, request) if query.format == "csv" and isinstance(page, JobPage) else page


routes.status(events="Server-sent events: `progress` with a JobView, at once and at each change")
routes.resuming(of_kinds=OF_KINDS)
routes.actions()
routes.files()
