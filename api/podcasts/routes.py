"""`/podcasts`: what every job has, and an estimate."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import Field

from api.http.bodies import body_of, read_json
from api.http.problems import FieldProblem, fields
from api.jobs.router import JobRouter, ListQuery, Resumption
from api.podcasts.views import PODCASTS, PodcastPage
from api.services import CallerDep, ServicesDep
from domain.podcast.estimate import Estimate
from domain.podcast.request import PodcastRequest, ResumeRequest

TAG = "podcasts"
MADE_OF = "what it is made of"

routes = JobRouter(PODCASTS, tag=TAG)
router = routes.router


class PodcastsQuery(ListQuery):
    show: str | None = Field(default=None, description="Not available yet.")


routes.creation(PodcastRequest, body="request", summary="Make a podcast")


@router.post(
    "/estimate",
    tags=[TAG],
    response_model=Estimate,
    openapi_extra=body_of(PodcastRequest),
    summary="What it would come to; starts nothing",
)
async def estimate(request: Request, services: ServicesDep, caller: CallerDep) -> Estimate:
    wanted = await read_json(request, PodcastRequest, body="request")
    return await services.podcasts.estimate(wanted, caller=caller)


@router.get("", tags=[TAG], response_model=PodcastPage, summary="Podcasts, newest first")
async def list_podcasts(
    request: Request, services: ServicesDep, caller: CallerDep, query: Annotated[PodcastsQuery, Query()]
) -> object:
    if query.show is not None:
        raise fields([FieldProblem(loc=["query", "show"], msg="'show' is not available yet", code="not_available_yet")])
    return await PODCASTS.page_of(
        request,
        services,
        caller,
        kind=PODCASTS.kind,
        status=query.status,
        title=query.q,
        limit=query.limit,
        cursor=query.cursor,
    )


routes.status(events="Server-sent events: `progress` with a PodcastStatus, at once and at each change", log_tag=MADE_OF)
routes.resuming(Resumption(ResumeRequest, "resume", lambda services: services.corrections))
routes.actions()
