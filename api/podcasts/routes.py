"""`/podcasts`: submit, look, act."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, StreamingResponse

from api.http.bodies import read_json
from api.http.problems import DOCUMENTED, FieldProblem, fields
from api.podcasts.views import PodcastPage, PodcastStatus, podcast_status
from api.services import CallerDep, IdempotencyKey, Record, Services, ServicesDep, SnapshotDep
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.podcast.request import PodcastRequest, ResumeRequest
from domain.podcast.resolve import Estimate
from domain.value import Body

router = APIRouter(prefix="/podcasts", tags=["podcasts"], responses=DOCUMENTED)


class Nothing(Body):
    """Calls that need no body take none, or `{}`."""


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=500)
    status: JobStatus | None = None
    q: str | None = Field(default=None, max_length=200, description="Part of a title.")
    show: str | None = Field(default=None, description="Not available yet.")


def body_of(model: type[BaseModel], *, required: bool = True) -> dict[str, object]:
    """OpenAPI of a body that the route reads by itself, to tell unknown fields from those not built."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "",
    status_code=202,
    response_model=PodcastStatus,
    responses={200: {"model": PodcastStatus, "description": "Made before, with the same Idempotency-Key"}},
    openapi_extra=body_of(PodcastRequest),
    summary="Make a podcast",
)
async def create(request: Request, services: ServicesDep, caller: CallerDep, key: IdempotencyKey = None) -> Response:
    wanted = await read_json(request, PodcastRequest, body="request")
    submitted = await services.submissions.create(wanted, caller=caller, key=key)
    if not submitted.replayed:
        services.metrics.submitted.inc()
        answer = services.status.new(submitted.record, submitted.run_id)
        return _answer(request, services, answer, status=202)
    snapshot = await services.status.of(submitted.record)
    return _answer(request, services, snapshot, headers={"Idempotency-Replayed": "true"})


@router.post(
    "/estimate",
    response_model=Estimate,
    openapi_extra=body_of(PodcastRequest),
    summary="What it would come to; starts nothing",
)
async def estimate(request: Request, services: ServicesDep, caller: CallerDep) -> Estimate:
    wanted = await read_json(request, PodcastRequest, body="request")
    return await services.submissions.estimate(wanted, caller=caller)


@router.get("", response_model=PodcastPage, summary="Podcasts, newest first")
async def list_podcasts(
    request: Request, services: ServicesDep, caller: CallerDep, query: Annotated[ListQuery, Query()]
) -> PodcastPage:
    if query.show is not None:
        raise fields([FieldProblem(loc=["query", "show"], msg="'show' is not available yet", code="not_available_yet")])
    base = services.links.base(request)
    items: list[PodcastStatus] = []
    cursor = query.cursor
    for _ in range(PAGES_LOOKED_AT):
        try:
            page = await services.jobs.page(
                owner=caller.owner, kind="podcast", title=query.q, limit=query.limit - len(items), cursor=cursor
            )
        except ValueError as error:
            raise fields([FieldProblem(loc=["query", "cursor"], msg="is not a cursor of ours")]) from error
        for snapshot in await services.status.of_page(page.items):
            if query.status is None or snapshot.status is query.status:
                items.append(podcast_status(snapshot, services.links, base))
        cursor = page.next_cursor
        if cursor is None or len(items) >= query.limit:
            break
    return PodcastPage(items=items, next_cursor=cursor)


PAGES_LOOKED_AT = 20
"""A status is not kept in the catalog: a filtered list reads on, and gives a cursor where it stopped."""


@router.get("/{podcast_id}", response_model=PodcastStatus, summary="Where it stands")
async def get(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> Response:
    return _answer(request, services, snapshot)


@router.get(
    "/{podcast_id}/events",
    summary="Server-sent events: `progress` with a PodcastStatus, at once and at each change",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(request: Request, services: ServicesDep, record: Record) -> StreamingResponse:
    base = services.links.base(request)

    def render(snapshot: JobSnapshot) -> str:
        return podcast_status(snapshot, services.links, base).model_dump_json()

    return StreamingResponse(
        services.watchers.follow(record.job.id, render),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post(
    "/{podcast_id}/resume",
    response_model=PodcastStatus,
    openapi_extra=body_of(ResumeRequest, required=False),
    summary="Try again what needs attention, with what was mended",
)
async def resume(request: Request, services: ServicesDep, record: Record, key: IdempotencyKey = None) -> Response:
    wanted = await read_json(request, ResumeRequest, body="resume", empty=True)
    return _answer(request, services, await services.actions.resume(record, wanted, key=key))


@router.post("/{podcast_id}/retry", response_model=PodcastStatus, summary="Run a failed or cancelled one again")
async def retry(request: Request, services: ServicesDep, caller: CallerDep, record: Record) -> Response:
    await read_json(request, Nothing, body="nothing", empty=True)
    return _answer(request, services, await services.submissions.retry(record, caller=caller))


@router.post(
    "/{podcast_id}/cancel",
    status_code=202,
    response_model=PodcastStatus,
    responses={200: {"model": PodcastStatus, "description": "It was cancelled before"}},
    summary="Stop it",
)
async def cancel(request: Request, services: ServicesDep, record: Record) -> Response:
    await read_json(request, Nothing, body="nothing", empty=True)
    repeated = record.outcome is not None and record.outcome.status is JobStatus.CANCELLED
    snapshot = await services.actions.cancel(record)
    return _answer(request, services, snapshot, status=200 if repeated else 202)


@router.delete("/{podcast_id}", status_code=204, summary="Stop it and remove everything it left")
async def delete(services: ServicesDep, record: Record) -> Response:
    await services.actions.delete(record)
    return Response(status_code=204)


def _answer(
    request: Request,
    services: Services,
    snapshot: JobSnapshot,
    *,
    status: Literal[200, 202] = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """The status, with where to find it and its events."""
    base = services.links.base(request)
    view = podcast_status(snapshot, services.links, base)
    located = {
        **(headers or {}),
        "Link": f'<{services.links.file(base, "podcasts", view.podcast_id, "events")}>; rel="monitor"',
    }
    if request.method == "POST":
        located["Location"] = services.links.resource(base, "podcasts", view.podcast_id)
    return JSONResponse(view.model_dump(mode="json"), status_code=status, headers=located)
