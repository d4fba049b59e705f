"""What the API answers about a podcast."""

from datetime import datetime

from pydantic import BaseModel

from api.jobs.resource import Resource
from api.jobs.versions import RevisionView, open_revisions, revision_view
from api.jobs.views import ViewContext, job_fields
from domain.jobs.notice import Notice
from domain.jobs.progress import Attention, JobError, Usage, Waiting
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.podcast.details import StepDetails, details_of
from domain.podcast.kind import PodcastAttributes
from domain.podcast.result import episode_of
from domain.podcast.spec import PODCAST
from domain.podcast.steps import Step


class PodcastStatus(BaseModel):
    """Where a podcast stands. `playable_turns` is the length of the finished beginning; times left are seconds."""

    podcast_id: str
    workflow_id: str
    run_id: str | None
    attempt: int
    version: int = 1
    rev: int
    status: JobStatus
    progress_percentage: int
    current_step: Step
    step_details: StepDetails
    estimated_time_remaining: int | None
    waiting: tuple[Waiting, ...]
    attention: tuple[Attention, ...]
    warnings: tuple[Notice, ...]
    error: JobError | None
    stale: bool
    stale_since: datetime | None
    title: str | None
    duration_minutes: float
    duration_seconds: float | None
    audio_url: str | None
    audio_size: int | None
    transcript_url: str | None
    chapters_url: str | None = None
    script_url: str | None
    notes_url: str | None = None
    revision: RevisionView | None = None
    usage: Usage
    temporal_url: str | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None


class PodcastPage(BaseModel):
    items: list[PodcastStatus]
    next_cursor: str | None


def podcast_status(snapshot: JobSnapshot, context: ViewContext) -> PodcastStatus:
    job, links, base = snapshot.job, context.links, context.base
    details, episode = details_of(snapshot.progress), episode_of(snapshot.record)
    fields = job_fields(snapshot, context)
    written = episode is not None or bool(details.segments) or details.completed_turns > 0
    mp3 = episode.audio.get("mp3") if episode else None
    return PodcastStatus.model_validate(
        fields
        | {
            "podcast_id": job.id,
            "version": episode.version if episode else 1,
            "revision": revision_view(snapshot),
            "current_step": fields["current_step"] or Step.RETRIEVING_CONTENT,
            "title": (episode.title if episode else None) or fields["title"],
            "duration_minutes": PodcastAttributes.model_validate(job.attributes).duration_minutes,
            "duration_seconds": episode.seconds if episode else None,
            "audio_url": links.file(base, "podcasts", job.id, "audio") if mp3 else None,
            "audio_size": mp3.size if mp3 else None,
            "transcript_url": links.file(base, "podcasts", job.id, "transcript") if episode else None,
            "notes_url": links.file(base, "podcasts", job.id, "notes") if episode else None,
            "script_url": links.resource(base, "podcasts", job.id, "script") if written else None,
        }
    )


PODCASTS = Resource(
    collection="podcasts",
    kind=PODCAST,
    parameter="podcast_id",
    noun="podcast",
    model=PodcastStatus,
    page=PodcastPage,
    view=podcast_status,
    related=open_revisions(lambda services: services.revisions),
)
