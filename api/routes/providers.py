"""`/voices` and `/providers`: what workers announced, and samples of it."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from api.downloads import serve
from api.links import Base
from api.problems import DOCUMENTED
from api.services import Services, Wired
from domain.podcast.choice import Serving
from domain.podcast.request import ProviderName
from domain.providers import Announcement, ProviderRole, ProviderState

router = APIRouter(tags=["voices and providers"], responses=DOCUMENTED)


class VoiceView(BaseModel):
    """`tts` and `id` are what a speaker of a request takes as `tts` and `voice`."""

    id: str
    name: str
    tts: str
    language: str
    gender: str
    accent: str
    description: str
    words_per_minute: float
    preview_url: str


class VoicePage(BaseModel):
    items: list[VoiceView]
    next_cursor: None = None


class ProviderView(BaseModel):
    """`state` is `away` when no worker told of it lately; `reason` says why a vendor is closed."""

    vendor: str
    role: ProviderRole
    state: Literal["open", "closed", "away"]
    reason: str
    default: bool
    why: str
    local: bool
    slots: int
    models: tuple[str, ...]
    languages: tuple[str, ...]
    seen_at: datetime


class ProviderPage(BaseModel):
    items: list[ProviderView]
    next_cursor: None = None


@router.get("/voices", response_model=VoicePage, summary="Voices that workers serve now")
async def voices(request: Request, services: Wired, tts: ProviderName | None = None) -> VoicePage:
    known = await services.providers.all()
    serving = Serving(known, now=datetime.now(UTC))
    announced = [each for each in known if each.role is ProviderRole.SPEECH and serving.is_served(each)]
    if tts is not None:
        chosen, _ = serving.choose(ProviderRole.SPEECH, tts, loc=("query", "tts"))
        announced = [chosen]
    base = services.links.base(request)
    return VoicePage(items=[view for each in announced for view in _voices(each, services, base)])


@router.head("/voices/preview", include_in_schema=False)
@router.get(
    "/voices/preview",
    summary="One sentence, said by a voice",
    response_class=Response,
    responses={200: {"content": {"audio/wav": {}}}},
)
async def preview(
    request: Request,
    services: Wired,
    tts: Annotated[ProviderName | None, Query(description="vendor or vendor:model")] = None,
    voice: Annotated[str | None, Query(min_length=1, max_length=120)] = None,
) -> Response:
    clip = await services.samples.say(tts=tts, voice=voice)
    return await serve(request, services.blobs, clip.audio, name=f"{voice or 'voice'}.wav")


@router.get("/providers", response_model=ProviderPage, summary="Vendors that workers announced, and their state")
async def providers(services: Wired) -> ProviderPage:
    known = await services.providers.all()
    serving = Serving(known, now=datetime.now(UTC))
    return ProviderPage(items=[provider_view(each, served=serving.is_served(each)) for each in known])


def provider_view(announcement: Announcement, *, served: bool) -> ProviderView:
    declaration = announcement.writer or announcement.speech
    closed = announcement.state is ProviderState.CLOSED
    return ProviderView(
        vendor=announcement.vendor,
        role=announcement.role,
        state="away" if not served else "closed" if closed else "open",
        reason=announcement.reason if served else "No worker that serves it was seen lately.",
        default=announcement.default,
        why=announcement.why,
        local=announcement.local,
        slots=announcement.slots,
        models=declaration.models if declaration else (),
        languages=declaration.languages if declaration else (),
        seen_at=announcement.seen_at,
    )


def _voices(announcement: Announcement, services: Services, base: Base) -> list[VoiceView]:
    speech = announcement.speech
    if speech is None:
        return []
    return [
        VoiceView(
            id=voice.id,
            name=voice.name,
            tts=announcement.vendor,
            language=voice.language,
            gender=voice.gender,
            accent=voice.accent,
            description=voice.description,
            words_per_minute=voice.words_per_minute,
            preview_url=services.links.file(
                base, "voices", "preview", query=urlencode({"tts": announcement.vendor, "voice": voice.id})
            ),
        )
        for voice in speech.voices
    ]
