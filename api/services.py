"""The services of a process that routes use, and the dependencies that every route has."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Header, Request

from adapters.temporal.codec import JsonCodec
from api.health.stalls import StallWatch
from api.http.events import Watchers
from api.http.keyring import KeyRing
from api.http.links import Links, caller_of
from api.http.metrics import Metrics
from api.jobs.views import ViewContext
from domain.access import ApiKeys, Caller
from domain.artifacts.files import Files
from domain.artifacts.ports import Blobs
from domain.audiobook.correcting import AudiobookCorrections
from domain.audiobook.kind import AudiobookKind
from domain.audiobook.revising import BookRevisions
from domain.batch.results import BatchResults
from domain.indexing.use_cases import CollectionUseCases
from domain.jobs.ports import Jobs, UsageByDay
from domain.jobs.record import JobRecord
from domain.jobs.runs import Runs
from domain.jobs.use_cases import JobUseCases
from domain.podcast.amending import PodcastCorrections
from domain.podcast.kind import PodcastKind
from domain.podcast.reading import ScriptReader
from domain.podcast.reviewing import Reviews
from domain.podcast.revising import PodcastRevisions
from domain.podcast.samples import VoiceSamples
from domain.profiles.use_cases import ProfileBook
from domain.retrieve.uploads import Uploads
from domain.subtitles.choosing import SubtitlesCorrections
from domain.subtitles.kind import SubtitlesKind
from domain.transcription.changing import TranscriptionCorrections
from domain.transcription.kind import TranscriptionKind
from domain.upkeep.retention import Retention
from domain.vendors.ports import Gates, Providers


@dataclass(frozen=True)
class Check:
    """A part without which this API cannot serve."""

    name: str
    ask: Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Services:
    keys: KeyRing
    key_rows: ApiKeys
    usage: UsageByDay
    codec: JsonCodec | None
    links: Links
    metrics: Metrics
    stalls: StallWatch
    jobs: Jobs
    files: Files
    providers: Providers
    gates: Gates
    blobs: Blobs
    runs: Runs
    use_cases: JobUseCases
    podcasts: PodcastKind
    transcriptions: TranscriptionKind
    changes: TranscriptionCorrections
    subtitles: SubtitlesKind
    subtitle_changes: SubtitlesCorrections
    corrections: PodcastCorrections
    scripts: ScriptReader
    reviews: Reviews
    revisions: PodcastRevisions
    samples: VoiceSamples
    audiobooks: AudiobookKind
    book_revisions: BookRevisions
    book_corrections: AudiobookCorrections
    uploads: Uploads
    collections: CollectionUseCases
    batch_results: BatchResults
    profiles: ProfileBook
    maximum_upload_bytes: int
    retention: Retention
    watchers: Watchers
    checks: Sequence[Check]
    clock: Callable[[], datetime]

    def is_over(self, record: JobRecord) -> bool:
        """Whether its own time to live is over; it is removed within the hour."""
        outcome, ttl = record.outcome, record.job.attributes.get("ttl_hours")
        ends = self.retention.expires_at(outcome.ended_at, ttl) if outcome is not None and ttl else None
        return ends is not None and ends <= self.clock()

    def view_context(self, request: Request) -> ViewContext:
        return ViewContext(self.links, self.links.base(request), self.use_cases.kinds, self.retention)


def services_of(request: Request) -> Services:
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]


CallerDep = Annotated[Caller, Depends(caller_of)]


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same body gives the same resource again, for seven days.",
    ),
]
