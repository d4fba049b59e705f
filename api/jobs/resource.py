"""Resources: collections of jobs in the HTTP contract, which jobs are in them and how they are shown."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.http.downloads import serve
from api.http.problems import FieldProblem, fields, not_found
from api.jobs.views import JobPage, JobView, ViewContext, job_view
from api.services import CallerDep, Services, ServicesDep
from domain.access import Caller
from domain.errors import ArtifactsUnavailable, CatalogUnavailable, EngineUnavailable
from domain.jobs.kind import JobOutput
from domain.jobs.record import JobRecord
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus

PAGES_LOOKED_AT = 20
"""The catalog holds no status: a list filtered by status reads on, and gives a cursor where it stopped."""


@dataclass(frozen=True)
class Resource:
    """`collection` is its path and `parameter` the name of an id in it; `noun` is what one of them is called.

    `kind` None: jobs of every kind. `view` makes a `model` of a snapshot; `page` is the model of a list of them. A
    kind that has nothing to add to what every job shows leaves these out. `related` finds the jobs that work on one.
    """

    collection: str
    kind: str | None
    noun: str
    parameter: str = "job_id"
    model: type[BaseModel] = JobView
    page: type[BaseModel] = JobPage
    view: Callable[[JobSnapshot, ViewContext], BaseModel] = job_view
    related: Callable[[Services, JobSnapshot], Awaitable[tuple[JobSnapshot, ...]]] | None = None

    def record_dependency(self) -> Callable[..., Awaitable[JobRecord]]:
        """A dependency: the record of the job in the path, if it is the caller's and in this collection."""

        async def record(
            services: ServicesDep,
            caller: CallerDep,
            job_id: Annotated[str, Path(alias=self.parameter, description=f"The {self.noun}'s id.", max_length=200)],
        ) -> JobRecord:
            found = await services.jobs.get(job_id, owner=caller.owner)
            if found is None or self.kind not in (None, found.job.kind) or services.is_over(found):
                raise not_found(f"No {self.noun} has this id.")
            return found

        return record

    async def whole(self, services: Services, snapshot: JobSnapshot) -> JobSnapshot:
        """With the jobs that work on it."""
        if self.related is None:
            return snapshot
        return snapshot.model_copy(update={"related": await self.related(services, snapshot)})

    def answer(
        self,
        request: Request,
        services: Services,
        snapshot: JobSnapshot,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The job as it stands, with the addresses of itself and its events."""
        context, job_id = services.view_context(request), snapshot.job.id
        events = context.links.file(context.base, self.collection, job_id, "events")
        located = {**(headers or {}), "Link": f'<{events}>; rel="monitor"'}
        if request.method == "POST":
            located["Location"] = context.links.resource(context.base, self.collection, job_id)
        view = self.view(snapshot, context)
        return JSONResponse(view.model_dump(mode="json"), status_code=status, headers=located)

    async def file(
        self, request: Request, services: Services, snapshot: JobSnapshot, found: JobOutput, *, download: bool
    ) -> Response:
        """One of its outputs. Where the job was asked for so, it is removed once that was sent whole."""

        async def remove() -> None:
            with suppress(EngineUnavailable, CatalogUnavailable, ArtifactsUnavailable):  # then it expires later
                await services.use_cases.stopping.delete(snapshot.record)

        once = snapshot.job.attributes.get("delete_on_read") is True
        return await serve(
            request,
            services.blobs,
            found.artifact,
            name=found.name,
            download=download,
            after_all=remove if once else None,
        )

    async def page_of(
        self,
        request: Request,
        services: Services,
        caller: Caller,
        *,
        kind: str | None,
        status: JobStatus | None,
        title: str | None,
        limit: int,
        cursor: str | None,
    ) -> BaseModel:
        """A page, newest first. `title`: part of it."""
        context = services.view_context(request)
        items: list[BaseModel] = []
        for _ in range(PAGES_LOOKED_AT):
            try:
                page = await services.jobs.page(
                    owner=caller.owner, kind=kind, title=title, limit=limit - len(items), cursor=cursor
                )
            except ValueError as error:
                raise fields([FieldProblem(loc=["query", "cursor"], msg="is not a cursor of ours")]) from error
            snapshots = await services.use_cases.status.of_page(page.items)
            items += [self.view(each, context) for each in snapshots if status in (None, each.status)]
            cursor = page.next_cursor
            if cursor is None or len(items) >= limit:
                break
        return self.page(items=items, next_cursor=cursor)
