"""`/subtitles`: what every job has, and what one would come to."""

from fastapi import Request

from api.http.bodies import body_of, read_json
from api.jobs.resource import Resource
from api.jobs.router import JobRouter
from api.services import CallerDep, ServicesDep
from domain.subtitles.request import SubtitlesEstimate, SubtitlesRequest, SubtitlesResume
from domain.subtitles.spec import SUBTITLES

RESOURCE = Resource(collection="subtitles", kind=SUBTITLES, noun="file of subtitles")

router = JobRouter(RESOURCE, tag="subtitles").everything(
    SubtitlesRequest,
    body="subtitles",
    resumed=SubtitlesResume,
    corrections=lambda services: services.subtitle_changes,
)


@router.post(
    "/estimate",
    tags=["subtitles"],
    response_model=SubtitlesEstimate,
    openapi_extra=body_of(SubtitlesRequest),
    summary="What it would come to; starts nothing",
)
async def estimate(request: Request, services: ServicesDep, caller: CallerDep) -> SubtitlesEstimate:
    wanted = await read_json(request, SubtitlesRequest, body="subtitles")
    return await services.subtitles.estimate(wanted, caller=caller)
