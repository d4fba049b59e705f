"""`/voices` and `/providers`: what workers announced, and samples of voices."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from api.http.bodies import body_of, read_json
from api.http.downloads import documented, serve
from api.http.links import Base
from api.http.problems import DOCUMENTED, ProblemError, not_found
from api.services import Services, ServicesDep
from domain.value import Body
from domain.vendors.declarations import Announcement, ProviderName, ProviderRole, ProviderState, VoiceSetting
from domain.vendors.gates import closed_by_hand
from domain.vendors.serving import Serving

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


class WriterView(BaseModel):
    """`styles` for several speakers, of which `speakers` are the fewest and the most; `solo_styles` for one alone."""

    styles: tuple[str, ...]
    solo_styles: tuple[str, ...]
    speakers: tuple[int, int]
    instructions: bool
    complexity: bool
    grounding: bool
    personas: bool


class ProviderView(BaseModel):
    """`state` is `away` when no worker told of it lately, or its server is away; `reason`: why it is closed or away.

    `usd_per_1000_characters`: what its voices cost; 0 when they cost nothing, or when it is not known. `settings`:
    those that a speaker of a request may set. `writes`: what a writer honours of a request.
    """

    vendor: str
    role: ProviderRole
    state: Literal["open", "closed", "away"]
    reason: str
    default: bool
    why: str
    local: bool
    slots: int
    usd_per_1000_characters: float = 0.0
    models: tuple[str, ...]
    languages: tuple[str, ...]
    settings: tuple[VoiceSetting, ...] = ()
    writes: WriterView | None = None
    seen_at: datetime


class ProviderPage(BaseModel):
    items: list[ProviderView]
    next_cursor: None = None


class GateRequest(Body):
    """Which of the vendor's roles, and why; without a role, all that it has."""

    role: ProviderRole | None = Field(default=None, description="left out: all that the vendor has")
    reason: str | None = Field(default=None, max_length=300, description="What waiting podcasts show, when closing.")


_GATE = body_of(GateRequest, required=False)
Vendor = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("/voices", response_model=VoicePage, summary="Voices that workers serve now")
async def voices(request: Request, services: ServicesDep, tts: ProviderName | None = None) -> VoicePage:
    known = await services.providers.all()
    serving = Serving(known, now=datetime.now(UTC))
    announced = [each for each in known if each.role is ProviderRole.SPEECH and serving.is_served(each)]
    if tts is not None:
        chosen, _ = serving.choose(ProviderRole.SPEECH, tts, loc=("query", "tts"))
        announced = [chosen]
    base = services.links.base(request)
    return VoicePage(items=[view for each in announced for view in _voices(each, services, base)])


@router.get(
    "/voices/preview",
    summary="One sentence, said by a voice",
    response_class=Response,
    responses=documented("audio/wav"),
)
async def preview(
    request: Request,
    services: ServicesDep,
    tts: Annotated[ProviderName | None, Query(description="vendor or vendor:model")] = None,
    voice: Annotated[str | None, Query(min_length=1, max_length=120)] = None,
) -> Response:
    clip = await services.samples.say(tts=tts, voice=voice)
    return await serve(request, services.blobs, clip.audio, name=f"{voice or 'voice'}.wav")


@router.get("/providers", response_model=ProviderPage, summary="Vendors that workers announced, and their state")
async def providers(services: ServicesDep) -> ProviderPage:
    known = await services.providers.all()
    serving = Serving(known, now=datetime.now(UTC))
    return ProviderPage(items=[provider_view(each, serving) for each in known])


@router.post(
    "/providers/{vendor}/open",
    response_model=ProviderPage,
    summary="Let calls to a vendor through again; podcasts that wait for it go on by themselves",
    openapi_extra=_GATE,
)
async def open_provider(request: Request, services: ServicesDep, vendor: Vendor) -> ProviderPage:
    wanted = await read_json(request, GateRequest, body="gate", empty=True)
    for each in await _gated(services, vendor, wanted):
        await services.gates.open(each.vendor, each.role)
    return await _providers_of(services, vendor)


@router.post(
    "/providers/{vendor}/close",
    response_model=ProviderPage,
    summary="Call a vendor no more until it is opened; podcasts that need it wait",
    openapi_extra=_GATE,
)
async def close_provider(request: Request, services: ServicesDep, vendor: Vendor) -> ProviderPage:
    wanted = await read_json(request, GateRequest, body="gate", empty=True)
    for each in await _gated(services, vendor, wanted):
        await services.gates.close(closed_by_hand(vendor, each.role, wanted.reason or "", datetime.now(UTC)))
    return await _providers_of(services, vendor)


async def _gated(services: Services, vendor: str, wanted: GateRequest) -> list[Announcement]:
    """The announcements of the vendor, in the role that is meant. A local one has no account, and nothing to close."""
    announced = [each for each in await services.providers.all() if each.vendor == vendor]
    chosen = [each for each in announced if wanted.role in (None, each.role)]
    if not chosen:
        raise not_found("No worker ever announced this vendor in this role.")
    if any(each.local for each in chosen):
        raise ProblemError(409, "always_open", f"{vendor} needs no account, so it is always open.")
    return chosen


async def _providers_of(services: Services, vendor: str) -> ProviderPage:
    return ProviderPage(items=[each for each in (await providers(services)).items if each.vendor == vendor])


def provider_view(announcement: Announcement, serving: Serving) -> ProviderView:
    declaration = announcement.declaration
    closed = announcement.state is ProviderState.CLOSED
    away = serving.why_away(announcement)
    return ProviderView(
        vendor=announcement.vendor,
        role=announcement.role,
        state="away" if away else "closed" if closed else "open",
        reason=away or announcement.reason,
        default=announcement.default,
        why=announcement.why,
        local=announcement.local,
        slots=announcement.slots,
        usd_per_1000_characters=announcement.speech.usd_per_1000_characters if announcement.speech else 0.0,
        models=declaration.models if declaration else (),
        languages=declaration.languages if declaration else (),
        settings=announcement.speech.settings if announcement.speech else (),
        writes=WriterView.model_validate(announcement.writer.model_dump()) if announcement.writer else None,
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
