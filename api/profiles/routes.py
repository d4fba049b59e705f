"""`/profiles/episodes` and `/profiles/speakers`: what podcasts have in common, under names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.http.bodies import body_of, read_json
from api.http.problems import DOCUMENTED, ProblemError
from api.services import CallerDep, IdempotencyKey, ServicesDep
from domain.profiles.profile import (
    DuplicateRequest,
    EpisodeProfile,
    ProfileKind,
    SpeakerProfile,
    StoredProfile,
)
from domain.profiles.use_cases import CreatedProfile

router = APIRouter(prefix="/profiles", tags=["profiles"], responses=DOCUMENTED)

Name = Annotated[str, Path(min_length=1, max_length=60)]
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=200, description="The ETag of the profile.")]


class EpisodeProfileView(EpisodeProfile):
    """`shipped`: it comes with Podwright, and is not changed."""

    shipped: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


class SpeakerProfileView(SpeakerProfile):
    """`shipped`: it comes with Podwright, and is not changed."""

    shipped: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


class EpisodeProfilePage(BaseModel):
    items: list[EpisodeProfileView]
    next_cursor: None = None


class SpeakerProfilePage(BaseModel):
    items: list[SpeakerProfileView]
    next_cursor: None = None


CREATED = {"description": "Made before, with the same Idempotency-Key"}


@dataclass(frozen=True)
class _Kind:
    """What the routes of one kind of profile are made of. `word`: what one is called, with its article."""

    kind: ProfileKind
    model: type[EpisodeProfile] | type[SpeakerProfile]
    view: type[BaseModel]
    page: type[BaseModel]
    word: str


_KINDS = (
    _Kind(ProfileKind.EPISODES, EpisodeProfile, EpisodeProfileView, EpisodeProfilePage, "an episode profile"),
    _Kind(ProfileKind.SPEAKERS, SpeakerProfile, SpeakerProfileView, SpeakerProfilePage, "a speaker profile"),
)


def _add_routes(of: _Kind) -> None:
    """The same seven routes for each kind."""
    root, item = f"/{of.kind}", f"/{of.kind}/{{name}}"
    one = of.word.partition(" ")[2]
    made_before: dict[int | str, dict[str, Any]] = {200: {"model": of.view, **CREATED}}

    @router.get(root, response_model=of.page, summary=f"{one.capitalize()}s: your own, then the shipped ones")
    async def listed(services: ServicesDep, caller: CallerDep) -> Response:
        found = await services.profiles.all(of.kind, owner=caller.owner)
        return JSONResponse({"items": [_view(each) for each in found], "next_cursor": None})

    @router.post(
        root,
        status_code=201,
        response_model=of.view,
        responses=made_before,
        openapi_extra=body_of(of.model),
        summary=f"Make {of.word}",
    )
    async def create(
        request: Request, services: ServicesDep, caller: CallerDep, key: IdempotencyKey = None
    ) -> Response:
        wanted = await read_json(request, of.model, body="profile")
        return _made(await services.profiles.create(wanted, owner=caller.owner, key=key))

    @router.get(item, response_model=of.view, summary=f"One {one}")
    async def get(services: ServicesDep, caller: CallerDep, name: Name) -> Response:
        return _shown(await services.profiles.get(of.kind, name, owner=caller.owner))

    @router.put(item, response_model=of.view, openapi_extra=body_of(of.model), summary=f"Change {of.word}")
    async def replace(
        request: Request, services: ServicesDep, caller: CallerDep, name: Name, if_match: IfMatch = None
    ) -> Response:
        wanted = await read_json(request, of.model, body="profile")
        if if_match is None:
            raise ProblemError(428, "if_match_needed", "Send If-Match with the ETag of the profile as you read it.")
        return _shown(await services.profiles.replace(name, wanted, owner=caller.owner, tag=_tag(if_match)))

    @router.delete(item, status_code=204, summary=f"Delete {of.word}; podcasts keep what they took")
    async def delete(services: ServicesDep, caller: CallerDep, name: Name, if_match: IfMatch = None) -> Response:
        tag = None if if_match is None or if_match.strip() == "*" else _tag(if_match)
        await services.profiles.delete(of.kind, name, owner=caller.owner, tag=tag)
        return Response(status_code=204)

    @router.post(
        f"{item}/duplicate",
        status_code=201,
        response_model=of.view,
        responses=made_before,
        openapi_extra=body_of(DuplicateRequest),
        summary=f"Copy {of.word} under another name",
    )
    async def duplicate(
        request: Request, services: ServicesDep, caller: CallerDep, name: Name, key: IdempotencyKey = None
    ) -> Response:
        wanted = await read_json(request, DuplicateRequest, body="profile")
        return _made(await services.profiles.duplicate(of.kind, name, wanted, owner=caller.owner, key=key))


for _each in _KINDS:
    _add_routes(_each)


def _made(made: CreatedProfile) -> Response:
    headers = {"Idempotency-Replayed": "true"} if made.replayed else {}
    return _shown(made.stored, status=200 if made.replayed else 201, headers=headers)


def _tag(if_match: str) -> str:
    return if_match.strip().removeprefix("W/").strip('"')


def _shown(stored: StoredProfile, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(_view(stored), status_code=status, headers={"ETag": f'"{stored.tag}"', **(headers or {})})


def _view(stored: StoredProfile) -> dict[str, object]:
    facts = stored.model_dump(mode="json", include={"shipped", "created_at", "updated_at"})
    return {**stored.profile.model_dump(mode="json"), **facts}
