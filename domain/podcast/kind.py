"""Podcasts as a kind of job."""

from domain.jobs.runs import StartJob
from domain.podcast.spec import PodcastSpec
from domain.value import Value

PODCAST = "podcast"


class PodcastAttributes(Value):
    """The attributes of a podcast's row. `duration_minutes` is the length that was asked for."""

    duration_minutes: float = 0.0


def start_podcast(spec: PodcastSpec) -> StartJob:
    speakers = ", ".join(f"{each.name} ({each.vendor})" for each in spec.voices)
    return StartJob(
        kind=PODCAST,
        job_id=spec.podcast_id,
        attempt=spec.attempt,
        owner=spec.owner,
        priority=spec.priority,
        title=spec.title,
        summary=f"{spec.title or 'Podcast'} · {spec.minutes:g} min · attempt {spec.attempt}",
        details=(
            f"Speakers: {speakers}\n\nWriter: {spec.writer.vendor}:{spec.writer.model}\n\nSources: {len(spec.sources)}"
        ),
        spec=spec,
    )
