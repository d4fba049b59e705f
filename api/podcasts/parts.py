"""What a podcast is made of: turns, script, audio, transcript."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.http.downloads import Responses, documented, serve
from api.http.problems import DOCUMENTED, FieldProblem, ProblemError, fields
from api.jobs.versions import UNCHANGED, script_answer
from api.podcasts.routes import MADE_OF, routes
from api.podcasts.turns import TurnView, turn_view
from api.services import ServicesDep
from domain.artifacts.reference import ArtifactRef
from domain.combine.captions import TranscriptFormat
from domain.jobs.standing import JobSnapshot
from domain.podcast.frozen_request import FrozenRequest
from domain.podcast.result import episode_of
from domain.script.document import ScriptDocument

SnapshotDep = Annotated[JobSnapshot, routes.snapshot]

router = APIRouter(prefix="/podcasts/{podcast_id}", tags=[MADE_OF], responses=DOCUMENTED)

AUDIO_FORMATS = ("mp3", "m4a", "opus", "wav", "flac")
TRANSCRIPT_FORMATS = tuple(each.value for each in TranscriptFormat)
CLIP = documented("audio/wav")
AUDIO = documented("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac")
TRANSCRIPT = documented(*(each.media_type for each in TranscriptFormat))

NOTES: Responses = {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}

Format = Annotated[str, Query(alias="format", max_length=10)]
Download = Annotated[bool, Query(description="Have browsers save it rather than show it.")]


@router.get("/turns", response_model=list[TurnView], summary="Every frozen turn, and how far it is")
async def turns(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> list[TurnView]:
    context = services.view_context(request)
    return [turn_view(each, snapshot.job.id, context) for each in await services.scripts.turns(snapshot)]


@router.get("/turns/{index}/audio", summary="A turn's clip", response_class=Response, responses=CLIP)
async def turn_audio(
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
    index: Annotated[int, Path(ge=1)],
    download: Download = False,
) -> Response:
    clip = await services.scripts.clip(snapshot, index)
    return await serve(request, services.blobs, clip.audio, name=f"turn-{index:03}.wav", download=download)


@router.get(
    "/script",
    response_model=ScriptDocument,
    responses=UNCHANGED,
    summary="The script as far as it is written",
)
async def script(request: Request, services: ServicesDep, snapshot: SnapshotDep) -> Response:
    return script_answer(request, await services.scripts.document(snapshot))


@router.get("/request", response_model=FrozenRequest, summary="The request, with every default, profile and choice")
async def frozen_request(services: ServicesDep, snapshot: SnapshotDep) -> FrozenRequest:
    return await services.podcasts.frozen_request(snapshot.job)


@router.get("/audio", summary="The episode", response_class=Response, responses=AUDIO)
async def audio(
    request: Request, services: ServicesDep, snapshot: SnapshotDep, wanted: Format = "mp3", download: Download = False
) -> Response:
    return await _episode_file(request, services, snapshot, "audio", wanted, download=download)


@router.get("/transcript", summary="What is said, when", response_class=Response, responses=TRANSCRIPT)
async def transcript(
    request: Request, services: ServicesDep, snapshot: SnapshotDep, wanted: Format = "vtt", download: Download = False
) -> Response:
    return await _episode_file(request, services, snapshot, "transcript", wanted, download=download)


@router.get("/notes", summary="Show notes, with what it rests on", response_class=Response, responses=NOTES)
async def notes(services: ServicesDep, snapshot: SnapshotDep) -> Response:
    return Response(await services.scripts.notes(snapshot), media_type="text/markdown; charset=utf-8")


async def _episode_file(
    request: Request, services: ServicesDep, snapshot: JobSnapshot, what: str, wanted: str, *, download: bool
) -> Response:
    known = AUDIO_FORMATS if what == "audio" else TRANSCRIPT_FORMATS
    if wanted not in known:
        raise fields([FieldProblem(loc=["query", "format"], msg=f"is one of {', '.join(known)}")])
    episode = episode_of(snapshot.record)
    if episode is None:
        raise ProblemError(409, "not_ready", f"It is {snapshot.status.value}; its {what} is not made.")
    made: dict[str, ArtifactRef] = episode.audio if what == "audio" else episode.transcripts
    ref = made.get(wanted)
    if ref is None:
        raise ProblemError(404, "format_not_made", f"It was made as {', '.join(made)}, not as {wanted}.")
    return await serve(request, services.blobs, ref, name=f"{episode.title}.{wanted}", download=download)
