"""What the API answers about a podcast: the models of the HTTP contract, and how they are made."""

from datetime import datetime

from pydantic import BaseModel

from api.http.links import Base, Links
from domain.jobs.notice import Notice
from domain.jobs.progress import Attention, JobError, Progress, Usage, Waiting
from domain.jobs.standing import JobSnapshot
from domain.jobs.status import JobStatus
from domain.podcast.details import StepDetails, details_of
from domain.podcast.kind import PodcastAttributes
from domain.podcast.result import Episode
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
    revision: None = None
    usage: Usage
    temporal_url: str | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None


class PodcastPage(BaseModel):
    items: list[PodcastStatus]
    next_cursor: str | None


def episode_of(snapshot: JobSnapshot) -> Episode | None:
    outcome = snapshot.record.outcome
    if outcome is None or outcome.status is not JobStatus.COMPLETED or not outcome.result:
        return None
    return Episode.model_validate_json(outcome.result)


def podcast_status(snapshot: JobSnapshot, links: Links, base: Base) -> PodcastStatus:
    job, progress, outcome = snapshot.job, snapshot.progress, snapshot.record.outcome
    episode = episode_of(snapshot)
    mp3 = episode.audio.get("mp3") if episode else None
    return PodcastStatus(
        podcast_id=job.id,
        workflow_id=job.id,
        run_id=snapshot.run_id or None,
        attempt=job.attempt,
        rev=progress.rev,
        status=snapshot.status,
        progress_percentage=progress.percentage,
        current_step=Step(progress.step or Step.RETRIEVING_CONTENT),
        step_details=StepDetails.model_validate(progress.details),
        estimated_time_remaining=None if snapshot.status.ended else progress.seconds_left,
        waiting=progress.waiting,
        attention=progress.attention,
        warnings=progress.warnings,
        error=progress.error,
        stale=snapshot.stale_since is not None,
        stale_since=snapshot.stale_since,
        title=(episode.title if episode else None) or job.title or progress.title,
        duration_minutes=PodcastAttributes.model_validate(job.attributes).duration_minutes,
        duration_seconds=episode.seconds if episode else None,
        audio_url=links.file(base, "podcasts", job.id, "audio") if mp3 else None,
        audio_size=mp3.size if mp3 else None,
        transcript_url=links.file(base, "podcasts", job.id, "transcript") if episode else None,
        script_url=links.resource(base, "podcasts", job.id, "script")
        if episode or details_of(progress).segments
        else None,
        usage=progress.usage,
        temporal_url=links.workflow(job.id, snapshot.run_id),
        created_at=job.created_at,
        updated_at=_updated(progress, outcome.ended_at if outcome else None, job.created_at),
        completed_at=outcome.ended_at if outcome and outcome.status is JobStatus.COMPLETED else None,
    )


def _updated(progress: Progress, ended: datetime | None, created: datetime) -> datetime:
    return max(each for each in (progress.updated_at, ended, created) if each is not None)
