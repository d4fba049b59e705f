"""Health: liveness, readiness, everything that makes podcasts; and metrics."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Literal, TypeVar

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.http.problems import REFUSED, RETRY_AFTER
from api.providers.routes import ProviderView, provider_view
from api.services import Check, ServicesDep
from domain.errors import CatalogUnavailable, EngineUnavailable
from domain.jobs.runs import QueuePollers, StallReason
from domain.jobs.wire import CONVERSION_QUEUE, JOBS_QUEUE, MEDIA_QUEUE, vendor_queue
from domain.vendors.declarations import Announcement, ProviderRole
from domain.vendors.serving import Serving

Answer = TypeVar("Answer")

router = APIRouter(tags=["health"], responses=REFUSED)

ANSWER_SECONDS = 2.0
"""A part that takes longer counts as away: probes give up after a few seconds."""


STALLED_SECONDS = 0.5
"""A first look over hundreds of open jobs takes longer; the next request has its result."""

STALLED_SHOWN = 20


class Live(BaseModel):
    status: Literal["ok"] = "ok"


class Part(BaseModel):
    name: str
    status: Literal["ok", "away"]
    reason: str | None = None


class Readiness(BaseModel):
    status: Literal["ok", "unavailable"]
    parts: list[Part]


class Queue(BaseModel):
    queue: str
    workers: int


class StalledPodcast(BaseModel):
    """A podcast that runs and makes no progress. `item` is the readable id of the step that fails."""

    podcast_id: str
    reason: StallReason
    item: str | None = None
    attempts: int | None = None
    since: datetime


class Health(BaseModel):
    """`workers`: the queues that some worker serves. `status` is ok when a podcast submitted now would be made."""

    status: Literal["ok", "degraded"]
    temporal: Literal["ok", "away"]
    temporal_ui: str | None
    parts: list[Part]
    queues: list[Queue]
    workers: list[Queue]
    vendors: list[ProviderView]
    stalled: list[StalledPodcast]


@router.get("/health/live", response_model=Live, summary="The process answers")
async def live() -> Live:
    return Live()


@router.get(
    "/health/ready",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "One of its parts is away; try again after `Retry-After`"}},
    summary="Catalog and artifacts answer: this API can serve",
)
async def ready(services: ServicesDep) -> Response:
    parts = await asyncio.gather(*(_ask(check) for check in services.checks))
    fine = all(part.status == "ok" for part in parts)
    answer = Readiness(status="ok" if fine else "unavailable", parts=list(parts))
    headers = {} if fine else {"Retry-After": RETRY_AFTER}
    return JSONResponse(answer.model_dump(mode="json"), status_code=200 if fine else 503, headers=headers)


@router.get("/health", response_model=Health, summary="Everything that makes podcasts: ok or degraded")
async def health(services: ServicesDep) -> Health:
    parts = list(await asyncio.gather(*(_ask(check) for check in services.checks)))
    try:
        known = list(await _soon(services.providers.all()))
    except (CatalogUnavailable, TimeoutError):
        known = []
    queues, temporal = await _queues(services, known)
    serving = Serving(known, now=datetime.now(UTC))
    # A reason may quote a vendor, and this answer needs no key.
    vendors = [provider_view(each, serving).model_copy(update={"reason": ""}) for each in known]
    workers = [Queue(queue=each.queue, workers=each.workers) for each in queues if each.workers]
    usable = all(serving.would_serve(role) for role in (ProviderRole.WRITER, ProviderRole.SPEECH))
    fine = temporal == "ok" and usable and all(part.status == "ok" for part in parts)
    fine = fine and any(each.queue == JOBS_QUEUE for each in workers)
    return Health(
        status="ok" if fine else "degraded",
        temporal=temporal,
        temporal_ui=services.links.temporal_ui,
        parts=parts,
        queues=[Queue(queue=each.queue, workers=each.workers) for each in queues],
        workers=workers,
        vendors=vendors,
        stalled=await _stalled(services),
    )


@router.get("/metrics", summary="For Prometheus", response_class=Response)
async def metrics(services: ServicesDep) -> Response:
    services.metrics.watchers.set(services.watchers.count)
    services.metrics.show_stalled(await services.stalls.latest(within=STALLED_SECONDS))
    return Response(services.metrics.text(), media_type=CONTENT_TYPE_LATEST)


async def _stalled(services: ServicesDep) -> list[StalledPodcast]:
    found = await services.stalls.latest(within=STALLED_SECONDS)
    return [
        StalledPodcast(
            podcast_id=each.job_id,
            reason=each.reason,
            item=each.item or None,
            attempts=each.attempts or None,
            since=each.since,
        )
        for each in (found.runs[:STALLED_SHOWN] if found is not None else ())
    ]


async def _queues(services: ServicesDep, known: list[Announcement]) -> tuple[list[QueuePollers], Literal["ok", "away"]]:
    vendors = [vendor_queue(each.role, each.vendor) for each in known]
    try:
        return list(await _soon(services.runs.pollers([JOBS_QUEUE, MEDIA_QUEUE, CONVERSION_QUEUE, *vendors]))), "ok"
    except (EngineUnavailable, TimeoutError):
        return [], "away"


async def _ask(check: Check) -> Part:
    try:
        await _soon(check.ask())
    except Exception as error:  # any error of a store or database means that it does not answer
        return Part(name=check.name, status="away", reason=str(error)[:300] or type(error).__name__)
    return Part(name=check.name, status="ok")


async def _soon(asked: Awaitable[Answer]) -> Answer:
    """What cannot be interrupted, as SQLite's waiting for a lock, goes on unattended. Raises TimeoutError."""
    question = asyncio.ensure_future(asked)
    answered, _ = await asyncio.wait({question}, timeout=ANSWER_SECONDS)
    if not answered:
        question.add_done_callback(lambda late: late.cancelled() or late.exception())
        question.cancel()
        raise TimeoutError(f"no answer within {ANSWER_SECONDS:.0f} s")
    return question.result()
