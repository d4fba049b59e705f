"""Sessions: browsers trade the key for a cookie that scripts cannot read."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.http.auth import COOKIE, address_of, cookie_of
from api.http.bodies import body_of, read_json
from api.http.keyring import SESSION_SECONDS
from api.http.problems import DOCUMENTED, ProblemError
from api.services import ServicesDep
from domain.value import Body

router = APIRouter(prefix="/session", tags=["session"], responses=DOCUMENTED)


class SessionRequest(Body):
    key: str = Field(min_length=1, max_length=1000)


class SessionView(BaseModel):
    """`required`: this server asks for a key, so that there is a session to end."""

    required: bool


@router.get("", response_model=SessionView, summary="Does this server ask for a key?")
async def look(services: ServicesDep) -> SessionView:
    return SessionView(required=services.keys.required)


@router.post("", status_code=204, openapi_extra=body_of(SessionRequest), summary="Trade the key for a session cookie")
async def begin(request: Request, services: ServicesDep) -> Response:
    given = await read_json(request, SessionRequest, body="session")
    if not services.keys.required:
        return Response(status_code=204)
    caller = services.keys.judge(given.key, address=address_of(request.scope))
    if caller is None:
        raise ProblemError(401, "unauthorized", "This is not the key.")
    answer = Response(status_code=204)
    answer.set_cookie(
        COOKIE,
        services.keys.session(caller),
        max_age=SESSION_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=services.links.base(request).url.startswith("https://"),
    )
    return answer


@router.delete("", status_code=204, summary="End it, here and everywhere")
async def end(request: Request, services: ServicesDep) -> Response:
    if (cookie := cookie_of(request.headers)) is not None:
        await services.keys.end(cookie)
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer
