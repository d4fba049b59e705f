"""`/codec`: decrypts payloads for Temporal's Web UI and command, for admins."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from adapters.temporal.codec import CannotDecrypt, JsonCodec
from api.http.bodies import read_bounded
from api.http.problems import DOCUMENTED, ProblemError
from api.services import ServicesDep

router = APIRouter(prefix="/codec", tags=["owners"], responses=DOCUMENTED)

MAXIMUM = 8_000_000
"""A page of a history; Temporal answers at most 4 MB, and base64 adds a third."""

BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


@router.post("/decode", response_class=Response, openapi_extra=BODY, summary="Payloads as they were meant")
async def decode(request: Request, services: ServicesDep) -> Response:
    return await _translated(request, _codec(services).decode)


@router.post("/encode", response_class=Response, openapi_extra=BODY, summary="Payloads as Temporal keeps them")
async def encode(request: Request, services: ServicesDep) -> Response:
    return await _translated(request, _codec(services).encode)


@router.options("/{what}", include_in_schema=False)
async def preflight(what: str) -> Response:
    """Access control adds the headers that say who may."""
    return Response(status_code=204)


def _codec(services: ServicesDep) -> JsonCodec:
    if services.codec is None:
        raise ProblemError(404, "encryption_off", "PODWRIGHT_ENCRYPTION_KEYS is not set: payloads are not encrypted.")
    return services.codec


async def _translated(request: Request, translate: Callable[[bytes], Awaitable[str]]) -> Response:
    body = await read_bounded(request, MAXIMUM)
    try:
        return Response(await translate(body), media_type="application/json")
    except CannotDecrypt as error:
        raise ProblemError(422, "cannot_decrypt", str(error)) from None
    except ValueError as error:
        raise ProblemError(422, "invalid_json", str(error)) from None
