"""`/profiles/episodes` and `/profiles/speakers`: what podcasts have in common, under names."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.http.bodies import body_of, read_json
from api.http.problems import DOCUMENTED, ProblemError
from api.services import CallerDep, IdempotencyKey, Services, ServicesDep
from domain.profiles.profile import (
    AnyProfile,
    EpisodeProfile,
    ProfileKind,
    ProfileName,
    SpeakerProfile,
    StoredProfile,
)
from domain.value import Body

router = APIRouter(prefix="/profiles", tags=["profiles"], responses=DOCUMENTED)

Name = Annotated[str, Path(min_length=1, max_length=60)]
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=200, description="The ETag of the profile.")]


class DuplicateRequest(Body):
    """The name of the copy."""

    name: ProfileName


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


@router.get("/episodes", response_model=EpisodeProfilePage, summary="Episode profiles: your own, then the shipped ones")
async def list_episode_profiles(services: ServicesDep, caller: CallerDep) -> Response:
    return await _listed(services, caller.owner, ProfileKind.EPISODES)


@router.post(
    "/episodes",
    status_code=201,
    response_model=EpisodeProfileView,
    responses={200: {"model": EpisodeProfileView, **CREATED}},
    openapi_extra=body_of(EpisodeProfile),
    summary="Make an episode profile",
)
async def create_episode_profile(
    request: Request, services: ServicesDep, caller: CallerDep, key: IdempotencyKey = None
) -> Response:
    wanted = await read_json(request, EpisodeProfile, body="profile")
    return await _created(request, services, caller.owner, wanted, key)


@router.get("/episodes/{name}", response_model=EpisodeProfileView, summary="One episode profile")
async def get_episode_profile(services: ServicesDep, caller: CallerDep, name: Name) -> Response:
    return _shown(await services.profiles.get(ProfileKind.EPISODES, name, owner=caller.owner))


@router.put(
    "/episodes/{name}",
    response_model=EpisodeProfileView,
    openapi_extra=body_of(EpisodeProfile),
    summary="Change an episode profile",
)
async def replace_episode_profile(
    request: Request, services: ServicesDep, caller: CallerDep, name: Name, if_match: IfMatch = None
) -> Response:
    wanted = await read_json(request, EpisodeProfile, body="profile")
    return await _replaced(services, caller.owner, name, wanted, if_match)


@router.delete("/episodes/{name}", status_code=204, summary="Delete an episode profile; podcasts keep what they took")
async def delete_episode_profile(
    services: ServicesDep, caller: CallerDep, name: Name, if_match: IfMatch = None
) -> Response:
    return await _deleted(services, caller.owner, ProfileKind.EPISODES, name, if_match)


@router.post(
    "/episodes/{name}/duplicate",
    status_code=201,
    response_model=EpisodeProfileView,
    openapi_extra=body_of(DuplicateRequest),
    summary="Copy an episode profile under another name",
)
async def duplicate_episode_profile(request: Request, services: ServicesDep, caller: CallerDep, name: Name) -> Response:
    return await _duplicated(request, services, caller.owner, ProfileKind.EPISODES, name)


@router.get("/speakers", response_model=SpeakerProfilePage, summary="Speaker profiles: your own, then the shipped ones")
async def list_speaker_profiles(services: ServicesDep, caller: CallerDep) -> Response:
    return await _listed(services, caller.owner, ProfileKind.SPEAKERS)


@router.post(
    "/speakers",
    status_code=201,
    response_model=SpeakerProfileView,
    responses={200: {"model": SpeakerProfileView, **CREATED}},
    openapi_extra=body_of(SpeakerProfile),
    summary="Make a speaker profile",
)
async def create_speaker_profile(
    request: Request, services: ServicesDep, caller: CallerDep, key: IdempotencyKey = None
) -> Response:
    wanted = await read_json(request, SpeakerProfile, body="profile")
    return await _created(request, services, caller.owner, wanted, key)


@router.get("/speakers/{name}", response_model=SpeakerProfileView, summary="One speaker profile")
async def get_speaker_profile(services: ServicesDep, caller: CallerDep, name: Name) -> Response:
    return _shown(await services.profiles.get(ProfileKind.SPEAKERS, name, owner=caller.owner))


@router.put(
    "/speakers/{name}",
    response_model=SpeakerProfileView,
    openapi_extra=body_of(SpeakerProfile),
    summary="Change a speaker profile",
)
async def replace_speaker_profile(
    request: Request, services: ServicesDep, caller: CallerDep, name: Name, if_match: IfMatch = None
) -> Response:
    wanted = await read_json(request, SpeakerProfile, body="profile")
    return await _replaced(services, caller.owner, name, wanted, if_match)


@router.delete("/speakers/{name}", status_code=204, summary="Delete a speaker profile; podcasts keep what they took")
async def delete_speaker_profile(
    services: ServicesDep, caller: CallerDep, name: Name, if_match: IfMatch = None
) -> Response:
    return await _deleted(services, caller.owner, ProfileKind.SPEAKERS, name, if_match)


@router.post(
    "/speakers/{name}/duplicate",
    status_code=201,
    response_model=SpeakerProfileView,
    openapi_extra=body_of(DuplicateRequest),
    summary="Copy a speaker profile under another name",
)
async def duplicate_speaker_profile(request: Request, services: ServicesDep, caller: CallerDep, name: Name) -> Response:
    return await _duplicated(request, services, caller.owner, ProfileKind.SPEAKERS, name)


async def _listed(services: Services, owner: str, kind: ProfileKind) -> Response:
    found = await services.profiles.all(kind, owner=owner)
    return JSONResponse({"items": [_view(each) for each in found], "next_cursor": None})


async def _created(request: Request, services: Services, owner: str, profile: AnyProfile, key: str | None) -> Response:
    made = await services.profiles.create(profile, owner=owner, repeatable=key is not None)
    headers = {"Idempotency-Replayed": "true"} if made.replayed else {}
    return _shown(made.stored, status=200 if made.replayed else 201, headers=headers)


async def _replaced(services: Services, owner: str, name: str, profile: AnyProfile, if_match: str | None) -> Response:
    if if_match is None:
        raise ProblemError(428, "if_match_needed", "Send If-Match with the ETag of the profile as you read it.")
    return _shown(await services.profiles.replace(name, profile, owner=owner, tag=_tag(if_match)))


async def _deleted(services: Services, owner: str, kind: ProfileKind, name: str, if_match: str | None) -> Response:
    tag = None if if_match is None or if_match.strip() == "*" else _tag(if_match)
    await services.profiles.delete(kind, name, owner=owner, tag=tag)
    return Response(status_code=204)


async def _duplicated(request: Request, services: Services, owner: str, kind: ProfileKind, name: str) -> Response:
    wanted = await read_json(request, DuplicateRequest, body="profile")
    made = await services.profiles.duplicate(kind, name, wanted.name, owner=owner)
    return _shown(made.stored, status=201)


def _tag(if_match: str) -> str:
    return if_match.strip().removeprefix("W/").strip('"')


def _shown(stored: StoredProfile, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(_view(stored), status_code=status, headers={"ETag": f'"{stored.tag}"', **(headers or {})})


def _view(stored: StoredProfile) -> dict[str, object]:
    facts = stored.model_dump(mode="json", include={"shipped", "created_at", "updated_at"})
    return {**stored.profile.model_dump(mode="json"), **facts}
