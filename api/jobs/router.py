"""The routes that every collection of jobs has. The router of a kind takes those it wants and adds its own."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from api.http.bodies import body_of, read_json
from api.http.downloads import BINARY
from api.http.links import admission_of
from api.http.problems import DOCUMENTED, ProblemError, not_found
from api.jobs.log import LogPage, log_of
from api.jobs.resource import Resource
from api.jobs.views import outputs_of
from api.services import CallerDep, IdempotencyKey, Services, ServicesDep
from domain.jobs.record import JobRecord
from domain.jobs.resuming import NO_CORRECTIONS, Corrections
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.value import Body

REPLAYED = {"Idempotency-Replayed": "true"}


class Nothing(Body):
    """Calls that need no body take none, or `{}`."""


@dataclass(frozen=True)
class Resumption:
    """What a resume takes: its body, by the name that it has in api.http.bodies, and who makes a change of it."""

    model: type[Body] = Nothing
    body: str = "nothing"
    corrections: Callable[[Services], Corrections[Any]] = lambda _: NO_CORRECTIONS


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=500)
    status: JobStatus | None = None
    q: str | None = Field(default=None, max_length=200, description="Part of a title.")


class JobRouter:
    """Adds routes of a resource to `router`. The methods may be called in any order, each at most once."""

    def __init__(self, resource: Resource, *, tag: str) -> None:
        self.resource, self._tag = resource, tag
        self.router = APIRouter(prefix=f"/{resource.collection}", responses=DOCUMENTED)
        self._item = f"/{{{resource.parameter}}}"
        self.record = Depends(resource.record_dependency())

        async def snapshot(services: ServicesDep, record: Annotated[JobRecord, self.record]) -> JobSnapshot:
            return await services.use_cases.status.of(record)

        self.snapshot = Depends(snapshot)

    def everything(
        self,
        model: type[Body],
        *,
        body: str,
        resumed: type[Body] | None = None,
        corrections: Callable[[Services], Corrections[Any]] = lambda _: NO_CORRECTIONS,
    ) -> APIRouter:
        """All the routes below: `model` and `body` are those of `creation`, the others of `resuming`."""
        name = self.resource.noun
        self.creation(model, body=body, summary=f"Make a {name}")
        self.listing(summary=f"Jobs that are a {name}, newest first")
        events = f"Server-sent events: `progress` with a {self.resource.model.__name__}, at once and at each change"
        self.status(events=events)
        self.resuming(Resumption(resumed or Nothing, corrections=corrections))
        self.actions()
        self.files()
        return self.router

    def creation(self, model: type[Body], *, body: str, summary: str) -> None:
        """`POST /<collection>`. `body` names the model in the table of fields that are not built (api.http.bodies)."""
        resource = self.resource
        assert resource.kind is not None, "jobs are submitted as a kind"

        async def create(
            request: Request, services: ServicesDep, caller: CallerDep, key: IdempotencyKey = None
        ) -> Response:
            wanted = await read_json(request, model, body=body)
            kind = services.use_cases.kinds.of(str(resource.kind))
            submitted = await services.use_cases.submissions.create(kind, wanted, caller=caller, key=key)
            if submitted.replayed:
                snapshot = await services.use_cases.status.of(submitted.record)
                return resource.answer(request, services, snapshot, headers=REPLAYED)
            services.metrics.count_submitted(kind.name)
            snapshot = services.use_cases.status.new(submitted.record, submitted.run_id)
            return resource.answer(request, services, snapshot, status=202)

        self._add(
            "",
            create,
            methods=["POST"],
            status_code=202,
            response_model=resource.model,
            responses={200: {"model": resource.model, "description": "Made before, with the same Idempotency-Key"}},
            openapi_extra=body_of(model),
            summary=summary,
        )

    def listing(self, *, summary: str) -> None:
        """`GET /<collection>`"""
        resource = self.resource

        async def list_jobs(
            request: Request, services: ServicesDep, caller: CallerDep, query: Annotated[ListQuery, Query()]
        ) -> BaseModel:
            return await resource.page_of(
                request,
                services,
                caller,
                kind=resource.kind,
                status=query.status,
                title=query.q,
                limit=query.limit,
                cursor=query.cursor,
            )

        self._add("", list_jobs, name=f"list_{resource.collection}", response_model=resource.page, summary=summary)

    def status(self, *, events: str, log_tag: str | None = None) -> None:
        """`GET` of one, and of its events and log. `events` is the summary of the stream."""
        resource = self.resource

        async def get(
            request: Request, services: ServicesDep, snapshot: Annotated[JobSnapshot, self.snapshot]
        ) -> Response:
            return resource.answer(request, services, await resource.whole(services, snapshot))

        async def follow(
            request: Request, services: ServicesDep, record: Annotated[JobRecord, self.record]
        ) -> AsyncIterator[ServerSentEvent]:
            context = services.view_context(request)
            async with aclosing(services.watchers.follow(record.job.id, admitted=admission_of(request))) as snapshots:
                async for each in snapshots:
                    rev = f"{each.job.attempt}.{each.progress.rev}"
                    yield ServerSentEvent(event="progress", id=rev, data=resource.view(each, context))

        async def log(services: ServicesDep, record: Annotated[JobRecord, self.record]) -> LogPage:
            return await log_of(record, services.runs, services.use_cases.kinds.get(record.job.kind))

        add = self._add
        add(self._item, get, response_model=resource.model, summary="Where it stands")
        add(f"{self._item}/events", follow, name="events", response_class=EventSourceResponse, summary=events)
        add(f"{self._item}/log", log, tag=log_tag, response_model=LogPage, summary="What happened, in order")

    def resuming(self, usual: Resumption = Resumption(), *, of_kinds: Mapping[str, Resumption] | None = None) -> None:
        """`POST …/resume`, with what a person may correct; `of_kinds`: of kinds that differ from the `usual`."""
        resource = self.resource

        async def resume(
            request: Request,
            services: ServicesDep,
            record: Annotated[JobRecord, self.record],
            key: IdempotencyKey = None,
        ) -> Response:
            taken = (of_kinds or {}).get(record.job.kind, usual)
            wanted = await read_json(request, taken.model, body=taken.body, empty=True)
            snapshot = await services.use_cases.resumptions.resume(
                record, wanted, key=key, corrections=taken.corrections(services)
            )
            return resource.answer(request, services, snapshot)

        self._add(
            f"{self._item}/resume",
            resume,
            methods=["POST"],
            response_model=resource.model,
            openapi_extra=body_of(usual.model, required=False) if usual.model is not Nothing else None,
            summary="Try again what needs attention, with what was mended",
        )

    def actions(self) -> None:
        """`POST …/retry`, `POST …/cancel`, `DELETE`."""
        resource = self.resource

        async def retry(
            request: Request, services: ServicesDep, caller: CallerDep, record: Annotated[JobRecord, self.record]
        ) -> Response:
            await read_json(request, Nothing, body="nothing", empty=True)
            snapshot = await services.use_cases.retries.retry(record, caller=caller)
            return resource.answer(request, services, snapshot)

        async def cancel(
            request: Request, services: ServicesDep, record: Annotated[JobRecord, self.record]
        ) -> Response:
            await read_json(request, Nothing, body="nothing", empty=True)
            repeated = record.outcome is not None and record.outcome.status is JobStatus.CANCELLED
            snapshot = await services.use_cases.stopping.cancel(record)
            return resource.answer(request, services, snapshot, status=200 if repeated else 202)

        async def delete(services: ServicesDep, record: Annotated[JobRecord, self.record]) -> Response:
            await services.use_cases.stopping.delete(record)
            return Response(status_code=204)

        add, model = self._add, resource.model
        add(
            f"{self._item}/retry",
            retry,
            methods=["POST"],
            response_model=model,
            summary="Run a failed or cancelled one again",
        )
        add(
            f"{self._item}/cancel",
            cancel,
            methods=["POST"],
            status_code=202,
            response_model=model,
            responses={200: {"model": model, "description": "It was cancelled before"}},
            summary="Stop it",
        )
        add(self._item, delete, methods=["DELETE"], status_code=204, summary="Stop it and remove everything it left")

    def files(self) -> None:
        """`GET …/files/{name}`: the outputs of a job, by name."""

        resource = self.resource

        async def file(
            request: Request,
            services: ServicesDep,
            snapshot: Annotated[JobSnapshot, self.snapshot],
            name: Annotated[str, Path(max_length=200)],
            download: Annotated[bool, Query(description="Have browsers save it rather than show it.")] = False,
        ) -> Response:
            outputs = outputs_of(snapshot, services.use_cases.kinds)
            found = next((each for each in outputs if each.name == name), None)
            if found is None and snapshot.status is not JobStatus.COMPLETED:
                raise ProblemError(409, "not_ready", f"It is {snapshot.status.value}; {name!r} is not made.")
            if found is None:
                made = ", ".join(each.name for each in outputs) or "no files"
                raise not_found(f"It made {made}, not {name!r}.", code="file_not_made")
            return await resource.file(request, services, snapshot, found, download=download)

        path = f"{self._item}/files/{{name}}"
        self._add(path, file, response_class=Response, responses=BINARY, summary="One of the files that it made")

    def _add(self, path: str, endpoint: Callable[..., Any], *, tag: str | None = None, **options: Any) -> None:
        self.router.add_api_route(path, endpoint, tags=[tag or self._tag], **options)
