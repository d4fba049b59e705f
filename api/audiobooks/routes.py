"""`/audiobooks`: what every job has, an estimate that lists the chapters, and each chapter as soon as it is spoken."""

from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel

from api.http.bodies import body_of, read_json
from api.http.downloads import documented, serve
from api.http.problems import ProblemError, not_found
from api.jobs.resource import Resource
from api.jobs.router import JobRouter, Resumption
from api.jobs.versions import (
    UNCHANGED,
    EditCallDep,
    RevisionView,
    add_versions,
    open_revisions,
    revision_answer,
    revision_view,
    script_answer,
)
from api.jobs.views import JobView, ViewContext, job_fields
from api.services import CallerDep, ServicesDep
from domain.audiobook.estimate import BookEstimate
from domain.audiobook.request import AudiobookRequest, AudiobookResume
from domain.audiobook.revising import ChapterEdit
from domain.audiobook.spec import AUDIOBOOK
from domain.audiobook.state import BookDetails
from domain.jobs.standing import JobSnapshot
from domain.jobs.versions import served_version
from domain.plain_names import plain_name
from domain.script.document import ScriptDocument

TAG = "audiobooks"


class AudiobookView(JobView):
    """Where a book stands. `version`: that its files are of; `revision`: the job that makes the next one."""

    version: int = 1
    revision: RevisionView | None = None


class AudiobookPage(BaseModel):
    items: list[AudiobookView]
    next_cursor: str | None


def audiobook_view(snapshot: JobSnapshot, context: ViewContext) -> AudiobookView:
    """With the address of each chapter that can be played."""
    shown = BookDetails.model_validate(snapshot.progress.details).model_dump(mode="json")
    for chapter in shown["chapters"]:
        made = chapter.pop("audio") is not None
        address = context.links.file(context.base, TAG, snapshot.job.id, "chapters", chapter["n"], "audio")
        chapter["audio_url"] = address if made else None
    versions = {"version": served_version(snapshot.record) or 1, "revision": revision_view(snapshot)}
    return AudiobookView.model_validate({**job_fields(snapshot, context), **versions, "step_details": shown})


AUDIOBOOKS = Resource(
    collection=TAG,
    kind=AUDIOBOOK,
    noun="audiobook",
    model=AudiobookView,
    page=AudiobookPage,
    view=audiobook_view,
    related=open_revisions(lambda services: services.book_revisions),
)

routes = JobRouter(AUDIOBOOKS, tag=TAG)
router = routes.router
routes.creation(AudiobookRequest, body="audiobook", summary="Read a book aloud")


@router.post(
    "/estimate",
    tags=[TAG],
    response_model=BookEstimate,
    openapi_extra=body_of(AudiobookRequest),
    summary="Its chapters, with words, minutes and cost; nothing is spoken",
)
async def estimate_audiobook(request: Request, services: ServicesDep, caller: CallerDep) -> BookEstimate:
    wanted = await read_json(request, AudiobookRequest, body="audiobook")
    return await services.audiobooks.estimate(wanted, caller=caller)


routes.listing(summary="Audiobooks, newest first")
routes.status(events="Server-sent events: `progress` with an AudiobookView, at once and at each change")
routes.resuming(Resumption(AudiobookResume, "audiobook_resume", lambda services: services.book_corrections))
routes.actions()
routes.files()
add_versions(routes, lambda services: services.book_revisions, tag=TAG)

SnapshotDep = Annotated[JobSnapshot, routes.snapshot]
ChapterNumber = Annotated[int, Path(ge=1, le=10_000, description="As the estimate and `step_details` number them.")]


@router.get(
    "/{job_id}/chapters/{n}/script",
    tags=[TAG],
    response_model=ScriptDocument,
    responses=UNCHANGED,
    summary="The passages of a chapter of a finished book",
)
async def chapter_script(request: Request, services: ServicesDep, snapshot: SnapshotDep, n: ChapterNumber) -> Response:
    return script_answer(request, (await services.book_revisions.shown(snapshot, n)).document)


@router.put(
    "/{job_id}/chapters/{n}/script",
    tags=[TAG],
    status_code=202,
    response_model=AudiobookView,
    responses={200: {"model": AudiobookView, "description": "Made before, with the same Idempotency-Key"}},
    openapi_extra=body_of(ChapterEdit),
    summary="Change passages of a chapter, as the next version of the book",
)
async def put_chapter_script(call: EditCallDep, snapshot: SnapshotDep, n: ChapterNumber) -> Response:
    request, services = call.request, call.services
    edit = await read_json(request, ChapterEdit, body="script")
    shown = await services.book_revisions.shown(snapshot, n)
    call.check(shown.document)
    submitted = await services.book_revisions.edit(snapshot.record, shown, edit, caller=call.caller, key=call.key)
    return revision_answer(AUDIOBOOKS, request, services, snapshot, submitted)


@router.get(
    "/{job_id}/chapters/{n}/audio",
    tags=[TAG],
    response_class=Response,
    responses=documented("audio/mp4"),
    summary="A chapter, as soon as it is spoken",
)
async def chapter_audio(
    request: Request,
    services: ServicesDep,
    snapshot: SnapshotDep,
    n: ChapterNumber,
) -> Response:
    chapters = BookDetails.model_validate(snapshot.progress.details).chapters
    chapter = next((each for each in chapters if each.n == n), None)
    if chapter is not None and chapter.audio is not None:
        name = plain_name(f"{n:03} {chapter.title}", otherwise=f"{n:03}")
        return await serve(request, services.blobs, chapter.audio, name=f"{name[:120]}.m4a")
    if chapter is None and chapters:
        raise not_found(f"The book has no chapter {n}.", code="chapter_not_found")
    if snapshot.status.ended or (chapter is not None and chapter.status is None):
        raise not_found(f"Chapter {n} was not spoken.", code="chapter_not_made")
    raise ProblemError(409, "not_ready", f"Chapter {n} is not spoken yet.")
