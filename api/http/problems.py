"""Problem details (RFC 9457) with a stable `code`: the one mapping from exceptions to HTTP answers."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from operator import itemgetter
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from activities.runtime.room import no_room
from domain.artifacts.ports import ArtifactMissing
from domain.errors import (
    ArtifactsUnavailable,
    CatalogUnavailable,
    EngineUnavailable,
    IdempotencyConflict,
    NoWorker,
    Refused,
)
from domain.jobs.ports import LimitReached
from domain.wording import said

log = logging.getLogger("podwright.api")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"
"""Seconds: a restarted server or worker is back in one to three."""


class FieldProblem(BaseModel):
    """`loc` is the path of the field, from the body or the query."""

    loc: list[str | int]
    msg: str
    code: str = "invalid"


class Problem(BaseModel):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldProblem] | None = None


class ProblemError(Exception):
    """A problem of HTTP itself, raised by routes. Use cases raise the exceptions of the domain."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})


def not_found(what: str = "No podcast has this id.", *, code: str = "not_found") -> ProblemError:
    return ProblemError(404, code, what)


def respond(error: ProblemError, *, instance: str) -> Response:
    problem = Problem(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.detail,
        instance=instance,
        code=error.code,
        errors=list(error.errors) or None,
    )
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers=error.headers,
    )


def fields(problems: Sequence[FieldProblem]) -> ProblemError:
    """One problem for all fields. Its code is the gravest of theirs: unknown before invalid before not built."""
    codes = [problem.code for problem in problems]
    code = next((each for each in ("unknown_field", "invalid") if each in codes), codes[0] if codes else "invalid")
    named = "; ".join(f"{'.'.join(str(part) for part in each.loc) or 'body'}: {each.msg}" for each in problems[:5])
    return ProblemError(
        422, "validation_failed" if code == "invalid" else code, named or "Not valid.", errors=problems[:50]
    )


AWAY: dict[type[Exception], str] = {
    NoWorker: "no_worker",
    EngineUnavailable: "temporal_unavailable",
    CatalogUnavailable: "catalog_unavailable",
    ArtifactsUnavailable: "artifacts_unavailable",
}
"""Something needed is away just now: 503, and when to come back."""


def problem_of(error: Exception) -> ProblemError:
    """The problem that an exception is answered with. What is not listed is a bug: 500."""
    again = {"Retry-After": RETRY_AFTER}
    away = AWAY.get(type(error))
    if away is not None:
        return ProblemError(503, away, str(error), headers=again)
    match error:
        case ProblemError():
            found = error
        case Refused():
            listed = [FieldProblem(loc=list(error.loc), msg=str(error), code=error.code)] if error.loc else []
            seconds = error.retry_after or (RETRY_AFTER if error.status == 503 else None)
            headers = None if seconds is None else {"Retry-After": str(seconds)}
            found = ProblemError(error.status, error.code, str(error), errors=listed, headers=headers)
        case LimitReached():
            wait = {} if error.again is None else {"Retry-After": str(error.again)}
            found = ProblemError(429 if wait else 422, error.code, str(error), headers=wait)
        case IdempotencyConflict():
            found = ProblemError(409, "idempotency_conflict", "This Idempotency-Key was used with another body.")
        case ArtifactMissing():
            found = ProblemError(404, "artifact_missing", "The bytes are no longer in the store.")
        case OSError() if (full := no_room(error)) is not None:
            found = ProblemError(503, full.code, full.message, headers=again)
        case ClientDisconnect():  # no one hears the answer
            found = ProblemError(400, "body_incomplete", "The body ended before it was complete.")
        case HTTPException():
            found = _of_the_framework(error)
        case RequestValidationError():
            found = fields([_of_a_parameter(each) for each in error.errors()])
        case _:
            found = ProblemError(500, "internal_error", "The server failed. Its log says what happened.")
    return found


def _of_a_parameter(error: dict[str, Any]) -> FieldProblem:
    code = "unknown_field" if error["type"] == "extra_forbidden" else "invalid"
    return FieldProblem(loc=list(error["loc"]), msg=said(error), code=code)


def _of_the_framework(error: HTTPException) -> ProblemError:
    codes = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
    words = {404: "Nothing is at this address.", 405: "This address does not take this method."}
    return ProblemError(
        error.status_code,
        codes.get(error.status_code, "bad_request"),
        words.get(error.status_code, str(error.detail)),
        headers=error.headers,
    )


MAPPED: tuple[type[Exception], ...] = (
    *AWAY,
    ProblemError,
    Refused,
    IdempotencyConflict,
    LimitReached,
    ArtifactMissing,
    ClientDisconnect,
    HTTPException,
    RequestValidationError,
    OSError,
)


def install(app: FastAPI) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status == 500:
            log.error("%s %s broke", request.method, request.url.path, exc_info=error)
        if problem.status == 405 and (taken := _taken(app, request)) is not None:
            problem.headers["Allow"] = taken
        return respond(problem, instance=request.url.path)

    async def broke(request: Request, error: Exception) -> Response:
        log.error("%s %s broke", request.method, request.url.path, exc_info=error)
        return respond(problem_of(error), instance=request.url.path)

    for each in MAPPED:
        app.add_exception_handler(each, handle)
    app.add_exception_handler(Exception, broke)


def _taken(app: FastAPI, request: Request) -> str | None:
    """The methods of an address, which may have several routes; the framework names those of one."""
    fitting = [
        (template.count("{"), operations)
        for template, operations in app.openapi()["paths"].items()
        if compile_path(template)[0].match(request.url.path)
    ]
    if not fitting:
        return None
    methods = {str(method).upper() for method in min(fitting, key=itemgetter(0))[1]}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSED: dict[int | str, dict[str, Any]] = {"4XX": {"description": "Refused; the body says why", "content": _CONTENT}}
DOCUMENTED: dict[int | str, dict[str, Any]] = {
    **REFUSED,
    "503": {"description": "Something needed is away; try again after `Retry-After`", "content": _CONTENT},
}
